/**
 * @file Removes finished uploads from the queue a while after their whole batch is done or cancelled, so that there is time to copy a
 * link. They stay in the history. Rows whose host is still polled stay in the queue.
 */
import type { UploadState } from '../../../contract/queue/upload.ts'
import { detach } from '../../detach.ts'
import type { Journal } from '../../ports/journal.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import { inSlices } from './slices.ts'

export const LEAVE_MS = 60_000

const FINISHED: ReadonlySet<UploadState> = new Set(['done', 'cancelled'])

/** When a row may leave (epoch ms); `null` while it is not finished or its host is polled. */
function leavesAt({ state, pollAt, settledAt }: Pick<Upload, 'state' | 'pollAt' | 'settledAt'>): number | null {
  return FINISHED.has(state) && pollAt === null ? (settledAt ?? 0) + LEAVE_MS : null
}

interface Deps extends Pick<QueueDeps, 'settings' | 'clock' | 'closing' | 'log'> {
  readonly journal: Pick<Journal, 'uploads' | 'bulk' | 'transaction'>
  readonly records: Pick<Records, 'delete' | 'halted'>
}

export function createFinishedRemoval({ journal, records, settings, clock, closing, log }: Deps) {
  /** Ids of batches to check; `null` before `start`. */
  let pending: Set<string> | null = null
  let cancelTimer: (() => void) | null = null
  let working: Promise<void> | null = null

  const isOn = (): boolean => settings.get().finishedLeave && !closing.aborted

  function arm(): void {
    if (isOn()) cancelTimer ??= clock.after(LEAVE_MS, check)
  }

  function disarm(): void {
    cancelTimer?.()
    cancelTimer = null
  }

  function check(): void {
    cancelTimer = null
    if (working || pending === null || !isOn()) return
    working = checkAll().finally(() => {
      working = null
      if (pending !== null && pending.size > 0) arm()
    })
    detach(working, log, 'finished uploads could not leave the queue')
  }

  /** A batch that is noted during its check, or whose check fails, is checked again. */
  async function checkAll(): Promise<void> {
    for (const batchId of [...(pending ?? [])]) {
      if (!isOn() || records.halted) return
      pending?.delete(batchId)
      let isSettled = false
      try {
        isSettled = await checkBatch(batchId)
      } finally {
        if (!isSettled) pending?.add(batchId)
      }
    }
  }

  /** Removes a batch that may leave. Returns false where it has to be checked again. */
  async function checkBatch(batchId: string): Promise<boolean> {
    const at = await endOf(batchId)
    if (at === null) return true
    if (at > clock.now()) return false
    await leave(batchId)
    return !closing.aborted
  }

  /** Calls `visit` with the rows of a batch, in slices, until it returns false. */
  async function eachSlice(batchId: string, visit: (rows: readonly Upload[]) => boolean): Promise<void> {
    let from: number | null = 0
    await inSlices(clock, (size) => {
      if (from === null || closing.aborted) return false
      const part = journal.bulk.part({ group: 'all', search: '', batchId }, from, size)
      from = part.next
      return visit(part.rows)
    })
  }

  /** When the whole batch may leave; `null` while a row of it is not finished: the batch is noted again when that row is. */
  async function endOf(batchId: string): Promise<number | null> {
    let end: number | null = 0
    await eachSlice(batchId, (rows) => {
      for (const row of rows) {
        const at = leavesAt(row)
        end = at === null || end === null ? null : Math.max(end, at)
      }
      return end !== null
    })
    return end
  }

  /** Each row is checked again: a person may have retried it since. */
  async function leave(batchId: string): Promise<void> {
    await eachSlice(batchId, (rows) => {
      const now = clock.now()
      const going = rows.filter((row) => (leavesAt(row) ?? Number.POSITIVE_INFINITY) <= now)
      if (going.length > 0) records.delete(going)
      return true
    })
  }

  async function noteAll(): Promise<void> {
    for (let id = journal.uploads.nextBatch(''); id !== null && !closing.aborted; id = journal.uploads.nextBatch(id)) {
      pending?.add(id)
      await clock.turn()
    }
    arm()
  }

  function start(): void {
    pending ??= new Set()
    if (isOn()) detach(noteAll(), log, 'finished uploads could not be looked for')
  }

  return {
    start,
    /** An upload has changed or was removed, which may have been the last one that its batch waited for. */
    note({ batchId, state, pollAt }: Pick<Upload, 'batchId' | 'state' | 'pollAt'>, isGone = false): void {
      if (pending === null || (!isGone && leavesAt({ state, pollAt, settledAt: null }) === null)) return
      pending.add(batchId)
      arm()
    },
    /** Call when the settings have changed. */
    changed(): void {
      if (pending === null) return
      if (isOn()) start()
      else disarm()
    },
    async close(): Promise<void> {
      disarm()
      await working?.catch(() => {})
    },
  }
}
