/** @file Entry of the desktop app. One instance; a second start shows the window of the first. */
import './threads.ts'
import { app } from 'electron'
import { compose, openRepair } from './compose.ts'
import { showProblem, startDesktop } from './shell/desktop.ts'
import { useDataDir } from './shell/paths.ts'

// Before the lock, which is in the same folder and fails without a word where nothing can be written.
const problem = useDataDir(process.env['REELAY_DATA_DIR'])
if (problem) void app.whenReady().then(() => showProblem(problem))
else if (app.requestSingleInstanceLock())
  void app.whenReady().then(() => startDesktop({ compose, openRepair, version: app.getVersion() }))
else app.quit()
