/** @file Progress of reading files: JSON lines for programs, a bar on a terminal, nothing elsewhere. */
import { basename } from 'node:path'
import cliTruncate from 'cli-truncate'
import { createLogUpdate } from 'log-update'
import { formatBytesOf, formatDuration, percentOf } from '../../contract/text/format.ts'
import { printable } from '../../contract/text/printable.ts'
import type { ReadingProgress } from '../../engine/ports/list-writer.ts'
import { progressBar } from './progress-bar.ts'
import { print, printJson, printProblem } from './terminal.ts'

const EVERY_MS = 100

interface ReadingReporter {
  progress(progress: ReadingProgress): void
  /** A line for people that stays, above the bar. */
  line(text: string, kind: 'result' | 'problem'): void
  end(): void
}

export function createReadingReporter(json: boolean): ReadingReporter {
  const beganAt = performance.now()
  let lastAt = Number.NEGATIVE_INFINITY
  /** At most ten a second, and the last one. */
  const isDue = ({ bytes, allBytes, files, allFiles }: ReadingProgress): boolean => {
    const isLast = bytes === allBytes && files === allFiles
    if (!isLast && performance.now() - lastAt < EVERY_MS) return false
    lastAt = performance.now()
    return true
  }
  const line: ReadingReporter['line'] = (text, kind) => (kind === 'problem' ? printProblem(text) : print(text))
  if (json) {
    return {
      progress(progress) {
        const { files, allFiles, bytes, allBytes } = progress
        if (isDue(progress)) printJson({ type: 'progress', files, allFiles, bytes, allBytes })
      },
      line() {},
      end() {},
    }
  }
  if (!process.stdout.isTTY) return { progress() {}, line, end() {} }
  const log = createLogUpdate(process.stdout)
  return {
    progress(progress) {
      if (isDue(progress)) log(readingLine(progress, performance.now() - beganAt, process.stdout.columns || 80))
    },
    line(text, kind) {
      log.clear()
      line(text, kind)
    },
    end() {
      log.clear()
      log.done()
    },
  }
}

/** `████░░░░  42 %  1.2 of 3.4 GB  12 of 30 files  2 min  clip.mov`, cut to the width of the terminal. */
export function readingLine({ path, files, allFiles, bytes, allBytes }: ReadingProgress, spentMs: number, width: number): string {
  const percent = percentOf(bytes, allBytes)
  const secondsLeft = bytes === 0 ? null : ((spentMs / 1000) * (allBytes - bytes)) / bytes
  const parts = [
    progressBar(percent),
    `${String(Math.floor(percent)).padStart(3)} %`,
    formatBytesOf(bytes, allBytes),
    `${files.toLocaleString('en')} of ${allFiles.toLocaleString('en')} files`,
    secondsLeft === null || secondsLeft <= 0 ? '' : formatDuration(secondsLeft),
    printable(basename(path)),
  ]
  return cliTruncate(parts.filter((part) => part !== '').join('  '), Math.max(1, width - 1))
}
