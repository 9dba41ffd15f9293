/** @file What watched folders need from the world. */
import type { Failure } from '../../contract/errors.ts'
import type { WatchFileState, WatchReason } from '../../contract/watch.ts'
import type { FileIdentity } from '../files/identity.ts'

/** A file as a look at its folder finds it. */
export interface FoundFile {
  /** Name in its folder, as the file system spells it. */
  readonly name: string
  readonly identity: FileIdentity
  /** When it was made, in nanoseconds since 1970 as decimal text; `0` where the file system does not tell. */
  readonly birthNs: string
}

export interface UnnamedFile extends FoundFile {
  readonly isFolder: boolean
}

/** What is directly in a folder. */
export interface FolderContent {
  readonly files: readonly FoundFile[]
  /** Names of folders. */
  readonly folders: readonly string[]
  /** Names of symbolic links, whatever they lead to: they are not followed. */
  readonly links: readonly string[]
  /** Files and folders whose names are no text, by how they are shown: there is no way to them but another name. */
  readonly unnamed: readonly UnnamedFile[]
}

/**
 * - `whole`: nothing speaks against it. Of most formats that is all that can be told cheaply.
 * - `no-index`: an MP4 or QuickTime file without its `moov` box, or without any content yet.
 * - `cut-short`: its boxes end beyond the end of the file, or not at it.
 * - `locked`: it cannot be opened for reading.
 */
export type Wholeness = 'whole' | 'no-index' | 'cut-short' | 'locked'

export interface FolderFiles {
  /** The folder behind a path, links resolved; `null` when there is none. @throws FailureError `system.*` only */
  folder(path: string): Promise<{ readonly path: string; readonly device: string; readonly inode: string } | null>
  /** How a path is shown that leads to nothing because one of its names is no text; `null` when that is not why. @throws FailureError `system.*` only */
  unnamedPath(path: string): Promise<string | null>
  /**
   * @param how `isNear`: not on a network; where the drive answers at once it may be asked directly, a few milliseconds at a time
   * @throws FailureError `file.folderUnreadable`, `file.missing` or `system.*`; the signal's reason
   */
  readFolder(path: string, how?: { readonly isNear?: boolean; readonly signal?: AbortSignal }): Promise<FolderContent>
  /** The file itself, not what a link leads to; `null` when there is no regular file. @throws FailureError `system.*` only */
  stat(path: string): Promise<FoundFile | null>
  /** @throws FailureError `system.*` only */
  wholeness(path: string): Promise<Wholeness>
  /** SHA-256 in hex. @throws FailureError `file.*`, also when the file changed while it was read */
  sha256(path: string, identity: FileIdentity, signal: AbortSignal): Promise<string>
  /**
   * Moves a file to another path, across drives as well. Nothing is removed before the copy is whole, and a name that is
   * taken is never written over: answers `false` then, and the file stays.
   *
   * @param options.isResumed the very move was begun before: what it left under the new name is no other file
   * @throws FailureError `watch.notMoved` or `system.*`; the signal's reason
   */
  move(from: string, to: string, options: { readonly signal: AbortSignal; readonly isResumed?: boolean }): Promise<boolean>
  /** Whether something has this name, whatever it is. @throws FailureError `watch.notMoved` when that cannot be told, or `system.*` */
  isTaken(path: string): Promise<boolean>
  /** To the Trash of the system. @throws FailureError `watch.notMoved` or `system.*` */
  trash(path: string): Promise<void>
}

/** Reports that something below a folder changed. Only a hint: what is true is found out by looking. */
export interface FolderEvents {
  /** Settles once all changes from then on are reported, or it is told why not. Answers how to end it. Never throws. */
  watch(path: string, reports: FolderReports): Promise<() => Promise<void>>
}

export interface FolderReports {
  /** Paths of files and folders that changed, absolute; `null` when anything may have. */
  changed(paths: readonly string[] | null): void
  /** Why changes in the folder, or in a part of it, are not reported; `null` once all are. What was missed is told as changed. */
  missing(reason: string | null): void
}

