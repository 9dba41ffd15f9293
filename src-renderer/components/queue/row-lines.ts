/** @file The two lines of the state of an upload: the state, and a detail of it. Pure. */
import { helpOf } from '@contract/errors/errors.ts'
import { formatNumber, t, tn } from '@contract/i18n/i18n.ts'
import { describeState } from '@contract/messages/messages.ts'
import { offloadText } from '@contract/proof/offload.ts'
import { deadlineOf, describeDeadline } from '@contract/queue/deadline.ts'
import type { UploadView } from '@contract/queue/upload.ts'
import { atMoment, formatBytes, formatBytesOf, formatDuration, percentOf } from '@contract/text/format.ts'
import { type Glyph, glyphOf } from '../ui/glyphs.ts'

interface RowLines {
  readonly glyph: Glyph
  /** Progress of the ring and the bar: confirmed, 0–100; `null` where it is unknown. */
  readonly percent: number | null
  /** In flight, in addition. */
  readonly ahead: number
  /** Bytes move: a bar under one line, instead of two lines. */
  readonly isMoving: boolean
  /** The state; while bytes move for screen readers only, as a percentage is shown instead. */
  readonly state: string
  readonly figures: string
  readonly detail: string
  /** A person has to act. */
  readonly isStopped: boolean
  /** It will not be finished before the deadline of the host. */
  readonly isPressing: boolean
}

export function linesOf(row: UploadView, now: number): RowLines {
  const sent = row.acceptedBytes + row.inFlightBytes
  const isMoving = row.state === 'uploading' || row.state === 'verifying'
  const atHost = hostPercent(row)
  const percent = atHost ?? bytesPercent(row)
  const deadline = deadlineOf(row, now)
  const isUnconfirmed =
    row.state === 'uploading' && row.kind === 'upload' && sent === row.sizeBytes && row.acceptedBytes < row.sizeBytes
  const state = isUnconfirmed ? t('Awaiting confirmation') : describeState(row, now)
  return {
    glyph: glyphOf(row),
    percent,
    ahead:
      atHost === null && row.kind === 'upload' && row.state !== 'done' && row.readBytes === null
        ? percentOf(sent, row.sizeBytes) - (percent ?? 0)
        : 0,
    isMoving,
    state: deadline === null ? state : t('{state}, {deadline}', { state, deadline: describeDeadline(deadline, now) }),
    figures: figuresOf(row, sent),
    detail: detailOf(row, now),
    isStopped: row.state === 'needs-attention' || row.state === 'failed',
    isPressing: deadline !== null && deadline.verdict !== 'fits',
  }
}

/** The progress of processing at the host, 0–100; `null` outside of processing. */
function hostPercent({ state, processing }: UploadView): number | null {
  const isProcessing = state === 'processing' || (state === 'done' && processing?.state === 'playable')
  return isProcessing && processing?.percent != null ? Math.min(100, processing.percent) : null
}

function bytesPercent(row: UploadView): number | null {
  if (row.state === 'done') return 100
  if (row.readBytes !== null) return percentOf(row.readBytes, row.sizeBytes)
  // Only the provider knows how far a copy from a link is.
  return row.kind === 'import' ? null : percentOf(row.acceptedBytes, row.sizeBytes)
}

function figuresOf(row: UploadView, sent: number): string {
  if (row.kind === 'import') return ''
  return sent > 0 ? formatBytesOf(sent, row.sizeBytes) : formatBytes(row.sizeBytes)
}

/** What happens next, or how much the host has. */
function detailOf(row: UploadView, now: number): string {
  const problem = row.failure
  if (row.readBytes !== null) return t('{part} are read', { part: formatBytesOf(row.readBytes, row.sizeBytes) })
  switch (row.state) {
    case 'waiting':
      return waitingLine(row, now)
    case 'needs-attention':
    case 'failed':
      return problem ? helpOf(problem) : keptOf(row)
    case 'paused':
      return keptOf(row)
    case 'processing':
      return qualitiesOf(row) || (row.kind === 'import' ? t('Copied by the host') : formatBytes(row.sizeBytes))
    case 'done': {
      const arrived = row.settledAt === null ? '' : t('Arrived {moment}', { moment: atMoment(row.settledAt, now) })
      const offload = row.offload === null ? '' : offloadText(row.offload)
      const size = row.kind === 'import' ? '' : formatBytes(row.sizeBytes)
      return [size, arrived, offload].filter((part) => part !== '').join(' · ')
    }
    case 'cancelled':
      return ''
    case 'queued':
    case 'preparing':
      return row.kind === 'import' ? t('To be copied by the host') : keptOf(row)
    default:
      return row.kind === 'import' ? t('Copied by the host') : keptOf(row)
  }
}

/** The next attempt. A wait for the schedule has its end in the state already. */
function waitingLine(row: UploadView, now: number): string {
  if (row.waiting === null || row.waiting.reason === 'schedule') return keptOf(row)
  const seconds = Math.max(0, (row.waiting.until - now) / 1_000)
  const again = row.waiting.reason === 'file-growing' ? looksAgain(seconds) : triesAgain(seconds)
  if (row.acceptedBytes === 0) return again
  return t('{again} from {part}', { again, part: formatBytesOf(row.acceptedBytes, row.sizeBytes) })
}

function looksAgain(seconds: number): string {
  return seconds < 1 ? t('Looks again now') : t('Looks again in {duration}', { duration: formatDuration(seconds) })
}

function triesAgain(seconds: number): string {
  return seconds < 1 ? t('Tries again now') : t('Tries again in {duration}', { duration: formatDuration(seconds) })
}

function keptOf(row: UploadView): string {
  if (row.kind === 'import') return ''
  return row.acceptedBytes > 0
    ? t('{part} are there', { part: formatBytesOf(row.acceptedBytes, row.sizeBytes) })
    : formatBytes(row.sizeBytes)
}

/** The number of finished qualities; empty where the host reports none. */
function qualitiesOf({ processing }: UploadView): string {
  const all = processing?.parts ?? []
  if (all.length === 0) return ''
  const made = all.filter(({ percent }) => percent >= 100).length
  return tn(all.length, '{made} of {n} quality', '{made} of {n} qualities', { made: formatNumber(made) })
}
