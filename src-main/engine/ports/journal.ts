/** @file The journal: everything durable about uploads. The parts that one area alone uses are declared there. */
import type { Failure } from '../../contract/errors.ts'
import type { Output } from '../../contract/requests.ts'
import type { Receipt } from '../../contract/upload.ts'
import type { FileClues, KnownFile, KnownReceipt } from '../files/same-file.ts'
import type { BulkStore, RemovedStore, TaskStore } from '../queue/bulk-store.ts'
import type { CleanupStore } from '../queue/cleanup-store.ts'
import type { UploadStore } from '../queue/upload-store.ts'
import type { ClearText } from '../secrets/ports.ts'
import type { BatchStore, WatchedFileStore } from '../watch/ports.ts'

export interface ReceiptStore {
  insert(receipt: Receipt, file: Pick<KnownFile, 'identity' | 'place'>): void
  /** The newest of the very link that an inode stands for. */
  ofLink(path: string, accountId: string, inode: string): Receipt | null
  /** Of files of this size that may be a file: by path, place or inode; newest first. */
  alike(file: FileClues, accountId: string): readonly KnownReceipt[]
  ofUpload(uploadId: string): Receipt | null
  /** Newest first. */
  list(since: number, offset: number, limit: number, batchId?: string): Output<'receipts.list'>
}

/** Live streams that were made here; everything else about them is asked for at their host. */
export interface LiveStore {
  add(entry: LiveEntry): void
  list(): readonly LiveEntry[]
  remove(accountId: string, id: string): void
}

export interface LiveEntry {
  readonly accountId: string
  readonly id: string
  readonly title: string
  readonly createdAt: number
}

/** The wall clock was set: what it shows now, by how much it moved, and the longest time that anything ever waits. */
export interface ClockMove {
  readonly now: number
  /** 0 looks for waits that cannot be meant, as an earlier process with another clock may have left them. */
  readonly byMs: number
  readonly longestMs: number
}

/** How far a sweep of what is old has come. */
export interface AgeMark {
  readonly kind: number
  readonly at: number
  readonly line: number
}

/**
 * Looks through at most so many rows that are older than a time, and deletes what is of no use any more: history between the
 * first and the newest line of an upload, settled batches of which nothing is left, batches that were asked for twice.
 *
 * @param mark where the last slice ended; `null` begins
 * @returns where the next slice begins; `null` when nothing is left
 */
export type AgedStore = (before: number, mark: AgeMark | null, limit: number) => AgeMark | null

/** Everything durable about uploads. Calls throw a `FailureError` `store.*` when the disk refuses. */
export interface Journal {
  readonly uploads: UploadStore
  readonly bulk: BulkStore
  readonly removed: RemovedStore
  readonly tasks: TaskStore
  readonly receipts: ReceiptStore
  readonly cleanups: CleanupStore
  readonly live: LiveStore
  readonly watched: WatchedFileStore
  readonly batches: BatchStore
  readonly clearText: ClearText
  /** Keeps waits as long as they were meant to be. */
  moveWaits(move: ClockMove): void
  readonly deleteOld: AgedStore
  transaction<T>(work: () => T): T
  /**
   * Runs something once what is being stored is stored for good, or at once outside of a transaction; never when it is taken
   * back. In the order in which it was asked for.
   */
  afterCommit(work: () => void): void
  /** Tells of every call that the disk refused, besides throwing. */
  onFailure(listener: (problem: Failure) => void): void
  /** Throws unless the journal can be written at this moment. */
  probe(): void
  close(): void
}
