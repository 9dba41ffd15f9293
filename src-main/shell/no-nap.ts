/** @file macOS slows down apps without a window, their network too, unless they say that they do not want that. */
import { systemPreferences } from 'electron'

/** Keeps nothing awake: the machine sleeps when it would. Before ready, when the system looks. */
export function refuseNaps(): void {
  if (process.platform === 'darwin') systemPreferences.registerDefaults({ NSAppSleepDisabled: true })
}
