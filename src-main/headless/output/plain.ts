/** @file Plain lines, for logs and pipes. Problems go to standard error. */
import type { Reporter } from './reporter.ts'
import { addedLines, type Line, stateLine, summaryLine } from './words.ts'

export interface Streams {
  out(line: string): void
  err(line: string): void
}

export function createPlainReporter(streams: Streams, now: () => number): Reporter {
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
    note: (text) => streams.out(text),
    summary: (totals) => streams.out(summaryLine(totals)),
  }
}
