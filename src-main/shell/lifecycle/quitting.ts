/** @file Quits the app: asks a person where needed, destroys the windows, closes the engine, and ends the process. */
import { app, BrowserWindow, powerMonitor } from 'electron'
import { exitProcess } from '../../process-exit.ts'
import type { DeferredReelay } from './deferred-reelay.ts'
import { decideQuit, type QuitAnswer, type QuitCause, type QuitEvent, type QuitState } from './quit-controller.ts'

/** With the rest, quitting takes ten seconds at most. */
const CLOSE_TIMEOUT_MS = 9_500
const EXIT_DELAY_MS = 300
/** Windows does not report that a shutdown was cancelled after its query. After this time it counts as cancelled. */
const QUERY_VALID_MS = 30_000

interface QuitDeps {
  readonly reelay: Pick<DeferredReelay, 'close' | 'hasBlockedThread' | 'log' | 'abandon'>
  /** Whether bytes move. */
  readonly isMoving: () => boolean
  readonly ask: () => Promise<QuitAnswer>
  /** Hides the window; the app continues. */
  readonly hide: () => void
}

export interface Quitting {
  /** @param options `isSure`: the person is not asked */
  quit(cause: QuitCause, options?: { readonly isSure: boolean }): void
  /** Whether everything is being closed. */
  isQuitting(): boolean
  /** Whether closing a window destroys it now. */
  mayDestroyWindows(): boolean
  /** Sets what runs right before the process exits, which waits for it. `isClosed`: everything was closed in time. */
  beforeExit(work: (isClosed: boolean) => void | Promise<void>): void
}

/** Delays a shutdown for a moment, with `preventDefault`; Electron's declarations lack the event. */
function delaying(work: () => void): () => void {
  return ((event?: { preventDefault(): void }) => {
    event?.preventDefault()
    work()
  }) as () => void
}

export function createQuitting({ reelay, isMoving, ask, hide }: QuitDeps): Quitting {
  let state: QuitState = 'open'
  /** Windows queries first and may cancel: nothing is closed for the query, but no window blocks the end of the session. */
  let queryValidUntil = 0
  let finalWork: (isClosed: boolean) => void | Promise<void> = () => {}
  /** Whether the engine has released the data folder. */
  let isClosed = false

  function dispatch(event: QuitEvent): void {
    const next = decideQuit(state, event)
    state = next.state
    if (next.step === 'ask') void askPerson()
    else if (next.step === 'hide') hide()
    else if (next.step === 'close') void closeAll()
    else if (next.step === 'exit') exit()
  }

  /** A dialog that fails counts as `cancel`, and can be shown again. */
  async function askPerson(): Promise<void> {
    const answer = await ask().catch((caught: unknown): QuitAnswer => {
      reelay.log.error('nobody could be asked whether to quit', caught)
      return 'cancel'
    })
    dispatch({ type: 'answered', answer })
  }

  /** The windows are destroyed first, because closing the engine may take ten seconds. */
  async function closeAll(): Promise<void> {
    for (const window of BrowserWindow.getAllWindows()) window.destroy()
    const closed = reelay.close().then(
      () => true,
      (caught: unknown) => {
        reelay.log.error('closing failed', caught)
        return false
      },
    )
    const timeout = new Promise<null>((resolve) => setTimeout(() => resolve(null), CLOSE_TIMEOUT_MS))
    const outcome = await Promise.race([closed, timeout])
    if (outcome === null) {
      reelay.log.warn(`closing took more than ${CLOSE_TIMEOUT_MS} ms`)
      // If the engine is still not open, its log messages are written now or never.
      reelay.abandon()
    }
    isClosed = outcome === true
    dispatch({ type: 'closed' })
  }

  function exit(): void {
    const working = finalWork(isClosed)
    finalWork = () => {}
    if (working) void working.finally(exitNow)
    else exitNow()
  }

  function exitNow(): void {
    // Node would wait for a thread that is blocked by a drive which does not answer.
    if (reelay.hasBlockedThread()) setTimeout(() => exitProcess(0), EXIT_DELAY_MS)
    else app.exit(0)
  }

  function quit(cause: QuitCause, { isSure } = { isSure: false }): void {
    dispatch({ type: 'wanted', cause, moving: !isSure && isMoving() })
  }

  const isQuitting = (): boolean => state === 'closing' || state === 'closed'
  const isSessionEnding = (): boolean => Date.now() < queryValidUntil

  app.on('before-quit', (event) => {
    event.preventDefault()
    quit(isSessionEnding() ? 'session-end' : 'user')
  })
  // With a listener, the app does not quit with its last window.
  app.on('window-all-closed', () => {})
  // macOS and Linux; Windows sends this to windows.
  powerMonitor.on(
    'shutdown',
    delaying(() => quit('session-end')),
  )
  // Set after ready, to replace Chromium's own handlers, which would treat a signal as a quit by a person.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit('signal'))
  app.on('browser-window-created', (_event, window) => {
    window.on('query-session-end', () => {
      queryValidUntil = Date.now() + QUERY_VALID_MS
    })
    window.on('session-end', () => quit('session-end'))
  })

  return {
    quit,
    isQuitting,
    mayDestroyWindows: () => isQuitting() || isSessionEnding(),
    beforeExit(work) {
      finalWork = work
    },
  }
}
