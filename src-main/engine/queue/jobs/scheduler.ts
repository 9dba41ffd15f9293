/** @file Starts attempts: decides by slots, order, waits and resting accounts which uploads are next. */
import { failureFrom } from '../../../contract/errors/errors.ts'
import { RUNNING } from '../../../contract/queue/upload.ts'
import { detach, settleWithin, shield } from '../../detach.ts'
import type { Wake } from '../../power/wake.ts'
import type { ActiveTransfer, ActiveTransfers } from '../attempt/active-transfers.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import { createSliceSize } from '../tasks/slices.ts'
import type { UploadEvent } from '../transition.ts'
import type { Upload } from '../upload.ts'
import type { UploadStore } from '../upload-store.ts'
import { createJobLoop, earliest } from './job-loop.ts'
import type { Release } from './release.ts'
import type { Resting } from './resting.ts'
import { createSchedule } from './schedule.ts'

/** Longer than the grace of an attempt whose provider is creating something. */
const LAST_MS = 5_500
const HEALTH_CHECK_MS = 5_000

export type Scheduler = ReturnType<typeof createScheduler>

interface Deps extends Pick<QueueDeps, 'settings' | 'clock' | 'closing' | 'log'> {
  readonly uploads: UploadStore
  readonly records: Records
  readonly transfers: ActiveTransfers
  readonly wake: Wake
  readonly resting: Pick<Resting, 'ids'>
  readonly release: Pick<Release, 'for'>
  /** Only uploads of this session are started; `null` starts all. */
  readonly sessionId: string | null
  readonly run: (id: string, attempt: ActiveTransfer) => Promise<void>
  /** The rate limit has changed. */
  readonly onRate: () => void
  /** An attempt has ended completely. */
  readonly onEnded: () => void
  /** Rows that waited are queued again. */
  readonly onDue: () => void
  /** The journal can be written again. */
  readonly onHealthy: () => void
}

export function createScheduler(deps: Deps) {
  const { uploads, records, transfers, settings, clock, closing, wake, log, resting } = deps
  const { release, sessionId, run, onRate, onEnded, onDue, onHealthy } = deps
  const schedule = createSchedule({ uploads, records, transfers, settings, clock, sessionId })
  let rate: number | null = null
  let cancelHealthCheck: (() => void) | null = null
  /** How many rows whose wait is over are queued in one step; the next step follows at once. */
  const dueSize = createSliceSize()
  /** Ids of accounts whose host could not be reached the last time. */
  const unreachable = new Set<string>()

  const loop = createJobLoop({ clock, closing, records, log, step, stepFailed: 'the next uploads could not be started' })
  const { pump } = loop

  function step(): number | null {
    if (wake.asleep) return null
    wakeDue()
    const { bytesPerSecond, pausedUntil, changesAt } = schedule.apply()
    if (bytesPerSecond !== rate) onRate()
    rate = bytesPerSecond
    if (pausedUntil === null) fillSlots()
    return earliest([uploads.nextDueAt(), changesAt])
  }

  function wakeDue(): void {
    const startedAt = performance.now()
    const due = uploads.due(clock.now(), dueSize.rows)
    if (due.length === 0) return
    records.applyAll(due, { type: 'due' })
    if (due.length === dueSize.rows) dueSize.took(performance.now() - startedAt)
    if (due.some((upload) => upload.kind === 'import')) onDue()
  }

  function fillSlots(): void {
    const limit = settings.get().concurrency - transfers.size
    if (limit <= 0) return
    const query = { limit, exceptAccounts: resting.ids(), exceptIds: transfers.ids(), sessionId }
    for (const upload of uploads.nextQueued(query)) begin(upload)
  }

  function begin(upload: Upload): void {
    const started = records.apply(upload.id, { type: 'start' })
    if (!started.ok) return
    const attempt = transfers.begin(started.upload)
    attempt.ended = run(upload.id, attempt)
      .catch((caught: unknown) => {
        log.error(`upload ${upload.id} could not be concluded`, caught)
        leaveRunning(upload.id, { type: 'fail', failure: failureFrom(caught) })
      })
      .finally(() => {
        leaveRunning(upload.id, { type: 'stop' })
        transfers.end(upload.id)
        onEnded()
        pump()
      })
  }

  /** Applies an event to a row that is still running without an attempt; while the journal cannot be written, recovery does that later. */
  function leaveRunning(id: string, event: UploadEvent): void {
    const work = (): void => {
      const upload = records.get(id)
      if (upload && RUNNING.has(upload.state)) records.apply(id, event)
    }
    if (!records.halted) shield(work, log, `upload ${id} could not be put back`)
  }

  function checkHealth(): void {
    cancelHealthCheck = clock.after(HEALTH_CHECK_MS, () => {
      if (!records.resumeIfHealthy()) return checkHealth()
      shield(records.recover, log, 'interrupted uploads could not be queued again')
      pump()
      onHealthy()
    })
  }

  return {
    pump,
    start: loop.start,

    /** Aborts an attempt. Resolves when it has ended. */
    abort(id: string): Promise<void> {
      const attempt = transfers.get(id)
      attempt?.controller.abort()
      return attempt?.ended ?? Promise.resolve()
    },

    /** Notes accounts that cannot be reached: `noteContact` releases all their uploads at once. */
    noteWait(upload: Upload): void {
      if (upload.waiting?.reason === 'offline') unreachable.add(upload.accountId)
    },

    /** The host of an account was reached: everything that waits for it continues now. */
    noteContact(accountId: string): void {
      if (!unreachable.delete(accountId)) return
      const onReleased = (): void => {
        onDue()
        pump()
      }
      detach(release.for('offline', accountId, onReleased), log, 'what waited for a host could not go on')
    },

    /** The journal cannot be written: aborts everything, and checks until it can be written again. */
    halt(): void {
      for (const [, attempt] of transfers.all()) attempt.controller.abort()
      cancelHealthCheck?.()
      checkHealth()
    },

    /** Ends all attempts; what was running is queued again. */
    async close(): Promise<void> {
      loop.stop()
      cancelHealthCheck?.()
      const attempts = [...transfers.all()].map(([, attempt]) => attempt)
      for (const attempt of attempts) attempt.controller.abort()
      const ended = Promise.all(attempts.map((attempt) => attempt.ended))
      await settleWithin(LAST_MS, clock, ended, log, 'not all uploads ended in good order')
      // Attempts that have not ended in time are abandoned; their rows continue from the stored offset at the next start.
      for (const id of transfers.ids()) leaveRunning(id, { type: 'stop' })
    },
  }
}
