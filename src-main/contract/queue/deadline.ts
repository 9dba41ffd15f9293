/** @file Until when an unfinished upload has to be finished, and whether it will be. */
import { t } from '../i18n/i18n.ts'
import { atMoment, formatDuration, formatMoment } from '../text/format.ts'
import type { UploadView } from './upload.ts'

/**
 * - `fits`: it should be finished in time.
 * - `soon`: it does not move, and has to go on now or within the hour.
 * - `late`: at its present speed, or that of earlier uploads, it will not be finished.
 * - `over`: the time has passed.
 */
type DeadlineVerdict = 'fits' | 'soon' | 'late' | 'over'

interface Deadline {
  /** Epoch milliseconds. */
  readonly at: number
  readonly verdict: DeadlineVerdict
}

type Row = Pick<
  UploadView,
  'kind' | 'state' | 'failure' | 'expiresAt' | 'secondsLeft' | 'expected' | 'acceptedBytes' | 'sizeBytes'
>

const SOON_MS = 60 * 60_000

const UNFINISHED: ReadonlySet<UploadView['state']> = new Set([
  'queued',
  'preparing',
  'uploading',
  'waiting',
  'paused',
  'needs-attention',
])

/** `null` where the host has announced no expiry, or nothing is left to send. */
export function deadlineOf(row: Row, now: number): Deadline | null {
  const { expiresAt: at, secondsLeft, expected } = row
  if (at === null || row.kind === 'import' || !UNFINISHED.has(row.state) || row.acceptedBytes >= row.sizeBytes) return null
  if (row.failure?.code === 'upload.expired') return null
  if (now >= at) return { at, verdict: 'over' }
  if (row.state === 'uploading' && secondsLeft !== null) {
    return { at, verdict: now + secondsLeft * 1_000 > at ? 'late' : 'fits' }
  }
  const spareMs = at - now - (expected?.seconds ?? 0) * 1_000
  // A guess justifies no verdict `late`, only the advice to begin.
  if (spareMs < 0) return { at, verdict: expected?.measured ? 'late' : 'soon' }
  return { at, verdict: spareMs < SOON_MS && row.state !== 'uploading' ? 'soon' : 'fits' }
}

/** For a row: `must finish by 18:40; too slow for that`. */
export function describeDeadline({ at, verdict }: Deadline, now: number): string {
  const moment = formatMoment(at, now)
  switch (verdict) {
    case 'fits':
      return t('must finish by {moment}', { moment })
    case 'soon':
      return t('must finish by {moment}, in {duration}', { moment, duration: formatDuration((at - now) / 1_000) })
    case 'late':
      return t('must finish by {moment}; too slow for that', { moment })
    case 'over':
      return t('had to finish by {moment}', { moment })
  }
}

/** What to do about it; `null` while nothing has to be done. */
export function deadlineHelp({ at, verdict }: Deadline, now: number, secondsLeft: number | null = null): string | null {
  const moment = atMoment(at, now)
  switch (verdict) {
    case 'fits':
      return null
    case 'soon':
      return t('The host drops the unfinished upload {moment}. Let it go on now, or it has to start over.', { moment })
    case 'late':
      return secondsLeft === null
        ? t(
            'The host drops the unfinished upload {moment}. At the speed of earlier uploads what is left takes longer. Pause other uploads, lift limits or use a faster network; otherwise it has to start over.',
            { moment },
          )
        : t(
            'The host drops the unfinished upload {moment}. At this speed it takes until {end}. Pause other uploads, lift limits or use a faster network; otherwise it has to start over.',
            { moment, end: formatMoment(now + secondsLeft * 1_000, now) },
          )
    case 'over':
      return t(
        'The host was to drop the unfinished upload {moment}. Reelay goes on if it is still there; otherwise it has to start over.',
        { moment },
      )
  }
}
