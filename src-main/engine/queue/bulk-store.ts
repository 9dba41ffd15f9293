/** @file Many rows of the journal at a time: a part of them in each call, so that none takes long. */
import type { QueueFilter } from '../../contract/selection.ts'
import type { HistoryEntry, Priority } from '../../contract/upload.ts'
import type { Upload } from './upload.ts'

/** Where the next part begins; 0 is the beginning. The order is that in which rows were added, which never changes. */
export type RowPosition = number

export interface Part<T> {
  readonly rows: readonly T[]
  /** `null` after the last part. */
  readonly next: RowPosition | null
}

/** What is counted of a row. */
export type Head = Pick<Upload, 'id' | 'accountId' | 'state' | 'remoteId' | 'sentAt' | 'acceptedBytes'> & {
  readonly sizeBytes: number
}

export interface StoredChange {
  readonly before: Upload
  readonly after: Upload
  readonly entry: HistoryEntry | null
}

/** After which sort key to read; `null` is the beginning of that priority. */
export interface OrderKey {
  readonly priority: Priority
  readonly position: string | null
}

export interface BulkStore {
  /** Those of the next `scan` rows that the filter shows. */
  part(filter: QueueFilter, from: RowPosition, scan: number): Part<Upload>
  heads(filter: QueueFilter, from: RowPosition, scan: number): Part<Head>
  headsOf(ids: readonly string[]): readonly Head[]
  /** In the order of the ids, without those that are not there. */
  named(ids: readonly string[]): readonly Upload[]
  /** Stores them all: one statement for those that change alike. */
  save(changes: readonly StoredChange[]): void
  /** Those of the next `scan` rows in queue order that the filter shows. */
  inOrder(
    filter: QueueFilter,
    after: OrderKey,
    scan: number,
  ): {
    readonly rows: readonly Pick<Upload, 'id' | 'path'>[]
    readonly next: OrderKey | null
  }
  /** Ids from an end of the queue towards the other. */
  fromEnd(
    end: 'first' | 'last',
    after: OrderKey,
    limit: number,
  ): { readonly ids: readonly string[]; readonly next: OrderKey | null }
}

/**
 * Rows that were taken off the list and can come back: in no list and no figure, and nothing is sent of them. Also what cancelled
 * rows, which stay in the list, were before.
 */
export interface RemovedStore {
  /** Takes rows off the list for a removal. */
  take(removal: string, ids: readonly string[]): void
  /** Keeps what rows are, which stay in the list. */
  copy(removal: string, ids: readonly string[]): void
  /** Those of some rows that were taken off the list and can come back; not what cancelled ones were. */
  taken(ids: readonly string[]): readonly Upload[]
  part(removal: string, limit: number): readonly Upload[]
  /** The next rows of a removal, in the order in which they were taken or copied. */
  partFrom(removal: string, from: RowPosition, limit: number): Part<Upload>
  count(removal: string): number
  /**
   * Puts rows back with their history, and answers them as they are. What was added again meanwhile is not put back: it would be
   * sent twice.
   */
  restore(removal: string, limit: number): { readonly restored: readonly Upload[]; readonly left: readonly Upload[] }
  /** Of unfinished rows: those whose file was added or sent again since the task of the removal began. */
  addedAgain(removal: string, ids: readonly string[]): ReadonlySet<string>
  /** Forgets rows of a removal for good. */
  forget(removal: string, ids: readonly string[]): void
}

export interface StoredTask {
  readonly id: string
  readonly verb: string
  /** What it was asked for, as JSON. */
  readonly input: string
  readonly state: 'running' | 'undoable' | 'undoing' | 'ending'
  /** Where it continues: a position among rows, or among the ids that were named. */
  readonly cursor: number
  readonly total: number
  readonly done: number
  readonly changed: number
  readonly refused: number
  readonly startedAt: number
  readonly undoUntil: number | null
}

/** What changes of a task while it is worked on. */
export type TaskProgress = Pick<StoredTask, 'state' | 'cursor' | 'total' | 'done' | 'changed' | 'refused' | 'undoUntil'>

export interface TaskStore {
  /** What it was asked for may name a hundred thousand ids, and is written this once. */
  add(task: StoredTask): void
  advance(id: string, progress: TaskProgress): void
  list(): readonly StoredTask[]
  remove(id: string): void
}
