/**
 * @file Holds uploads while the schedule permits no sending: running attempts are aborted, and they and the uploads that would be next
 * wait until sending begins again. The rest of the queue stays queued.
 */
import { failure } from '../../../contract/errors/errors.ts'
import type { ActiveTransfers } from '../attempt/active-transfers.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { UploadStore } from '../upload-store.ts'
import { type Rate, rateAt } from './rates.ts'

interface Deps extends Pick<QueueDeps, 'settings' | 'clock'> {
  readonly uploads: UploadStore
  readonly records: Records
  readonly transfers: ActiveTransfers
  /** Only uploads of this session are next; `null` takes all. */
  readonly sessionId: string | null
}

export function createSchedule({ uploads, records, transfers, settings, clock, sessionId }: Deps) {
  /** Ids of rows that wait for the schedule; `null` until those of the last process are read. */
  let held: Set<string> | null = null

  const isHeld = (id: string): boolean => records.get(id)?.waiting?.reason === 'schedule'

  function hold(id: string, until: number): void {
    const problem = failure('queue.outsideHours')
    records.apply(id, { type: 'hold', waiting: { reason: 'schedule', until, failure: problem } })
  }

  /** An upload that is verifying goes on, because it sends nothing. */
  function holdRunning(rows: Set<string>, until: number): void {
    for (const [id, attempt] of transfers.all()) {
      const upload = records.get(id)
      if (!upload || (upload.state !== 'preparing' && upload.state !== 'uploading')) continue
      hold(id, until)
      attempt.controller.abort()
      rows.add(id)
    }
  }

  function holdAll(rows: Set<string>, until: number): void {
    holdRunning(rows, until)
    for (const id of rows) {
      if (!isHeld(id)) rows.delete(id)
      else if (records.get(id)?.waiting?.until !== until) hold(id, until)
    }
    const exceptIds = [...new Set([...rows, ...transfers.ids()])]
    const limit = settings.get().concurrency - exceptIds.length
    if (limit <= 0) return
    for (const { id } of uploads.nextQueued({ limit, exceptAccounts: [], exceptIds, sessionId })) {
      hold(id, until)
      rows.add(id)
    }
  }

  return {
    /** Holds or releases uploads by the current rate, and returns it. */
    apply(): Rate {
      const rate = rateAt(settings.get(), new Date(clock.now()))
      held ??= new Set(uploads.waitingFor('schedule', null, Number.MAX_SAFE_INTEGER).map(({ id }) => id))
      if (rate.pausedUntil !== null) {
        holdAll(held, rate.pausedUntil)
      } else {
        for (const id of held) if (isHeld(id)) records.apply(id, { type: 'due' })
        held.clear()
      }
      return rate
    },
  }
}
