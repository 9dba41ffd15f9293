/** @file Uploads that have ended, in the journal. Calls throw a `FailureError` `store.*` when the disk refuses. */
import type { PastDay, PastUpload, Result } from '../../contract/past-upload.ts'
import type { Upload } from '../queue/upload.ts'

/** What is kept of an upload that has ended. */
export type PastEntry = Omit<
  PastUpload,
  'id' | 'receiptId' | 'sha256' | 'proof' | 'rowState' | 'deletedAt' | 'media' | 'thumbnail'
> & {
  /** Of the receipt, to be found by it. */
  readonly sha256: string | null
} & Asked

/** What was asked for when it was added, to ask for the same again. */
export type Asked = Pick<Upload, 'options' | 'metadata'>

/** An entry with the version of the file that it is of, as far as that is kept. */
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

/** Where a part ended; the next one begins behind it. */
export interface PastKey {
  readonly day: string
  readonly endedAt: number
  readonly id: number
}

/** What is counted of an entry. */
export interface PastHead extends PastKey {
  readonly result: Result
  readonly sizeBytes: number
}

export interface PastStore {
  /** Stores how an upload ended, in place of what was kept of the same sending of it. */
  put(entry: PastEntry): void
  /** What was sent at that time was deleted at its host; answers whether that is new. */
  noteDeleted(deleted: { readonly uploadId: string; readonly sentAt: number; readonly at: number }): boolean
  /** Forgets the end of an upload that has not ended after all. */
  withdraw(upload: Pick<Upload, 'id' | 'sentAt'>): void
  /** Whether the end of an upload, as it is now, is kept. */
  has(upload: Pick<Upload, 'id' | 'sentAt'>): boolean
  get(id: number): (PastRow & Asked) | null
  /** How many are kept. */
  count(): number
  /** Figures of each day without reading entries, newest first. */
  days(accountId?: string): readonly PastDay[]
  /** Those of the next `scan` entries that are found, newest first; `next` is `null` after the last. */
  find(
    filter: PastFilter,
    after: PastKey | null,
    scan: number,
  ): { readonly heads: readonly PastHead[]; readonly next: PastKey | null }
  /** In the order of the ids, without those that are not there. */
  read(ids: readonly number[]): readonly PastRow[]
}
