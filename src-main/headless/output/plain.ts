/** @file Plain lines, for logs and pipes. Problems go to standard error. */

import { addedLines, type Line, stateLine, summaryLine } from './messages.ts'
import type { Reporter } from './reporter.ts'
import { batchText, createWatchTeller } from './watch-text.ts'

export interface Streams {
  out(line: string): void
  err(line: string): void
}

export function createPlainReporter(streams: Streams, now: () => number): Reporter {
  const tellWatch = createWatchTeller()

  function say({ text, problem }: Line): void {
    if (problem) streams.err(text)
    else streams.out(text)
  }

  return {
    added(outcome) {
      for (const line of addedLines(outcome)) say(line)
    },
    state(upload) {
      const line = stateLine(upload, now())
      if (line) say(line)
    },
    progress() {},
    watch(watch) {
      const line = tellWatch(watch)
      if (line) say(line)
    },
    batch: (batch) => say(batchText(batch)),
    note: (text) => streams.out(text),
    summary: (totals) => streams.out(summaryLine(totals)),
  }
}
