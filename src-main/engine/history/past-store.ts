/** @file The port of the journal for History: uploads that have ended. Calls throw a `FailureError` `store.*` when the disk refuses. */
import type { PastDay, PastUpload, Result } from '../../contract/history/past-upload.ts'
import type { Upload } from '../queue/upload.ts'

/** The entry of an upload that has ended. */
export type PastEntry = Omit<
  PastUpload,
  'id' | 'receiptId' | 'sha256' | 'proof' | 'rowState' | 'deletedAt' | 'media' | 'thumbnail'
> & {
  /** Of the receipt, to be found by it. */
  readonly sha256: string | null
} & RequestedWith

/** The options and metadata with which it was added, to send it again with the same. */
type RequestedWith = Pick<Upload, 'options' | 'metadata'>

/** An entry with the version of its file, as far as that is stored. */
export type PastRow = Omit<PastUpload, 'thumbnail'> & {
  readonly file: { readonly location: string; readonly mtimeNs: string } | null
}

export interface PastFilter {
  readonly search: string
  readonly accountId?: string | undefined
  readonly result?: Result | undefined
  /** The first and the last day. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The position of an entry in the order of History; a page begins behind one. */
export type PastCursor = Pick<PastUpload, 'day' | 'endedAt' | 'id'>

/** The columns of an entry that are counted. */
export type PastHead = PastCursor & Pick<PastUpload, 'result' | 'sizeBytes'>

export interface PastStore {
  /** Stores the end of an upload; replaces the entry of the same transfer. */
  put(entry: PastEntry): void
  /** Notes that the video which was sent at `sentAt` was deleted at its host; returns whether that was not noted before. */
  noteDeleted(deleted: { readonly uploadId: string; readonly sentAt: number; readonly at: number }): boolean
  /** Deletes the entry of an upload whose cancellation was undone. */
  withdraw(upload: Pick<Upload, 'id' | 'sentAt'>): void
  /** Whether there is an entry for the current end of an upload. */
  has(upload: Pick<Upload, 'id' | 'sentAt'>): boolean
  get(id: number): (PastRow & RequestedWith) | null
  /** Number of entries. */
  count(): number
  /** Figures of each day without reading entries, newest first. */
  days(accountId?: string): readonly PastDay[]
  /** The entries among the next `scan` ones that match, newest first; `next` is `null` after the last entry. */
  find(
    filter: PastFilter,
    after: PastCursor | null,
    scan: number,
  ): { readonly heads: readonly PastHead[]; readonly next: PastCursor | null }
  /** In the order of the ids, without missing ones. */
  read(ids: readonly number[]): readonly PastRow[]
}
