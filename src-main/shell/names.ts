/** @file Names under which the app is registered in the system, and its own command-line switches. */

/** As in the installer: Windows shows notices only for an id that was installed. */
export const APP_ID = 'app.reelay.desktop'

/** A run from the sources is a separate app with its own data and lock. */
export function appName(isPackaged: boolean): string {
  return isPackaged ? 'Reelay' : 'Reelay Dev'
}

/** The scheme of links to the app. */
export const LINK_SCHEME = 'reelay'

/** Start without a window, as the system does at login. */
export const HIDDEN = '--hidden'
/** Restart after an error in main, with the time of that error. */
export const AFTER_ERROR = '--after-error='
/** Name of the note with arguments that were too long (`start-note.ts`). */
export const HANDED_OVER = '--handed-over='
