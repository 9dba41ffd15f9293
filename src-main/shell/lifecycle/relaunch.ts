/** @file Starts the app again when this process has ended. */
import { app } from 'electron'

export function relaunchAfterExit(args: readonly string[]): void {
  // An AppImage runs from a mount that is gone when it ends, so the image itself has to be started.
  const image = process.env['APPIMAGE']
  const own = app.isPackaged ? [] : process.argv.slice(1, 2)
  app.relaunch({ args: [...own, ...args], ...(image === undefined ? {} : { execPath: image }) })
}
