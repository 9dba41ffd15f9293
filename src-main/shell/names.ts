/** @file What the system knows this app by. */

/** The same in the installer; Windows shows notices of no other app. */
export const APP_ID = 'app.reelay.desktop'

/** Runs from the sources are an app of their own, so that they neither use the data of the installed one nor its lock. */
export function appName(isPackaged: boolean): string {
  return isPackaged ? 'Reelay' : 'Reelay Dev'
}

/** The scheme of links to the app. */
export const LINK_SCHEME = 'reelay'

/** Started by the system when somebody signs in: no window. */
export const HIDDEN = '--hidden'
/** Started again after an error in main, with the time of that error. */
export const AFTER_ERROR = '--after-error='
/** Names a note with what was handed to a start whose arguments were too long. */
export const HANDED_OVER = '--handed-over='
