/** @file Storage of the browser for texts. A browser may refuse it: then even reading `localStorage` throws. */

export type TextStorage = Pick<Storage, 'getItem' | 'setItem'>

/** For as long as the browser keeps data of the page. */
export const localTexts = (): TextStorage => tolerant(() => window.localStorage)

/** For as long as the tab is open. */
export const tabTexts = (): TextStorage => tolerant(() => window.sessionStorage)

/** A text that cannot be read counts as missing, and one that cannot be stored is lost. */
function tolerant(storage: () => Storage): TextStorage {
  return {
    getItem(name) {
      try {
        return storage().getItem(name)
      } catch {
        return null
      }
    },
    setItem(name, text) {
      try {
        storage().setItem(name, text)
      } catch {
        // Refused, or full.
      }
    },
  }
}
