/** @file The journal: everything durable about uploads. The parts that one area alone uses are declared there. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { Proof, Reported } from '../../contract/proof/proof.ts'
import type { Receipt } from '../../contract/queue/upload.ts'
import type { Output } from '../../contract/requests.ts'
import type { ActivityStore } from '../activity/activity-store.ts'
import type { FileClues, KnownFile, KnownReceipt } from '../files/same-file.ts'
import type { PastStore } from '../history/past-store.ts'
import type { HeldStore } from '../queue/adding/held-files.ts'
import type { CleanupStore } from '../queue/jobs/cleanup-store.ts'
import type { BulkStore, RemovedStore, TaskStore } from '../queue/tasks/bulk-store.ts'
import type { UploadStore } from '../queue/upload-store.ts'
import type { ClearText } from '../secrets/ports.ts'
import type { ClipFile } from '../thumbnails/clip.ts'
import type { BatchStore, WatchedFileStore } from '../watch/ports.ts'

export interface ReceiptStore {
  insert(receipt: Receipt, file: Pick<KnownFile, 'identity' | 'location'>): void
  /** The newest of the very link that an inode stands for. */
  ofLink(path: string, accountId: string, inode: string): Receipt | null
  /** Receipts of files of this size that match a file by path, location or inode; newest first. */
  alike(file: FileClues, accountId: string): readonly KnownReceipt[]
  get(id: string): Receipt | null
  /** The newest one. */
  ofUpload(uploadId: string): Receipt | null
  /** The file that it is about. */
  fileOf(uploadId: string): ClipFile | null
  /** Stores what the host reports of the file, and what is proved now. */
  prove(id: string, reported: Reported, proof: readonly Proof[]): void
  /** Newest first. */
  list(since: number, offset: number, limit: number, batchId?: string): Output<'receipts.list'>
}

/** Live streams that were made here; everything else about them is read from their provider. */
export interface LiveStore {
  add(entry: LiveEntry): void
  list(): readonly LiveEntry[]
  /** Keeps the figures of the signal for the time after it. */
  remember(accountId: string, id: string, known: KnownSignal): void
  remove(accountId: string, id: string): void
}

/** The figures of a signal as they were last read. */
interface KnownSignal {
  readonly at: number
  readonly stats: readonly { readonly name: string; readonly value: string }[]
}

export interface LiveEntry {
  readonly accountId: string
  readonly id: string
  readonly title: string
  readonly createdAt: number
  readonly signal: KnownSignal | null
}

/** The wall clock was set: what it shows now, by how much it moved, and the longest time that anything ever waits. */
export interface ClockMove {
  readonly now: number
  /** 0 finds waits that are impossibly long, as an earlier process with another clock may have left them. */
  readonly byMs: number
  readonly longestMs: number
}

/** Where the last slice of the purge of old rows ended. */
export interface AgeMark {
  readonly kind: number
  readonly at: number
  readonly line: number
}

/**
 * Reads at most so many rows that are older than a time and deletes what is obsolete: history between the first and the
 * newest line of an upload, uploads that have ended, what is plotted of those and of days, settled batches of which nothing is left, ids of batches that guard against
 * repeated calls.
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
  readonly past: PastStore
  readonly activity: ActivityStore
  readonly cleanups: CleanupStore
  readonly held: HeldStore
  readonly live: LiveStore
  readonly watched: WatchedFileStore
  readonly batches: BatchStore
  readonly clearText: ClearText
  /** Shifts the ends of waits by the clock change. */
  moveWaits(move: ClockMove): void
  readonly deleteOld: AgedStore
  transaction<T>(work: () => T): T
  /**
   * Runs after the current transaction commits, or at once outside of a transaction; never after a rollback. In the order of
   * the calls.
   */
  afterCommit(work: () => void): void
  /** Called for every call that the disk refused; the call throws as well. */
  onFailure(listener: (problem: Failure) => void): void
  /** Throws unless the journal can be written now. */
  probe(): void
  close(): void
}
