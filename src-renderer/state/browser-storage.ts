/** @file What the page keeps in its browser, which may refuse it: reading `localStorage` throws there. */

export type TextStorage = Pick<Storage, 'getItem' | 'setItem'>

/** For as long as the browser keeps data of the page. */
export const localTexts = (): TextStorage => textsOr(() => window.localStorage)

/** For as long as the tab is open. */
export const tabTexts = (): TextStorage => textsOr(() => window.sessionStorage)

/** What cannot be read is missing, and what cannot be stored is not kept. */
function textsOr(storage: () => Storage): TextStorage {
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
