/** @file Quits the app: asks a person where needed, destroys the windows, closes the engine, and ends the process. */
import { app, BrowserWindow, powerMonitor } from 'electron'
import { leave } from '../leave.ts'
import type { LateReelay } from './late-reelay.ts'
import { decideQuit, type QuitAnswer, type QuitCause, type QuitEvent, type QuitState } from './quit-controller.ts'

/** Quitting takes ten seconds at most. */
const LONGEST_MS = 9_500
const LAST_MS = 300
/** Windows does not report that a shutdown was cancelled after its query; after this time it has ended or was cancelled. */
const ASKED_FOR_MS = 30_000

export interface QuitDeps {
  readonly reelay: Pick<LateReelay, 'close' | 'isHeldUp' | 'log' | 'gaveUp'>
  /** Whether bytes move. */
  readonly isMoving: () => boolean
  readonly ask: () => Promise<QuitAnswer>
  /** Hides the window; the app continues. */
  readonly hide: () => void
}

export interface Quitting {
  /** @param how `isSure`: no question is needed */
  quit(cause: QuitCause, how?: { readonly isSure: boolean }): void
  /** Whether everything is being closed. */
  isLeaving(): boolean
  /** Whether closing a window destroys it now. */
  windowsGo(): boolean
  /** Runs when everything is closed, or could not be in time, right before the end, which waits for it. */
  beforeEnd(work: (isClosed: boolean) => void | Promise<void>): void
}

/** `preventDefault` delays the shutdown for a moment; Electron's declarations lack the event. */
function holdUp(work: () => void): () => void {
  return ((event?: { preventDefault(): void }) => {
    event?.preventDefault()
    work()
  }) as () => void
}

export function createQuitting({ reelay, isMoving, ask, hide }: QuitDeps): Quitting {
  let state: QuitState = 'open'
  /** Windows queries first and may cancel: nothing is closed for the query, but no window blocks the end of the session. */
  let askedUntil = 0
  let last: (isClosed: boolean) => void | Promise<void> = () => {}
  /** Whether the engine has released the data folder. */
  let isClosed = false

  function dispatch(event: QuitEvent): void {
    const next = decideQuit(state, event)
    state = next.state
    if (next.step === 'ask') void askPerson()
    else if (next.step === 'hide') hide()
    else if (next.step === 'close') void closeAll()
    else if (next.step === 'exit') end()
  }

  /** A dialog that fails counts as `cancel`, and can be shown again. */
  async function askPerson(): Promise<void> {
    const answer = await ask().catch((caught: unknown): QuitAnswer => {
      reelay.log.error('nobody could be asked whether to quit', caught)
      return 'cancel'
    })
    dispatch({ type: 'answered', answer })
  }

  /** The windows go first, because closing the engine may take ten seconds. */
  async function closeAll(): Promise<void> {
    for (const window of BrowserWindow.getAllWindows()) window.destroy()
    const closed = reelay.close().then(
      () => true,
      (caught: unknown) => {
        reelay.log.error('closing failed', caught)
        return false
      },
    )
    const outOfTime = new Promise<null>((resolve) => setTimeout(() => resolve(null), LONGEST_MS))
    const outcome = await Promise.race([closed, outOfTime])
    if (outcome === null) {
      reelay.log.warn(`closing took more than ${LONGEST_MS} ms`)
      // An engine that is still not open has no log: what was kept for it is written now or never.
      reelay.gaveUp()
    }
    isClosed = outcome === true
    dispatch({ type: 'closed' })
  }

  function end(): void {
    const working = last(isClosed)
    last = () => {}
    if (working) void working.finally(endNow)
    else endNow()
  }

  function endNow(): void {
    // Node would wait for a thread that is blocked by a drive which does not answer.
    if (reelay.isHeldUp()) setTimeout(() => leave(0), LAST_MS)
    else app.exit(0)
  }

  function quit(cause: QuitCause, how = { isSure: false }): void {
    dispatch({ type: 'wanted', cause, moving: !how.isSure && isMoving() })
  }

  const isLeaving = (): boolean => state === 'closing' || state === 'closed'
  const mayEnd = (): boolean => Date.now() < askedUntil

  app.on('before-quit', (event) => {
    event.preventDefault()
    quit(mayEnd() ? 'session-end' : 'user')
  })
  // The app outlives its last window.
  app.on('window-all-closed', () => {})
  // macOS and Linux; Windows sends this to windows.
  powerMonitor.on(
    'shutdown',
    holdUp(() => quit('session-end')),
  )
  // After ready, because Chromium's own handlers, set by then, would treat a signal as a quit by a person.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit('signal'))
  app.on('browser-window-created', (_event, window) => {
    window.on('query-session-end', () => {
      askedUntil = Date.now() + ASKED_FOR_MS
    })
    window.on('session-end', () => quit('session-end'))
  })

  return {
    quit,
    isLeaving,
    windowsGo: () => isLeaving() || mayEnd(),
    beforeEnd(work) {
      last = work
    },
  }
}
