/**
 * @file Records the times in which the queue had uploads and sent none. Checked a few seconds after any change of a row, and by no
 * periodic timer, so that an idle queue costs nothing.
 */
import type { ActivityWait, WaitCause } from '../../contract/history/activity.ts'
import type { UploadState } from '../../contract/queue/upload.ts'
import { shield } from '../detach.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import { causeOf } from './waits.ts'

const SETTLE_MS = 5_000
/** Shorter pauses are part of sending: an upload follows another, or a retry. */
const MIN_MS = 10_000

interface Deps {
  readonly journal: Pick<Journal, 'activity' | 'uploads'>
  /** How many rows are in a state. */
  readonly uploadsIn: (state: UploadState) => number
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly log: Log
}

export function createQueueWaits({ journal, uploadsIn, clock, log }: Deps) {
  const { activity, uploads } = journal
  let open: ActivityWait | null = null
  let changedAt = 0
  let cancelTimer: (() => void) | null = null

  /** `undefined` changes nothing: an attempt begins, or is about to. */
  function causeNow(): WaitCause | null | undefined {
    if (uploadsIn('uploading') + uploadsIn('verifying') > 0) return null
    if (uploadsIn('preparing') + uploadsIn('queued') > 0) return undefined
    const [first] = uploadsIn('waiting') > 0 ? uploads.inStates(['waiting'], 1) : []
    if (first?.waiting) return causeOf(first.waiting)
    // Rows that failed may stay for weeks; nobody waits for them to be sent.
    return uploadsIn('paused') > 0 ? 'paused' : null
  }

  function change(at: number, cause: WaitCause | null | undefined): void {
    if (cause === undefined || cause === (open?.cause ?? null)) return
    const next = cause === null ? null : { from: at, to: null, cause }
    activity.changeQueueWait(at, next, open !== null && at - open.from >= MIN_MS)
    open = next
  }

  function update(): void {
    cancelTimer = null
    shield(() => change(changedAt, causeNow()), log, 'a wait of the queue could not be noted')
  }

  return {
    /** To be called when the queue starts: a wait that an earlier process left open goes on until something is sent. */
    start(): void {
      open = activity.openQueueWait()
      changedAt = clock.now()
      update()
    },

    rowChanged(): void {
      changedAt = clock.now()
      cancelTimer ??= clock.after(SETTLE_MS, update)
    },

    /** The remaining uploads wait until Reelay runs again. */
    close(): void {
      cancelTimer?.()
      const left = uploadsIn('queued') + uploadsIn('preparing') + uploadsIn('uploading') + uploadsIn('verifying')
      shield(() => change(clock.now(), open === null && left > 0 ? 'closed' : undefined), log, 'a wait could not be noted')
    },
  }
}
