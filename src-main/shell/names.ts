/** @file Names by which the system knows this app. */

/** The same in the installer; Windows shows notices of no other app. */
export const APP_ID = 'app.reelay.desktop'

/** A run from the sources is a separate app with its own data and lock. */
export function appName(isPackaged: boolean): string {
  return isPackaged ? 'Reelay' : 'Reelay Dev'
}

/** The scheme of links to the app. */
export const LINK_SCHEME = 'reelay'

/** Started by the system when somebody signs in: no window. */
export const HIDDEN = '--hidden'
/** Started again after an error in main, with the time of that error. */
export const AFTER_ERROR = '--after-error='
/** Name of the note with the arguments of a start that were too long. */
export const HANDED_OVER = '--handed-over='
