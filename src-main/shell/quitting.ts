/** @file The end of the app: asks a person where it must, takes the windows away, closes the engine, and lets the process go. */
import { app, BrowserWindow, powerMonitor } from 'electron'
import type { Reelay } from '../host.ts'
import { leave } from '../leave.ts'
import { decideQuit, type QuitAnswer, type QuitCause, type QuitEvent, type QuitState } from './quit-controller.ts'

/** Quitting takes ten seconds at most. */
const LONGEST_MS = 9_500
const LAST_MS = 300
/** Windows does not say that a session which it asked about goes on; by then it has ended, or somebody called it off. */
const ASKED_FOR_MS = 30_000

export interface QuitDeps {
  readonly reelay: Pick<Reelay, 'close' | 'isHeldUp' | 'log'>
  /** Whether bytes move. */
  readonly isMoving: () => boolean
  readonly ask: () => Promise<QuitAnswer>
  /** Goes on without a window. */
  readonly hide: () => void
}

export interface Quitting {
  /** @param how `isSure`: the person was told, or said so in other words */
  quit(cause: QuitCause, how?: { readonly isSure: boolean }): void
  /** Whether everything is being closed. */
  isLeaving(): boolean
  /** Whether a window that is closed now goes for good. */
  windowsGo(): boolean
  /** Runs when everything is closed, right before the end. */
  beforeEnd(work: () => void): void
}

/** The system waits a moment for those who ask it to; the declarations know nothing of the event. */
function holdUp(work: () => void): () => void {
  return ((event?: { preventDefault(): void }) => {
    event?.preventDefault()
    work()
  }) as () => void
}

export function createQuitting({ reelay, isMoving, ask, hide }: QuitDeps): Quitting {
  let state: QuitState = 'open'
  /** Windows asks first, and may change its mind: nothing is closed for the question, but no window holds the session up. */
  let askedUntil = 0
  let last: () => void = () => {}

  function tell(event: QuitEvent): void {
    const next = decideQuit(state, event)
    state = next.state
    if (next.step === 'ask') void askThem()
    else if (next.step === 'hide') hide()
    else if (next.step === 'close') void closeAll()
    else if (next.step === 'exit') end()
  }

  /** A question that cannot be shown is no answer, and can be asked again. */
  async function askThem(): Promise<void> {
    const answer = await ask().catch((caught: unknown): QuitAnswer => {
      reelay.log.error('nobody could be asked whether to quit', caught)
      return 'cancel'
    })
    tell({ type: 'answered', answer })
  }

  /** The windows go first: what a person closed is not to be looked at for ten seconds more. */
  async function closeAll(): Promise<void> {
    for (const window of BrowserWindow.getAllWindows()) window.destroy()
    const closed = reelay.close().catch((caught: unknown) => reelay.log.error('closing failed', caught))
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, LONGEST_MS))])
    tell({ type: 'closed' })
  }

  function end(): void {
    last()
    last = () => {}
    // Node would wait for a thread that asks a drive which does not answer.
    if (reelay.isHeldUp()) setTimeout(() => leave(0), LAST_MS)
    else app.exit(0)
  }

  function quit(cause: QuitCause, how = { isSure: false }): void {
    tell({ type: 'wanted', cause, moving: !how.isSure && isMoving() })
  }

  const isLeaving = (): boolean => state === 'closing' || state === 'closed'
  const mayEnd = (): boolean => Date.now() < askedUntil

  app.on('before-quit', (event) => {
    event.preventDefault()
    quit(mayEnd() ? 'session-end' : 'user')
  })
  // The process ends when the queue does, not with its last window.
  app.on('window-all-closed', () => {})
  // macOS and Linux; Windows tells its windows.
  powerMonitor.on(
    'shutdown',
    holdUp(() => quit('session-end')),
  )
  // After ready, when Chromium has set its own handlers, which would take a signal for a person.
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
