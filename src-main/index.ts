/** @file Entry of the desktop app. One instance; a second start passes its arguments to the first and shows its window. */
import './threads.ts'
import { app } from 'electron'
import { compose, openRepair } from './compose.ts'
import { begin } from './shell/begin.ts'
import { showProblem, startDesktop } from './shell/desktop.ts'

// What has to be registered before the app is ready.
const beginning = begin()
if (beginning.kind === 'problem') void app.whenReady().then(() => showProblem(beginning.problem))
else if (beginning.kind === 'first')
  void app.whenReady().then(() => startDesktop({ ...beginning, compose, openRepair, version: app.getVersion() }))
else app.exit(0)
