/** @file What stops the process: signals of a person, a terminal or a service manager, and a reader that goes away. */
import process from 'node:process'
import { isatty } from 'node:tty'
import { exitProcess, exitSoon } from '../process-exit.ts'
import { handleOutputErrors } from './output/output-errors.ts'
import { printProblem } from './output/terminal.ts'

/** One Ctrl-C can arrive twice, from the terminal and from the process that started this one. */
const ONE_PRESS_MS = 500
/** Work that takes longer ends with the process. */
const MAX_SHUTDOWN_MS = 9_700
const INTERRUPTED = 130

interface Stops {
  readonly interrupted: AbortSignal
  /** The reader of standard output is gone. */
  readonly readerGone: AbortSignal
}

/** Resolves when a signal is aborted, at once where it is already. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Listens for as long as the process runs. */
export function listenForStops(): Stops {
  const interruption = new AbortController()
  const readerGone = new AbortController()
  // SIGHUP of a closed terminal ends the process; with `nohup` and in services it is ignored.
  const hasTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor))
  let interruptedAt = 0
  // On Windows a console that is closed is SIGHUP, and Ctrl-Break SIGBREAK.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
    process.on(signal, () => {
      if (signal === 'SIGHUP' && !hasTerminal) return
      // A second signal does not wait for what is running: the journal is consistent at any time.
      if (interruption.signal.aborted && Date.now() - interruptedAt > ONE_PRESS_MS) void exitSoon(INTERRUPTED)
      if (!interruption.signal.aborted) {
        interruptedAt = Date.now()
        setTimeout(() => exitProcess(INTERRUPTED), MAX_SHUTDOWN_MS).unref()
      }
      interruption.abort()
    })
  }
  const { stdout, stderr } = process
  handleOutputErrors({ stdout, stderr, onReaderGone: () => readerGone.abort(), print: printProblem })
  return { interrupted: interruption.signal, readerGone: readerGone.signal }
}
