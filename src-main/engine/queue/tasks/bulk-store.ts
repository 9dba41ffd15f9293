/** @file Stores for work on many rows: each call reads or writes a bounded part, so that none takes long. */
import type { QueueFilter } from '../../../contract/queue/selection.ts'
import type { HistoryEntry, Priority } from '../../../contract/queue/upload.ts'
import type { Upload } from '../upload.ts'

/** Where the next part begins; 0 is the first row. Rows are in the order in which they were added, which never changes. */
export type RowPosition = number

export interface Part<T> {
  readonly rows: readonly T[]
  /** `null` after the last part. */
  readonly next: RowPosition | null
}

/** The fields of a row that figures of a selection are computed from. */
export type Head = Pick<Upload, 'id' | 'accountId' | 'state' | 'remoteId' | 'sentAt' | 'acceptedBytes'> & {
  readonly sizeBytes: number
}

interface StoredChange {
  readonly before: Upload
  readonly after: Upload
  readonly entry: HistoryEntry | null
}

/** A position in queue order: the sort key after which to read; `null` is the start of that priority. */
export interface OrderKey {
  readonly priority: Priority
  readonly position: string | null
}

export interface BulkStore {
  /** Scans the next `scan` rows and returns those that match the filter. */
  part(filter: QueueFilter, from: RowPosition, scan: number): Part<Upload>
  heads(filter: QueueFilter, from: RowPosition, scan: number): Part<Head>
  headsOf(ids: readonly string[]): readonly Head[]
  /** In the order of the ids; unknown ids are left out. */
  byIds(ids: readonly string[]): readonly Upload[]
  /** Stores all changes: one statement for the rows that change in the same way. */
  save(changes: readonly StoredChange[]): void
  /** Scans the next `scan` rows in queue order and returns those that match the filter. */
  inOrder(
    filter: QueueFilter,
    after: OrderKey,
    scan: number,
  ): {
    readonly rows: readonly Pick<Upload, 'id' | 'path'>[]
    readonly next: OrderKey | null
  }
  /** Ids in queue order, from one end of the queue towards the other. */
  fromEnd(
    end: 'first' | 'last',
    after: OrderKey,
    limit: number,
  ): { readonly ids: readonly string[]; readonly next: OrderKey | null }
}

/**
 * What an undo needs. Removed rows are moved here: they are in no list and no figure, and nothing of them is sent. Cancelled rows stay
 * in the list; a copy of what they were before is kept here. A `removal` is the id of the task that removed or cancelled them.
 */
export interface RemovedStore {
  /** Moves rows and their history from the list to a removal. */
  move(removal: string, ids: readonly string[]): void
  /** Copies rows as they are; they stay in the list. */
  copy(removal: string, ids: readonly string[]): void
  /** Moved rows, of any removal; no copies of cancelled rows. */
  byIds(ids: readonly string[]): readonly Upload[]
  part(removal: string, limit: number): readonly Upload[]
  /** The next rows of a removal, in the order in which they were moved or copied. */
  partFrom(removal: string, from: RowPosition, limit: number): Part<Upload>
  count(removal: string): number
  /**
   * Moves up to `limit` rows back to the list, with their history, and returns them. `left` are rows whose file was added again
   * meanwhile: they would be sent twice, so they stay here.
   */
  restore(removal: string, limit: number): { readonly restored: readonly Upload[]; readonly left: readonly Upload[] }
  /** Ids of unfinished rows whose file was added or sent again since the removal began. */
  addedAgain(removal: string, ids: readonly string[]): ReadonlySet<string>
  /** Deletes rows or copies of a removal. */
  forget(removal: string, ids: readonly string[]): void
}

export interface StoredTask {
  readonly id: string
  readonly verb: string
  /** The request, as JSON. */
  readonly input: string
  readonly state: 'running' | 'undoable' | 'undoing' | 'ending'
  /** Where it continues: a `RowPosition`, or an index in the ids of the request. */
  readonly cursor: number
  readonly total: number
  readonly done: number
  readonly changed: number
  readonly refused: number
  readonly startedAt: number
  readonly undoUntil: number | null
}

/** The fields of a task that change while it runs. */
type TaskProgress = Pick<StoredTask, 'state' | 'cursor' | 'total' | 'done' | 'changed' | 'refused' | 'undoUntil'>

export interface TaskStore {
  /** The request may list a hundred thousand ids, so it is written only here; `advance` stores the progress. */
  add(task: StoredTask): void
  advance(id: string, progress: TaskProgress): void
  list(): readonly StoredTask[]
  remove(id: string): void
}
