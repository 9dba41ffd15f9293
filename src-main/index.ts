/** @file Entry of the desktop app. One instance; a second start passes its arguments to the first and shows its window. */
import './threads.ts'
import { app } from 'electron'
import type { Compose, Repair } from './host.ts'
import { begin } from './shell/begin.ts'
import { showProblem, startDesktop } from './shell/desktop.ts'

// Most of the code, loaded when the window is there.
const compose: Compose = async (...given) => (await import('./compose.ts')).compose(...given)
const openRepair = async (dataDir: string): Promise<Repair> => (await import('./compose.ts')).openRepair(dataDir)

// What has to be registered before the app is ready.
const beginning = begin()
if (beginning.kind === 'problem') void app.whenReady().then(() => showProblem(beginning.problem))
else if (beginning.kind === 'first')
  void app.whenReady().then(() => startDesktop({ ...beginning, compose, openRepair, version: app.getVersion() }))
else app.exit(0)
