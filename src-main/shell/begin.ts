/**
 * @file What has to happen before the app is ready: its name and data folder, the scheme of its page, listeners for files and
 * links of the system, and the single-instance lock.
 */
import { join } from 'node:path'
import { app } from 'electron'
import type { Failure } from '../contract/errors.ts'
import { refuseNaps } from './app-nap.ts'
import { type Arrivals, createArrivals } from './arrivals.ts'
import { fits, ownArguments, readStart, type Start } from './command-line.ts'
import { keepCrashDumps } from './crash-dumps.ts'
import { keepFirstEvents, startData } from './first-events.ts'
import { APP_ID, appName, HANDED_OVER, HIDDEN } from './names.ts'
import { registerScheme } from './page.ts'
import { useDataDir } from './paths.ts'
import { startAgain } from './start-again.ts'
import { takeNote, writeNote } from './start-note.ts'
import { followUncaught, type Uncaught } from './uncaught.ts'

export interface First {
  readonly kind: 'first'
  readonly start: Start
  readonly arrivals: Arrivals
  readonly uncaught: Uncaught
  /** Registers what shows the window; called when a start asks for it. */
  readonly onWanted: (listener: () => void) => void
}

export type Beginning = First | { readonly kind: 'problem'; readonly problem: Failure } | { readonly kind: 'second' }

export function begin(): Beginning {
  const args = ownArguments(process.argv, app.isPackaged)
  const start = readStart(args, process.cwd())
  const uncaught = followUncaught(start)
  app.setName(appName(app.isPackaged))
  // Windows needs it to show notices and to group windows.
  app.setAppUserModelId(APP_ID)
  registerScheme()
  refuseNaps()
  // Before the lock, which is in the same folder and fails silently where nothing can be written.
  const problem = useDataDir(process.env['REELAY_DATA_DIR'], join(app.getPath('appData'), app.name))
  if (problem) return { kind: 'problem', problem }
  if (!fits(args)) {
    startAgain([`${HANDED_OVER}${writeNote(app.getPath('userData'), start)}`, ...(start.hidden ? [HIDDEN] : [])])
    return { kind: 'second' }
  }
  keepCrashDumps()
  const arrivals = createArrivals()
  let wanted: (() => void) | null = null
  keepFirstEvents(arrivals, () => wanted?.())
  if (!app.requestSingleInstanceLock(startData(start))) return { kind: 'second' }
  arrivals.addStart(start)
  if (start.handedOver !== null) arrivals.addStart(takeNote(app.getPath('userData'), start.handedOver))
  const onWanted = (listener: () => void): void => {
    wanted = listener
  }
  return { kind: 'first', start, arrivals, uncaught, onWanted }
}
