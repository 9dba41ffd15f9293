/** @file Entry of the desktop app. One instance; a second start shows the window of the first. */
import { app } from 'electron'
import { compose, openRepair } from './compose.ts'
import { startDesktop } from './shell/desktop.ts'
import { useDataDir } from './shell/paths.ts'

useDataDir(process.env['REELAY_DATA_DIR'])
if (app.requestSingleInstanceLock())
  void app.whenReady().then(() => startDesktop({ compose, openRepair, version: app.getVersion() }))
else app.quit()
