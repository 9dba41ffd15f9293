/**
 * @file Finished uploads leave the queue a while after all of their batch is done or cancelled: until then they stay together, and
 * there is time to copy a link. History keeps them. Rows that their host is still asked about stay.
 */

import type { UploadState } from '../../contract/upload.ts'
import { detach } from '../detach.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { Records } from './records.ts'
import { createSliceSize } from './slices.ts'
import type { Upload } from './upload.ts'

export const LEAVE_MS = 60_000

const FINISHED: ReadonlySet<UploadState> = new Set(['done', 'cancelled'])

/** When a row may leave; `null` while it is not finished, or its host is asked about it. */
export function leavesAt({ state, pollAt, settledAt }: Pick<Upload, 'state' | 'pollAt' | 'settledAt'>): number | null {
  return FINISHED.has(state) && pollAt === null ? (settledAt ?? 0) + LEAVE_MS : null
}

export function createLeaving({
  journal,
  records,
  settings,
  clock,
  closing,
  log,
}: {
  journal: Pick<Journal, 'uploads' | 'bulk' | 'transaction'>
  records: Pick<Records, 'delete' | 'halted'>
  settings: SettingsStore
  clock: Clock
  closing: AbortSignal
  log: Log
}) {
  /** Batches to look at; `null` before `start`. */
  let waiting: Set<string> | null = null
  let cancelTimer: (() => void) | null = null
  let working: Promise<void> | null = null

  const isOn = (): boolean => settings.get().finishedLeave && !closing.aborted

  function arm(): void {
    if (isOn()) cancelTimer ??= clock.after(LEAVE_MS, look)
  }

  function disarm(): void {
    cancelTimer?.()
    cancelTimer = null
  }

  function look(): void {
    cancelTimer = null
    if (working || waiting === null || !isOn()) return
    working = lookAtAll().finally(() => {
      working = null
      if (waiting !== null && waiting.size > 0) arm()
    })
    detach(working, log, 'finished uploads could not leave the queue')
  }

  /** A batch that is noted while it is looked at, or that could not be dealt with, is looked at again. */
  async function lookAtAll(): Promise<void> {
    for (const batchId of [...(waiting ?? [])]) {
      if (!isOn() || records.halted) return
      waiting?.delete(batchId)
      let isDealtWith = false
      try {
        isDealtWith = await dealWith(batchId)
      } finally {
        if (!isDealtWith) waiting?.add(batchId)
      }
    }
  }

  /** Answers false where the batch has to be looked at again. */
  async function dealWith(batchId: string): Promise<boolean> {
    const at = await endOf(batchId)
    if (at === null) return true
    if (at > clock.now()) return false
    await leave(batchId)
    return !closing.aborted
  }

  /** Calls `visit` with the rows of a batch, in slices, until it answers false. */
  async function eachSlice(batchId: string, visit: (rows: readonly Upload[]) => boolean): Promise<void> {
    const size = createSliceSize()
    for (let from: number | null = 0; from !== null && !closing.aborted; ) {
      const startedAt = performance.now()
      const part = journal.bulk.part({ group: 'all', search: '', batchId }, from, size.rows)
      if (!visit(part.rows)) return
      from = part.next
      size.took(performance.now() - startedAt)
      await clock.turn()
    }
  }

  /** When a whole batch may leave; `null` while something of it is not finished, which is noted when it is. */
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

  /** Each row is looked at again: a person may have sent it anew since. */
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
      waiting?.add(id)
      await clock.turn()
    }
    arm()
  }

  function start(): void {
    waiting ??= new Set()
    if (isOn()) detach(noteAll(), log, 'finished uploads could not be looked for')
  }

  return {
    start,
    /** An upload has changed, or is off the list: that may have been what its batch waited for. */
    note({ batchId, state, pollAt }: Pick<Upload, 'batchId' | 'state' | 'pollAt'>, isGone = false): void {
      if (waiting === null || (!isGone && leavesAt({ state, pollAt, settledAt: null }) === null)) return
      waiting.add(batchId)
      arm()
    },
    /** Call when the settings have changed. */
    changed(): void {
      if (waiting === null) return
      if (isOn()) start()
      else disarm()
    },
    async close(): Promise<void> {
      disarm()
      await working?.catch(() => {})
    },
  }
}
