/** @file A bar per running upload, redrawn in place; what is finished scrolls up above them. */
import cliTruncate from 'cli-truncate'
import { createLogUpdate } from 'log-update'
import { describeState } from '../../contract/messages/messages.ts'
import { RUNNING, type UploadView } from '../../contract/queue/upload.ts'
import { formatBytesOf, formatDuration, formatSpeed, percentOf } from '../../contract/text/format.ts'
import { printable } from '../../contract/text/printable.ts'
import { addedLines, createDeadlineWarnings, stateLine, summaryLine } from './messages.ts'
import { progressBar } from './progress-bar.ts'
import type { Reporter } from './reporter.ts'
import { batchText, createWatchReporter } from './watch-text.ts'

const REDRAW_MS = 100

export function createBarReporter(terminal: NodeJS.WriteStream, now: () => number): Reporter {
  const log = createLogUpdate(terminal)
  const shown = new Map<string, UploadView>()
  const watchLine = createWatchReporter()
  const deadlineWarning = createDeadlineWarnings()
  let drawnAt = 0

  function draw(): void {
    drawnAt = now()
    const width = terminal.columns || 80
    log([...shown.values()].map((upload) => barLine(upload, width)).join('\n'))
  }

  function printAbove(text: string): void {
    log.clear()
    terminal.write(`${printable(text)}\n`)
    draw()
  }

  return {
    added(outcome) {
      for (const { text } of addedLines(outcome)) printAbove(text)
    },
    state(upload) {
      if (RUNNING.has(upload.state)) shown.set(upload.id, upload)
      else shown.delete(upload.id)
      const line = stateLine(upload, now())
      if (line) printAbove(line.problem ? `✗ ${line.text}` : `${upload.state === 'done' ? '✓ ' : '· '}${line.text}`)
      else draw()
    },
    progress(upload) {
      if (!shown.has(upload.id)) return
      shown.set(upload.id, upload)
      const warning = deadlineWarning(upload, now())
      if (warning) printAbove(`✗ ${warning.text}`)
      // The clock may have been set back.
      if (Math.abs(now() - drawnAt) >= REDRAW_MS) draw()
    },
    watch(watch) {
      const line = watchLine(watch)
      if (line) printAbove(line.text)
    },
    batch: (batch) => printAbove(batchText(batch).text),
    note: printAbove,
    summary(totals) {
      log.clear()
      log.done()
      terminal.write(`${summaryLine(totals)}\n`)
    },
  }
}

/** `clip.mov  ███████▒▒░░░░  42 %  1.2 of 3.4 GB  31 MB/s  2 min`, cut to the width of the terminal. */
export function barLine(upload: UploadView, width: number): string {
  const sent = upload.readBytes ?? upload.acceptedBytes + upload.inFlightBytes
  const figures = [
    `${String(Math.floor(percentOf(sent, upload.sizeBytes))).padStart(3)} %`,
    formatBytesOf(sent, upload.sizeBytes),
    upload.bytesPerSecond === null ? describeState(upload) : formatSpeed(upload.bytesPerSecond),
    upload.secondsLeft === null ? '' : formatDuration(upload.secondsLeft),
  ]
  const right = `${bar(upload)} ${figures.filter((figure) => figure !== '').join('  ')}`
  const room = Math.max(8, width - right.length - 3)
  return cliTruncate(
    `${cliTruncate(printable(upload.name), room, { position: 'middle' }).padEnd(Math.min(room, 32))}  ${right}`,
    width - 1,
  )
}

/** Solid for confirmed bytes, and for what is read again; lighter for bytes in flight. */
function bar({ acceptedBytes, inFlightBytes, readBytes, sizeBytes }: UploadView): string {
  const [solid, all] = [readBytes ?? acceptedBytes, readBytes ?? acceptedBytes + inFlightBytes]
  return progressBar(percentOf(solid, sizeBytes), percentOf(all, sizeBytes))
}
