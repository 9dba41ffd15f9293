/** @file macOS throttles apps without a window, their network included, unless they opt out. */
import { systemPreferences } from 'electron'

/** The system reads it before the app is ready. It does not keep the machine awake. */
export function refuseNaps(): void {
  if (process.platform === 'darwin') systemPreferences.registerDefaults({ NSAppSleepDisabled: true })
}
