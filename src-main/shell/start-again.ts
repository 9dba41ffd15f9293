/** @file Starts the app once more, after the end of this process. */
import { app } from 'electron'

export function startAgain(args: readonly string[]): void {
  // What an AppImage runs from is taken away with it; the image is what can be started.
  const image = process.env['APPIMAGE']
  const own = app.isPackaged ? [] : process.argv.slice(1, 2)
  app.relaunch({ args: [...own, ...args], ...(image === undefined ? {} : { execPath: image }) })
}
