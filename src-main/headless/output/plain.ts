/** @file Plain lines, for logs and pipes. Problems go to standard error. */
import { addedLines, createDeadlineWarnings, type Line, stateLine, summaryLine } from './messages.ts'
import type { Reporter } from './reporter.ts'
import { batchText, createWatchReporter } from './watch-text.ts'

interface Streams {
  out(line: string): void
  err(line: string): void
}

export function createPlainReporter(streams: Streams, now: () => number): Reporter {
  const watchLine = createWatchReporter()
  const deadlineWarning = createDeadlineWarnings()

  function printLine({ text, problem }: Line): void {
    if (problem) streams.err(text)
    else streams.out(text)
  }

  return {
    added(outcome) {
      for (const line of addedLines(outcome)) printLine(line)
    },
    state(upload) {
      const line = stateLine(upload, now())
      if (line) printLine(line)
    },
    progress(upload) {
      const line = deadlineWarning(upload, now())
      if (line) printLine(line)
    },
    watch(watch) {
      const line = watchLine(watch)
      if (line) printLine(line)
    },
    batch: (batch) => printLine(batchText(batch)),
    note: (text) => streams.out(text),
    summary: (totals) => streams.out(summaryLine(totals)),
  }
}
