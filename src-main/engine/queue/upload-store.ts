/** @file The store of uploads: single rows and short lists. Calls throw a `FailureError` `store.*` when the disk refuses. */
import type { QueueFilter } from '../../contract/queue/selection.ts'
import type { HistoryEntry, UploadState, WaitingReason } from '../../contract/queue/upload.ts'
import type { FileClues } from '../files/same-file.ts'
import type { Tally } from './tallies.ts'
import type { Upload } from './upload.ts'

export interface UploadStore {
  /** Called when rows turned out to be damaged and were set to failed, which changes figures and order. */
  onUnreadableRows(listener: () => void): void
  insert(uploads: readonly Upload[], entry: HistoryEntry): void
  get(id: string): Upload | null
  /** Stores what changed, with its history line. `durable` waits until it is on the disk itself. */
  save(before: Upload, after: Upload, entry: HistoryEntry | null, durable?: boolean): void
  /** Stores only the figures of a running attempt: cheap enough for every second. */
  saveFigures(id: string, figures: Pick<Upload, 'acceptedBytes' | 'bytesSent' | 'consecutiveFailures'>): void
  addHistory(id: string, entry: HistoryEntry): void
  history(id: string, limit: number): readonly HistoryEntry[]
  delete(ids: readonly string[]): void
  page(filter: QueueFilter, offset: number, limit: number): readonly Upload[]
  count(filter: QueueFilter): number
  /** The number of rows that match a filter, by batch id; batches without one are left out. */
  countByBatch(filter: QueueFilter): ReadonlyMap<string, number>
  /** Rows of these batches that match a filter, in queue order. */
  ofBatches(filter: QueueFilter, batchIds: readonly string[]): readonly Upload[]
  /** The next rows by id, after one that was read before; an empty id reads from the start. */
  countedRows(after: string, limit: number): readonly CountedUpload[]
  /** The first row of a batch in queue order. */
  firstOfBatch(batchId: string): CountedUpload | null
  /** Paths of the first and the last `limit` rows of a batch in queue order. */
  pathsOfBatch(batchId: string, limit: number): readonly string[]
  /** Why rows need a person, by account and failure, most rows first; each with one row as an example. */
  causes(limit: number): readonly StoredCause[]
  /** Ids of the file systems that the files of rows are on. */
  drives(): readonly string[]
  /** Stores the names of accounts, which searches compare. Returns whether any has changed. */
  storeAccountNames(accounts: readonly { readonly id: string; readonly name: string }[]): boolean
  nextQueued(query: NextQuery): readonly Upload[]
  /** Uploads whose file was not read for its media facts, in the order of their ids, after an id; empty reads from the start. */
  unread(after: string, limit: number): readonly UnreadUpload[]
  inStates(states: readonly UploadState[], limit: number): readonly Upload[]
  ofAccount(accountId: string, states: readonly UploadState[], limit: number): readonly Upload[]
  /** Includes removed rows that can be restored. */
  countOfAccount(accountId: string, states: readonly UploadState[]): number
  /** Uploads whose wait is over. */
  due(now: number, limit: number): readonly Upload[]
  nextDueAt(): number | null
  /** Uploads that wait for one reason, of an account or, with `null`, of all. */
  waitingFor(reason: WaitingReason, accountId: string | null, limit: number): readonly Upload[]
  /** Resting accounts, from the uploads that still wait for that. `until` is epoch ms. */
  restingAccounts(now: number): readonly { readonly accountId: string; readonly until: number }[]
  /** Accounts with uploads to poll, and when the first of these is due (epoch ms). */
  accountsToPoll(query: {
    readonly exceptAccounts: readonly string[]
    readonly sessionId: string | null
  }): readonly { readonly accountId: string; readonly at: number }[]
  /** Uploads of one account that are due for a poll, the longest due first. */
  dueForPolling(query: PollQuery): readonly Upload[]
  /** Queued imports of one account, in queue order. */
  queuedImports(accountId: string, sessionId: string | null, limit: number): readonly Upload[]
  importsInState(state: UploadState, accountId: string | null, limit: number): readonly Upload[]
  accountsWithImports(sessionId: string | null): readonly string[]
  /** Whether an upload of the account has this video, in the queue or gone from it, or a deletion of it is pending. */
  hasRemote(accountId: string, remoteId: string): boolean
  tallies(): readonly StateTally[]
  /** Ids of the file systems of all waiting uploads, whatever they wait for. */
  awaitedFileSystems(): readonly string[]
  /** Uploads that wait for the drive with this file system. */
  waitingForFileSystem(fileSystem: string, limit: number): readonly Upload[]
  /** The newest unfinished and readable copy from a link. `inode` is the hash of the whole link; `path` lacks its password. */
  findOpenLink(path: string, accountId: string, inode: string): Upload | null
  /** Unfinished and readable uploads that match a file by path, location, or inode and size; newest first. */
  openUploadsLike(file: FileClues, accountId: string): readonly Upload[]
  /** The upload of a file, or of a link with its `inode`, that a batch has added or resumed, in any state. */
  findInBatch(batchId: string, path: string, accountId: string, inode?: string): Upload | null
  /** The next batch id, in ascending order, that has uploads in the queue; an empty id returns the first. */
  nextBatch(after: string): string | null
  /** Records that a batch has resumed an upload that was there before. */
  linkToBatch(batchId: string, uploadId: string): void
  /** The highest sort key of all rows, including removed ones that can be restored. */
  lastPosition(): string | null
  /** The highest id of version 7, including removed rows that can be restored; see `upload-id.ts`. */
  lastId(): string | null
  /** The next lower sort key, over all priorities: keys stay unique, so a change of priority never makes a tie. */
  predecessor(position: string): string | null
}

/** The fields of a row that the figures of groups are computed from. */
export interface CountedUpload
  extends Pick<Upload, 'id' | 'batchId' | 'state' | 'priority' | 'position' | 'addedAt' | 'acceptedBytes'> {
  readonly sizeBytes: number
}

interface StoredCause {
  readonly code: string
  readonly accountId: string
  readonly clips: number
  readonly sizeBytes: number
  readonly acceptedBytes: number
  readonly example: Upload
}

export type UnreadUpload = Pick<Upload, 'id' | 'path' | 'location'>

interface PollQuery {
  readonly accountId: string
  readonly now: number
  readonly limit: number
  readonly sessionId: string | null
}

interface NextQuery {
  readonly limit: number
  readonly exceptAccounts: readonly string[]
  readonly exceptIds: readonly string[]
  /** Only uploads of this session; `null` for all. */
  readonly sessionId: string | null
}

interface StateTally extends Readonly<Tally> {
  readonly state: UploadState
}
