/** @file Uploads in the journal, one by one and in short lists. Calls throw a `FailureError` `store.*` when the disk refuses. */
import type { QueueFilter } from '../../contract/selection.ts'
import type { HistoryEntry, UploadState, WaitingReason } from '../../contract/upload.ts'
import type { FileClues } from '../files/same-file.ts'
import type { Upload } from './upload.ts'

export interface UploadStore {
  /** Tells that rows turned out to be damaged and have failed, which changes figures and order. */
  onSetAside(listener: () => void): void
  insert(uploads: readonly Upload[], entry: HistoryEntry): void
  get(id: string): Upload | null
  /** Stores what changed, with its history line. `durable` waits until it is on the disk itself. */
  save(before: Upload, after: Upload, entry: HistoryEntry | null, durable?: boolean): void
  /** Stores nothing but how far a running attempt is: cheap enough for every second. */
  saveFigures(id: string, figures: Pick<Upload, 'acceptedBytes' | 'bytesSent' | 'consecutiveFailures'>): void
  addHistory(id: string, entry: HistoryEntry): void
  history(id: string, limit: number): readonly HistoryEntry[]
  delete(ids: readonly string[]): void
  page(filter: QueueFilter, offset: number, limit: number): readonly Upload[]
  count(filter: QueueFilter): number
  /** How many rows a filter shows of each batch that it shows any of. */
  countByBatch(filter: QueueFilter): ReadonlyMap<string, number>
  /** What a filter shows of some batches, in queue order. */
  ofBatches(filter: QueueFilter, batchIds: readonly string[]): readonly Upload[]
  /** What groups count of each row, in the order of ids, after an id; empty is the beginning. */
  counted(after: string, limit: number): readonly CountedUpload[]
  /** The first row of a batch in queue order. */
  firstOfBatch(batchId: string): CountedUpload | null
  /** Paths of a batch: those of so many rows from each of its ends in queue order. */
  pathsOfBatch(batchId: string, limit: number): readonly string[]
  /** Why rows need a person, most rows first; each with one row that stands for all. */
  causes(limit: number): readonly StoredCause[]
  /** The file systems that rows are on, by their id. */
  drives(): readonly string[]
  /** Names of accounts, by which their rows are found. Answers whether they are others than before. */
  nameAccounts(accounts: readonly { readonly id: string; readonly name: string }[]): boolean
  nextQueued(query: NextQuery): readonly Upload[]
  /** Uploads of files that nobody has read, in the order in which they were added, after an id; empty is the beginning. */
  unread(after: string, limit: number): readonly UnreadUpload[]
  inStates(states: readonly UploadState[], limit: number): readonly Upload[]
  /** Unfinished uploads of an account, in slices. */
  ofAccount(accountId: string, states: readonly UploadState[], limit: number): readonly Upload[]
  /** With those that were removed and may come back. */
  countOfAccount(accountId: string, states: readonly UploadState[]): number
  due(now: number, limit: number): readonly Upload[]
  nextDueAt(): number | null
  /** Uploads that wait for one thing, of an account or of all. */
  waitingFor(reason: WaitingReason, accountId: string | null, limit: number): readonly Upload[]
  /** Accounts whose host asked for time, as far as uploads still wait for that. */
  askedForTime(now: number): readonly { readonly accountId: string; readonly until: number }[]
  /** Accounts with uploads whose host is to be asked how far it is, and when the first of them is due. */
  accountsToPoll(query: {
    readonly exceptAccounts: readonly string[]
    readonly sessionId: string | null
  }): readonly { readonly accountId: string; readonly at: number }[]
  /** Those of one account that are due, the longest due first. */
  toPoll(query: PollQuery): readonly Upload[]
  /** Queued imports of one account, in queue order. */
  queuedImports(accountId: string, sessionId: string | null, limit: number): readonly Upload[]
  importsInState(state: UploadState, accountId: string | null, limit: number): readonly Upload[]
  accountsWithImports(sessionId: string | null): readonly string[]
  /** Whether any upload of an account has this video, also one that left the queue, or it is to be deleted. */
  hasRemote(accountId: string, remoteId: string): boolean
  tallies(): readonly StateTally[]
  /** File systems, by their id, of files whose uploads wait, for whatever that is. */
  waitedFor(): readonly string[]
  /** Uploads of files on a file system that wait for a drive. */
  waitingOn(fileSystem: string, limit: number): readonly Upload[]
  /** The newest unfinished and readable copy of the very link that an inode stands for. */
  findOpenLink(path: string, accountId: string, inode: string): Upload | null
  /** Unfinished and readable uploads that may be of a file: by path, place, or inode and size; newest first. */
  openLike(file: FileClues, accountId: string): readonly Upload[]
  /** The upload of a file, or of a link, that a batch has added or taken up, whatever became of it. */
  findInBatch(batchId: string, path: string, accountId: string, inode?: string): Upload | null
  /** The next batch by its id that has uploads in the queue. */
  nextBatch(after: string): string | null
  /** A batch has taken up an upload that was there before. */
  noteAsked(batchId: string, uploadId: string): void
  /** The highest order key of all rows, and of those that were removed and may come back. */
  lastPosition(): string | null
  /** The highest id that tells its time, of all rows, and of those that were removed and may come back; see `upload-id.ts`. */
  lastId(): string | null
  /** The next lower order key, over all priorities: keys stay unique, so a change of priority never makes a tie. */
  predecessor(position: string): string | null
}

/** What groups count of a row. */
export interface CountedUpload
  extends Pick<Upload, 'id' | 'batchId' | 'state' | 'priority' | 'position' | 'addedAt' | 'acceptedBytes'> {
  readonly sizeBytes: number
}

export interface StoredCause {
  readonly code: string
  readonly accountId: string
  readonly clips: number
  readonly sizeBytes: number
  readonly acceptedBytes: number
  readonly example: Upload
}

export type UnreadUpload = Pick<Upload, 'id' | 'path' | 'location'>

export interface PollQuery {
  readonly accountId: string
  readonly now: number
  readonly limit: number
  readonly sessionId: string | null
}

export interface NextQuery {
  readonly limit: number
  readonly exceptAccounts: readonly string[]
  readonly exceptIds: readonly string[]
  /** Only uploads that this session asked for; `null` for all. */
  readonly sessionId: string | null
}

export interface StateTally {
  readonly state: UploadState
  readonly uploads: number
  readonly sizeBytes: number
  readonly acceptedBytes: number
}
