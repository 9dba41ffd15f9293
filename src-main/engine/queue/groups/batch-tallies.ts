/**
 * @file The figures and the first row of every batch in the queue: counted once, in slices, when a list in groups is first requested, then
 * updated with every change of a row. The memory does not grow with the rows of a batch.
 */
import type { UploadState } from '../../../contract/queue/upload.ts'
import type { Clock } from '../../ports.ts'
import { addTo, EMPTY_TALLY, type Tally } from '../tallies.ts'
import type { Upload } from '../upload.ts'
import type { CountedUpload, UploadStore } from '../upload-store.ts'

/** Rows that are counted between two turns of the event loop. */
const ROWS_PER_SLICE = 1_500

/** A batch that has rows in the queue. */
export interface BatchTally {
  readonly id: string
  uploads: number
  addedAt: number
  /** Its first row in queue order, which determines the position of the batch. */
  first: Pick<CountedUpload, 'id' | 'priority' | 'position'>
  /** Only states of its rows. */
  readonly states: Map<UploadState, Tally>
  /** Increases when rows are added, removed or moved, or get another path. */
  pathsVersion: number
}

export type BatchTallies = ReturnType<typeof createBatchTallies>

export function createBatchTallies(uploads: Pick<UploadStore, 'countedRows' | 'firstOfBatch'>, clock: Pick<Clock, 'turn'>) {
  let batches = new Map<string, BatchTally>()
  /** Ids of batches whose first row was moved back or removed, so that it has to be read again. */
  let staleFirst = new Set<string>()
  /** The id up to which rows are counted; `null` before the first request. A row with a higher id is counted later, as it is then. */
  let countedTo: string | null = null
  let isComplete = false
  let counting: Promise<void> | null = null
  /** Increases when the batches or their order change. */
  let orderVersion = 0
  /** Increases when a filter may match other rows of a batch. */
  let version = 0

  function invalidate(): void {
    batches = new Map()
    staleFirst = new Set()
    countedTo = null
    isComplete = false
    orderVersion += 1
    version += 1
  }

  async function count(): Promise<void> {
    for (;;) {
      // Again from the start where `invalidate` was called meanwhile.
      countedTo ??= ''
      const rows = uploads.countedRows(countedTo, ROWS_PER_SLICE)
      for (const row of rows) add(row)
      countedTo = rows.at(-1)?.id ?? countedTo
      // In the same turn as the last slice, so that no change is missed.
      if (rows.length < ROWS_PER_SLICE) {
        isComplete = true
        return
      }
      await clock.turn()
    }
  }

  function add(row: CountedUpload): void {
    const { id, batchId, priority, position } = row
    const existing = batches.get(batchId)
    if (existing) {
      existing.uploads += 1
      existing.pathsVersion += 1
      existing.addedAt = Math.min(existing.addedAt, row.addedAt)
      if (isBefore(row, existing.first)) {
        existing.first = { id, priority, position }
        orderVersion += 1
      }
      // From two rows on it is a group of its own, see `group-order.ts`.
      if (existing.uploads === 2) orderVersion += 1
      countRow(existing, row, 1)
      return
    }
    const batch: BatchTally = {
      id: batchId,
      uploads: 1,
      addedAt: row.addedAt,
      first: { id, priority, position },
      states: new Map(),
      pathsVersion: 0,
    }
    batches.set(batchId, batch)
    countRow(batch, row, 1)
    orderVersion += 1
  }

  function remove(row: CountedUpload): void {
    const batch = batches.get(row.batchId)
    if (!batch) return
    batch.uploads -= 1
    batch.pathsVersion += 1
    countRow(batch, row, -1)
    if (batch.uploads === 0) batches.delete(batch.id)
    else if (batch.first.id === row.id) staleFirst.add(batch.id)
    if (batch.uploads <= 1) orderVersion += 1
  }

  /** A row has moved within the queue. */
  function move(after: CountedUpload): void {
    const batch = batches.get(after.batchId)
    if (!batch) return
    if (isBefore(after, batch.first)) batch.first = { id: after.id, priority: after.priority, position: after.position }
    else if (batch.first.id === after.id) staleFirst.add(batch.id)
    batch.pathsVersion += 1
    orderVersion += 1
  }

  function changeOne(before: CountedUpload | null, after: CountedUpload | null): void {
    if (before && after && before.batchId === after.batchId) {
      const batch = batches.get(after.batchId)
      if (!batch) return
      countRow(batch, before, -1)
      countRow(batch, after, 1)
      if (before.priority !== after.priority || before.position !== after.position) move(after)
      return
    }
    if (before) remove(before)
    if (after) add(after)
  }

  return {
    get orderVersion(): number {
      return orderVersion
    },
    get version(): number {
      return version
    },

    /** Resolves when all rows are counted. */
    async ready(): Promise<void> {
      while (!isComplete) {
        counting ??= count().finally(() => {
          counting = null
        })
        await counting
      }
    },

    /** An upload was changed, added (`before` is `null`) or removed (`after` is `null`). */
    change(before: Upload | null, after: Upload | null): void {
      const id = (after ?? before)?.id
      if (countedTo === null || id === undefined || (!isComplete && id > countedTo)) return
      if (mayMatchOtherwise(before, after)) version += 1
      changeOne(before && countedOf(before), after && countedOf(after))
      const batch = before && after && before.path !== after.path && batches.get(after.batchId)
      if (batch) batch.pathsVersion += 1
    },

    /** Names of accounts have changed, which a search compares. */
    accountsNamed(): void {
      version += 1
    },

    /** The journal has changed rows by itself: all is counted again. */
    invalidate,

    /** All batches, in no order. */
    all(): IterableIterator<BatchTally> {
      for (const id of staleFirst) {
        const batch = batches.get(id)
        const first = batch && uploads.firstOfBatch(id)
        if (batch && first) batch.first = first
      }
      if (staleFirst.size > 0) {
        staleFirst = new Set()
        orderVersion += 1
      }
      return batches.values()
    },
    get: (id: string): BatchTally | null => batches.get(id) ?? null,
  }
}

type OrderFields = Pick<CountedUpload, 'priority' | 'position'>

/** Whether the first of two rows is before the second in queue order. */
export function isBefore(first: OrderFields, second: OrderFields): boolean {
  return first.priority > second.priority || (first.priority === second.priority && first.position < second.position)
}

function countRow({ states }: BatchTally, { state, sizeBytes, acceptedBytes }: CountedUpload, sign: 1 | -1): void {
  const tally = states.get(state) ?? { ...EMPTY_TALLY }
  addTo(tally, { uploads: 1, sizeBytes, acceptedBytes }, sign)
  if (tally.uploads === 0) states.delete(state)
  else states.set(state, tally)
}

/** Whether a filter may match a row differently after a change. */
function mayMatchOtherwise(before: Upload | null, after: Upload | null): boolean {
  return (
    before === null ||
    after === null ||
    before.state !== after.state ||
    before.title !== after.title ||
    before.location !== after.location ||
    before.path !== after.path
  )
}

function countedOf(upload: Upload): CountedUpload {
  const { id, batchId, state, priority, position, addedAt, acceptedBytes } = upload
  return { id, batchId, state, priority, position, addedAt, acceptedBytes, sizeBytes: upload.identity.sizeBytes }
}
