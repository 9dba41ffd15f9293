/**
 * @file What has to happen before the app is ready: its name and data folder, the scheme of its page, listeners for files and
 * links of the system, and the single-instance lock.
 */
import { join } from 'node:path'
import { app } from 'electron'
import type { Failure } from '../../contract/errors/errors.ts'
import { APP_ID, appName, HANDED_OVER, HIDDEN } from '../names.ts'
import { setDataDir } from '../paths.ts'
import { refuseNaps } from '../system/app-nap.ts'
import { instanceData, receiveSystemEvents } from '../system/system-events.ts'
import { registerScheme } from '../windows/page.ts'
import { type Arrivals, createArrivals } from './arrivals.ts'
import { canBePassed, ownArguments, readStart, type Start } from './command-line.ts'
import { enableCrashDumps } from './crash-dumps.ts'
import { relaunchAfterExit } from './relaunch.ts'
import { takeNote, writeNote } from './start-note.ts'
import { followUncaught, type Uncaught } from './uncaught.ts'

/** What the first instance starts with. */
export interface FirstInstance {
  readonly kind: 'first'
  readonly start: Start
  readonly arrivals: Arrivals
  readonly uncaught: Uncaught
  /** Sets the function that shows the window; it is called when another start asks for the window. */
  readonly onShowRequested: (listener: () => void) => void
}

/** - `exit`: another process is the first instance, or will be. */
type StartDecision = FirstInstance | { readonly kind: 'problem'; readonly problem: Failure } | { readonly kind: 'exit' }

export function prepareStart(): StartDecision {
  const args = ownArguments(process.argv, app.isPackaged)
  const start = readStart(args, process.cwd())
  const uncaught = followUncaught(start)
  app.setName(appName(app.isPackaged))
  // Windows needs it to show notices and to group windows.
  app.setAppUserModelId(APP_ID)
  registerScheme()
  refuseNaps()
  // Before the lock, which is in the same folder and fails silently where nothing can be written.
  const problem = setDataDir(process.env['REELAY_DATA_DIR'], join(app.getPath('appData'), app.name))
  if (problem) return { kind: 'problem', problem }
  if (!canBePassed(args)) {
    relaunchAfterExit([`${HANDED_OVER}${writeNote(app.getPath('userData'), start)}`, ...(start.hidden ? [HIDDEN] : [])])
    return { kind: 'exit' }
  }
  enableCrashDumps()
  const arrivals = createArrivals()
  let showWindow: (() => void) | null = null
  receiveSystemEvents(arrivals, () => showWindow?.())
  if (!app.requestSingleInstanceLock(instanceData(start))) return { kind: 'exit' }
  arrivals.addStart(start)
  if (start.handedOver !== null) arrivals.addStart(takeNote(app.getPath('userData'), start.handedOver))
  const onShowRequested = (listener: () => void): void => {
    showWindow = listener
  }
  return { kind: 'first', start, arrivals, uncaught, onShowRequested }
}
