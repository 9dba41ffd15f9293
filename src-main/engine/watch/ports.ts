/** @file The ports of watched folders. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { DisplayText } from '../../contract/i18n/phrase.ts'
import type { BatchView, WatchFileState, WatchReason } from '../../contract/watch.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { MediaReading } from '../ports/media.ts'

/** A file as it is found in its folder. */
export interface FoundFile {
  /** Name in its folder, as the file system spells it. */
  readonly name: string
  readonly identity: FileIdentity
  /** Creation time in nanoseconds since 1970 as decimal text; `0` where the file system has none. */
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
  /** Files and folders whose names are not valid UTF-8, by how they are shown: without another name they cannot be opened. */
  readonly unnamed: readonly UnnamedFile[]
}

/**
 * - `whole`: no sign that it is incomplete. For most formats nothing more can be read cheaply.
 * - `no-index`: an MP4 or QuickTime file without its `moov` box, or without any content yet.
 * - `cut-short`: its boxes end beyond the end of the file, or not at it.
 * - `locked`: it cannot be opened for reading.
 */
export type Wholeness = 'whole' | 'no-index' | 'cut-short' | 'locked'

export interface FolderFiles {
  /** The folder behind a path, links resolved; `null` when there is none. @throws FailureError `system.*` only */
  folder(path: string): Promise<{ readonly path: string; readonly device: string; readonly inode: string } | null>
  /** How a path is shown that cannot be opened because one of its names is not valid UTF-8; otherwise `null`. @throws FailureError `system.*` only */
  unnamedPath(path: string): Promise<string | null>
  /**
   * @param how `isNear`: not on a network; a drive that answers at once may be read synchronously, a few milliseconds at a time
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
   * Moves a file to another path, across drives as well. Nothing is removed before the copy is complete, and an existing file is
   * never replaced: answers `false` then, and the file stays.
   *
   * @param options.isResumed the same move was begun before: a file with the new name is the result of that
   * @throws FailureError `watch.notMoved` or `system.*`; the signal's reason
   */
  move(from: string, to: string, options: { readonly signal: AbortSignal; readonly isResumed?: boolean }): Promise<boolean>
  /** Whether anything has this path. @throws FailureError `watch.notMoved` when that cannot be read, or `system.*` */
  isTaken(path: string): Promise<boolean>
  /** To the Trash of the system. @throws FailureError `watch.notMoved` or `system.*` */
  trash(path: string): Promise<void>
}

/** Reports that something below a folder changed. Only a hint: the state is read from the file system. */
export interface FolderEvents {
  /** Resolves once all later changes are reported, or the reason why not. Answers how to end it. Never throws. */
  watch(path: string, reports: FolderReports): Promise<() => Promise<void>>
}

export interface FolderReports {
  /** Paths of files and folders that changed, absolute; `null` when anything may have. */
  changed(paths: readonly string[] | null): void
  /** Why changes in the folder, or in a part of it, are not reported; `null` once all are. What was missed is reported as changed. */
  missing(reason: DisplayText | null): void
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
  /** The move after it is sent: still to be done, or failed. */
  readonly afterwards: 'pending' | 'failed' | null
  /** Its new path, or `trash`; stored before it is moved, so that it is found there if the process ends in between. */
  readonly movedTo: string | null
  readonly failure: Failure | null
  /** What it said of itself, where its rules ask for that; of the version that was read. */
  readonly media: MediaReading | null
  /** When it got its state, epoch ms. */
  readonly at: number
  readonly goneAt: number | null
}

export interface WatchedFileFilter {
  readonly state: WatchFileState | 'all'
  readonly reason?: WatchReason
  /** Text in the name. */
  readonly search: string
}

export interface WatchedFileTally {
  readonly state: WatchFileState
  readonly reason: WatchReason | null
  readonly files: number
  readonly sizeBytes: number
}

/** The state of every file of every folder that was ever watched. Calls throw a `FailureError` `store.*`. */
export interface WatchedFileStore {
  /** Files of a directory by name, after `afterName`, which is empty for the first page. */
  inDirectory(folder: string, directory: string, afterName: string, limit: number): readonly WatchedFile[]
  /** Directories that hold files which are not gone. */
  directories(folder: string): readonly string[]
  get(id: number): WatchedFile | null
  /** The file at a path that is not gone. */
  at(folder: string, directory: string, name: string): WatchedFile | null
  ofUpload(uploadId: string): WatchedFile | null
  /** Files with exactly this inode, size and modification time, gone or not, newest first. */
  sameFile(folder: string, identity: Pick<FileIdentity, 'sizeBytes' | 'mtimeNs' | 'inode'>): readonly WatchedFile[]
  /** Sent files of this size that have this name, in any directory, or this modification time; newest first, 20 at most. */
  alike(folder: string, name: string, identity: Pick<FileIdentity, 'sizeBytes' | 'mtimeNs'>): readonly WatchedFile[]
  insert(entry: Omit<WatchedFile, 'id'>): WatchedFile
  save(entry: WatchedFile): void
  /** Deletes the row of a file that was never sent nor asked about. */
  delete(id: number): void
  /** Files in a state by id, after `afterId`, gone or not. */
  inState(folder: string, state: WatchFileState, afterId: number, limit: number): readonly WatchedFile[]
  /** Sent files that are still to be moved, by id, after `afterId`; also those that are gone, which may be moved already. */
  toMove(folder: string, afterId: number, limit: number): readonly WatchedFile[]
  page(folder: string, filter: WatchedFileFilter, offset: number, limit: number): readonly WatchedFile[]
  count(folder: string, filter: WatchedFileFilter): number
  /** Ids that match a filter, in order, after `afterId`. */
  idsAfter(folder: string, filter: WatchedFileFilter, afterId: number, limit: number): readonly number[]
  /** Number of files by state and reason; those that are gone and were sent count as sent. */
  tallies(folder: string): readonly WatchedFileTally[]
  /** The round of a folder in this journal; `null` when the journal does not know the folder. */
  round(folder: string): number | null
  /** Begins the next round of a folder, higher than `after`, synced to the disk; answers its number. */
  nextRound(folder: string, after: number): number
}

/** A batch of a watched folder. */
export type Batch = Pick<BatchView, 'id' | 'watchId' | 'name' | 'createdAt' | 'settledAt'>

interface BatchTally extends Pick<BatchView, 'files' | 'sent' | 'stopped' | 'sizeBytes' | 'acceptedBytes'> {
  /** Rows that continue without a person. */
  readonly open: number
}

export interface BatchStore {
  insert(batch: Batch): void
  get(id: string): Batch | null
  settle(id: string, at: number | null): void
  /** Newest first. */
  list(watchId: string | null, offset: number, limit: number): readonly Batch[]
  count(watchId: string | null): number
  /** Counts rows of the queue, and receipts of rows that are no longer in it. */
  tally(id: string): BatchTally
  /** Batches that had not settled when the last process ended. */
  open(): readonly Batch[]
}
