/** @file Starts the app once more, after the end of this process. */
import { app } from 'electron'

export function startAgain(args: readonly string[]): void {
  // An AppImage runs from a mount that ends with it; the image itself has to be started.
  const image = process.env['APPIMAGE']
  const own = app.isPackaged ? [] : process.argv.slice(1, 2)
  app.relaunch({ args: [...own, ...args], ...(image === undefined ? {} : { execPath: image }) })
}
