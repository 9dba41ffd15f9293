/** @file macOS throttles apps without a window, their network included, unless they opt out. */
import { systemPreferences } from 'electron'

/** Read by the system before the app is ready. The machine still sleeps when it would. */
export function refuseNaps(): void {
  if (process.platform === 'darwin') systemPreferences.registerDefaults({ NSAppSleepDisabled: true })
}
