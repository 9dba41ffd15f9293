/** @file Groups files that were finished together into batches, which are listed, proved and reported as one. */
import type { BatchView } from '../../contract/watch.ts'
import { shield } from '../detach.ts'
import type { Clock, Log } from '../ports.ts'
import type { Batch, BatchStore } from './ports.ts'

/** After this long without a finished file, the next one of a folder begins another batch. */
const OPEN_MS = 60_000
const TALLY_MS = 500

export type Batches = ReturnType<typeof createBatches>

interface Deps {
  readonly store: BatchStore
  readonly clock: Clock
  readonly log: Log
  /** Whether more files of a folder may be finished soon. */
  readonly isBusy: (watchId: string) => boolean
  readonly onSettled: (batch: BatchView) => void
}

export function createBatches({ store, clock, log, isBusy, onSettled }: Deps) {
  const current = new Map<string, { readonly id: string; lastAt: number }>()
  /** Batches that have not settled. */
  const open = new Map<string, Batch>()
  const changed = new Set<string>()
  /** Batches that files are being added to by hand. */
  const growing = new Set<string>()
  let cancelTimer: (() => void) | null = null
  let isClosed = false

  function noteChange(id: string): void {
    const batch = open.get(id) ?? store.get(id)
    if (!batch) return
    if (batch.settledAt !== null) store.settle(id, null)
    open.set(id, { ...batch, settledAt: null })
    changed.add(id)
    arm()
  }

  function arm(): void {
    // Batches that are still open are counted again at the next start.
    if (isClosed) return
    cancelTimer ??= clock.after(TALLY_MS, () => {
      cancelTimer = null
      shield(tallyChanged, log, 'batches could not be counted')
    })
  }

  function tallyChanged(): void {
    for (const id of [...changed]) {
      changed.delete(id)
      const batch = open.get(id)
      if (!batch || store.tally(id).open > 0) continue
      if (mayGrow(batch)) changed.add(id)
      else settle(batch)
    }
    if (changed.size > 0) arm()
  }

  /** While files in its folder are still written to, they may join the batch. */
  function mayGrow({ id, watchId }: Batch): boolean {
    if (growing.has(id)) return true
    const known = current.get(watchId)
    return known?.id === id && clock.now() - known.lastAt < OPEN_MS && isBusy(watchId)
  }

  function settle(batch: Batch): void {
    const settledAt = clock.now()
    store.settle(batch.id, settledAt)
    open.delete(batch.id)
    const settled = view({ ...batch, settledAt })
    // A batch is empty if none of its files was enqueued.
    if (settled.files > 0) onSettled(settled)
  }

  function view(batch: Batch): BatchView {
    const { open: _, ...tally } = store.tally(batch.id)
    return { ...batch, ...tally }
  }

  function begin(watchId: string, name: string): string {
    const batch: Batch = { id: crypto.randomUUID(), watchId, name, createdAt: clock.now(), settledAt: null }
    store.insert(batch)
    open.set(batch.id, batch)
    return batch.id
  }

  return {
    start(): void {
      for (const batch of store.open()) {
        open.set(batch.id, batch)
        changed.add(batch.id)
      }
      if (changed.size > 0) arm()
    },
    /** The batch that files of a folder belong to now; begun when there is none. */
    current(watchId: string, name: string): string {
      const now = clock.now()
      const known = current.get(watchId)
      // A batch whose transaction was rolled back is not in the store.
      if (known && now - known.lastAt < OPEN_MS && store.get(known.id)) {
        known.lastAt = now
        return known.id
      }
      const id = begin(watchId, name)
      current.set(watchId, { id, lastAt: now })
      return id
    },
    /** A batch of its own for files that a person adds; it does not settle while `add` runs. */
    async byHand<T>(watchId: string, name: string, add: (id: string) => Promise<T>): Promise<T> {
      const id = begin(watchId, name)
      growing.add(id)
      try {
        return await add(id)
      } finally {
        growing.delete(id)
        noteChange(id)
      }
    },
    isKnown: (id: string): boolean => store.get(id) !== null,
    /** An upload of the batch changed, or was added. */
    noteChange,
    /** As `noteChange`, for any upload: most belong to no batch of a watched folder. */
    noteUpload(batchId: string): void {
      if (open.has(batchId)) noteChange(batchId)
    },
    list: (watchId: string | null, offset: number, limit: number) => ({
      total: store.count(watchId),
      batches: store.list(watchId, offset, limit).map(view),
    }),
    close(): void {
      isClosed = true
      cancelTimer?.()
    },
  }
}
