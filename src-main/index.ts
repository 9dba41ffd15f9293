/** @file Entry of the desktop app. One instance; a second start passes its arguments to the first and shows its window. */
import './threads.ts'
import { app } from 'electron'
import type { Compose, Repair } from './host.ts'
import { showProblem, startDesktop } from './shell/desktop.ts'
import { prepareStart } from './shell/lifecycle/before-ready.ts'

// The engine is most of the code: it is loaded once the window is open.
const compose: Compose = async (...args) => (await import('./compose.ts')).compose(...args)
const openRepair = async (dataDir: string): Promise<Repair> => (await import('./compose.ts')).openRepair(dataDir)

const start = prepareStart()
if (start.kind === 'problem') void app.whenReady().then(() => showProblem(start.problem))
else if (start.kind === 'first')
  void app.whenReady().then(() => startDesktop({ ...start, compose, openRepair, version: app.getVersion() }))
else app.exit(0)
