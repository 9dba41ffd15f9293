/**
 * @file How the batches of the queue are, and their order: counted once, in slices, when a list in groups is asked for first, then kept
 * up to date with every change of a row. Nothing here grows with the rows of a batch.
 */
import type { UploadState } from '../../contract/upload.ts'
import type { Clock } from '../ports.ts'
import type { Tally } from './tallies.ts'
import type { Upload } from './upload.ts'
import type { CountedUpload, UploadStore } from './upload-store.ts'

/** Rows that are counted between two turns. */
const ROWS_PER_SLICE = 1_500

/** A batch that has rows in the queue. */
export interface BatchTally {
  readonly id: string
  uploads: number
  addedAt: number
  /** Of its first row in the queue, by which the batch has its place. */
  first: Pick<CountedUpload, 'id' | 'priority' | 'position'>
  /** Only states that a row of it is in. */
  readonly states: Map<UploadState, Tally>
  /** Grows with rows that come, go, move, or have another path. */
  pathsVersion: number
}

export type BatchTallies = ReturnType<typeof createBatchTallies>

export function createBatchTallies(uploads: Pick<UploadStore, 'countedRows' | 'firstOfBatch'>, clock: Pick<Clock, 'turn'>) {
  let batches = new Map<string, BatchTally>()
  /** Batches whose first row has gone backwards or away. */
  let unplaced = new Set<string>()
  /** The id up to which rows are counted; `null` when nobody has asked yet. Rows beyond it are counted as they are by then. */
  let countedTo: string | null = null
  let isComplete = false
  let counting: Promise<void> | null = null
  /** Grow with what a list of groups shows: its batches and their order, and what a filter may show of them. */
  let orderVersion = 0
  let version = 0

  function start(): void {
    batches = new Map()
    unplaced = new Set()
    countedTo = null
    isComplete = false
    orderVersion += 1
    version += 1
  }

  async function count(): Promise<void> {
    for (;;) {
      // Also when rows turned out to be damaged meanwhile: all is counted anew.
      countedTo ??= ''
      const rows = uploads.countedRows(countedTo, ROWS_PER_SLICE)
      for (const row of rows) add(row)
      countedTo = rows.at(-1)?.id ?? countedTo
      // There is no turn between the last slice and this, so nothing is missed.
      if (rows.length < ROWS_PER_SLICE) {
        isComplete = true
        return
      }
      await clock.turn()
    }
  }

  function add(row: CountedUpload): void {
    const { id, batchId, priority, position } = row
    const known = batches.get(batchId)
    if (known) {
      known.uploads += 1
      known.pathsVersion += 1
      known.addedAt = Math.min(known.addedAt, row.addedAt)
      if (isBefore(row, known.first)) {
        known.first = { id, priority, position }
        orderVersion += 1
      }
      // Two are no longer one by one.
      if (known.uploads === 2) orderVersion += 1
      addTo(known, row, 1)
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
    addTo(batch, row, 1)
    orderVersion += 1
  }

  function take(row: CountedUpload): void {
    const batch = batches.get(row.batchId)
    if (!batch) return
    batch.uploads -= 1
    batch.pathsVersion += 1
    addTo(batch, row, -1)
    if (batch.uploads === 0) batches.delete(batch.id)
    else if (batch.first.id === row.id) unplaced.add(batch.id)
    if (batch.uploads <= 1) orderVersion += 1
  }

  /** The row has another place in the queue, in the same batch. */
  function moved(after: CountedUpload): void {
    const batch = batches.get(after.batchId)
    if (!batch) return
    if (isBefore(after, batch.first)) batch.first = { id: after.id, priority: after.priority, position: after.position }
    else if (batch.first.id === after.id) unplaced.add(batch.id)
    batch.pathsVersion += 1
    orderVersion += 1
  }

  function changeOne(before: CountedUpload | null, after: CountedUpload | null): void {
    if (before && after && before.batchId === after.batchId) {
      const batch = batches.get(after.batchId)
      if (!batch) return
      addTo(batch, before, -1)
      addTo(batch, after, 1)
      if (before.priority !== after.priority || before.position !== after.position) moved(after)
      return
    }
    if (before) take(before)
    if (after) add(after)
  }

  return {
    get orderVersion(): number {
      return orderVersion
    },
    get version(): number {
      return version
    },

    /** Settles when all rows are counted. A queue of usual length is counted at once. */
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
      if (isShownOtherwise(before, after)) version += 1
      changeOne(before && countedOf(before), after && countedOf(after))
      const batch = before && after && before.path !== after.path && batches.get(after.batchId)
      if (batch) batch.pathsVersion += 1
    },

    /** Accounts have other names, by which a filter finds rows. */
    accountsNamed(): void {
      version += 1
    },

    /** The journal has changed by itself. */
    invalidate: start,

    all(): IterableIterator<BatchTally> {
      for (const id of unplaced) {
        const batch = batches.get(id)
        const first = batch && uploads.firstOfBatch(id)
        if (batch && first) batch.first = first
      }
      if (unplaced.size > 0) {
        unplaced = new Set()
        orderVersion += 1
      }
      return batches.values()
    },
    get: (id: string): BatchTally | null => batches.get(id) ?? null,
  }
}

/** The order of the queue. */
export function isBefore(
  one: Pick<CountedUpload, 'priority' | 'position'>,
  other: Pick<CountedUpload, 'priority' | 'position'>,
): boolean {
  return one.priority > other.priority || (one.priority === other.priority && one.position < other.position)
}

function addTo({ states }: BatchTally, { state, sizeBytes, acceptedBytes }: CountedUpload, sign: 1 | -1): void {
  const tally = states.get(state) ?? { uploads: 0, sizeBytes: 0, acceptedBytes: 0 }
  tally.uploads += sign
  tally.sizeBytes += sign * sizeBytes
  tally.acceptedBytes += sign * acceptedBytes
  if (tally.uploads === 0) states.delete(state)
  else states.set(state, tally)
}

/** More than the figures have changed. */
function isShownOtherwise(before: Upload | null, after: Upload | null): boolean {
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