/** One file of a watched folder in the journal. Several may have had the same path; at most one of them is not gone. */
export interface WatchedFile {
  readonly id: number
  /** The folder, as the volume and the path in it: it stays the same when the folder is no longer watched, and later is. */
  readonly folder: string
  /** Folder below it that holds the file, with `/`; empty for the folder itself. */
  readonly directory: string
  readonly name: string
  readonly sizeBytes: number
  readonly mtimeNs: string
  readonly inode: string
  readonly birthNs: string
  readonly state: WatchFileState
  readonly reason: WatchReason | null
  readonly uploadId: string | null
  readonly receiptId: string | null
  /** Of what was sent. */
  readonly sha256: string | null
  /** What happens to it once it is sent: still to be done, or it failed. */
  readonly afterwards: 'pending' | 'failed' | null
  /** Where it was moved to, or `trash`; noted before it is moved, so that it is found there if the process ends in between. */
  readonly movedTo: string | null
  readonly failure: Failure | null
  /** When it came into its state, epoch ms. */
  readonly at: number
  readonly goneAt: number | null
}

export interface WatchedFileFilter {
  readonly state: WatchFileState | 'all'
  readonly reason?: WatchReason
  /** Words in the name. */
  readonly search: string
}

export interface WatchedFileTally {
  readonly state: WatchFileState
  readonly reason: WatchReason | null
  readonly files: number
  readonly sizeBytes: number
}

/** What was done with every file of every folder that was ever watched. Calls throw a `FailureError` `store.*`. */
export interface WatchedFileStore {
  /** Files that are in a directory, by name, after a given one; `afterName` begins as the empty text. */
  inDirectory(folder: string, directory: string, afterName: string, limit: number): readonly WatchedFile[]
  /** Directories that hold files which are not gone. */
  directories(folder: string): readonly string[]
  get(id: number): WatchedFile | null
  /** The file at a path that is not gone. */
  at(folder: string, directory: string, name: string): WatchedFile | null
  ofUpload(uploadId: string): WatchedFile | null
  /** Files with this very inode, size and modification time, gone or not, newest first. */
  sameFile(folder: string, identity: Pick<FileIdentity, 'sizeBytes' | 'mtimeNs' | 'inode'>): readonly WatchedFile[]
  /** Sent files of this size that have this name, in any directory, or this modification time; newest first, 20 at most. */
  alike(folder: string, name: string, identity: Pick<FileIdentity, 'sizeBytes' | 'mtimeNs'>): readonly WatchedFile[]
  insert(entry: Omit<WatchedFile, 'id'>): WatchedFile
  save(entry: WatchedFile): void
  /** Forgets a file that was never sent nor asked about. */
  delete(id: number): void
  /** Files in a state by id, after a given one, gone or not. */
  inState(folder: string, state: WatchFileState, afterId: number, limit: number): readonly WatchedFile[]
  /** Sent files that are still to be moved, by id, after a given one; also those that are gone, which may be moved already. */
  toMove(folder: string, afterId: number, limit: number): readonly WatchedFile[]
  page(folder: string, filter: WatchedFileFilter, offset: number, limit: number): readonly WatchedFile[]
  count(folder: string, filter: WatchedFileFilter): number
  /** Ids that a filter shows, by id, after a given one. */
  idsAfter(folder: string, filter: WatchedFileFilter, afterId: number, limit: number): readonly number[]
  /** Files in each state and why; those that are gone and were sent count as sent. */
  tallies(folder: string): readonly WatchedFileTally[]
  /** In which round a folder is here; `null` when nothing here knows that it has begun. */
  round(folder: string): number | null
  /** Begins the next round of a folder, later than a given one, on the disk itself; answers which one it is. */
  nextRound(folder: string, after: number): number
}

/** A batch of a watched folder. */
export interface Batch {
  readonly id: string
  readonly watchId: string
  readonly name: string
  readonly createdAt: number
  readonly settledAt: number | null
}

export interface BatchTally {
  readonly files: number
  readonly sent: number
  readonly stopped: number
  /** Rows that still go on by themselves. */
  readonly open: number
  readonly sizeBytes: number
  readonly acceptedBytes: number
}

export interface BatchStore {
  insert(batch: Batch): void
  get(id: string): Batch | null
  settle(id: string, at: number | null): void
  /** Newest first. */
  list(watchId: string | null, offset: number, limit: number): readonly Batch[]
  count(watchId: string | null): number
  /** Rows of the queue, and receipts of rows that are no longer in it. */
  tally(id: string): BatchTally
  /** Batches that had not settled when the last process ended. */
  open(): readonly Batch[]
}
