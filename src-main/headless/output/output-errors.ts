/**
 * @file Handles output that cannot be written. A reader that went away, as in `reelay upload … | head`,
 * is one thing; a full disk behind a log is another: sending does not depend on it.
 */
import type { EventEmitter } from 'node:events'

interface OutputErrors {
  readonly stdout: EventEmitter
  readonly stderr: EventEmitter
  /** The reader of standard output is gone. */
  readonly onReaderGone: () => void
  /** Prints to standard error. */
  readonly print: (line: string) => void
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the quota of the disk is used up',
}

/** Listens for as long as the process runs, so that no error of an output stream ends it. */
export function handleOutputErrors({ stdout, stderr, onReaderGone, print }: OutputErrors): void {
  let reportedCode: string | null = null
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    const { code = '' } = error
    if (code === 'EPIPE') return onReaderGone()
    if (reportedCode === code) return
    reportedCode = code
    print(`reelay: standard output cannot be written: ${REASONS[code] ?? error.message}. The work goes on without it.`)
  })
  // Nothing is left to print to.
  stderr.on('error', () => {})
}
