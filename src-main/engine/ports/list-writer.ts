/** @file Writing hash lists. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { HashFormat, ListedFormat } from '../../contract/proof/hashes.ts'

/** What a receipt says of the content of a file. */
export interface SentContent {
  /** Number of the receipt. */
  readonly id: string
  /** Hex. */
  readonly sha256: string
  /** Of the file that was sent. */
  readonly sizeBytes: number
  /** Nanoseconds since 1970, as decimal text. */
  readonly mtimeNs: string
}

/** How far reading is. Bytes of files that turn out to be unreadable count as read. */
export interface ReadingProgress {
  readonly path: string
  readonly files: number
  readonly allFiles: number
  readonly bytes: number
  readonly allBytes: number
}

/**
 * - `original`: listed with a hash for the first time.
 * - `verified`: has the hash that a list has for it.
 * - `failed`: has another hash than a list has for it. It is listed as such where that list is one of its `ascmhl` folder,
 *   otherwise not at all.
 * - `differs`: is not what its receipt says that was sent. Never listed as `original`.
 * - `missing`, `unreadable`: could not be read, so it is not listed.
 */
export type ListedResult = 'original' | 'verified' | 'failed' | 'differs' | 'missing' | 'unreadable'

export interface ListedFile {
  /** Absolute. */
  readonly path: string
  readonly result: ListedResult
  /** Why it could not be read, or what should be known besides, such as a list that cannot be read. */
  readonly failure: Failure | null
  /** The hashes that differ: of the list or receipt, and of the file. */
  readonly difference: { readonly format: HashFormat; readonly expected: string; readonly actual: string } | null
  readonly hasReceipt: boolean
}

export interface ListRequest {
  /** All files of a folder, with the hashes of its folders; or some files. */
  readonly files: { readonly folder: string } | { readonly paths: readonly string[] }
  readonly format: ListedFormat
  /** One list at this path, apart from the `ascmhl` folder; otherwise a new generation there. */
  readonly out: string | null
  /** What receipts say of a path, the newest first. */
  readonly sent: (path: string) => readonly SentContent[]
  readonly maker: { readonly tool: string; readonly version: string; readonly hostName: string; readonly userName: string }
  readonly onProgress: (progress: ReadingProgress) => void
  /** Each list, as soon as it is written; also those before an error. */
  readonly onList: (path: string) => void
}

export interface ListOutcome {
  /** The lists that were written: one, and one for each folder below that has lists of its own. None where no file can be listed. */
  readonly lists: readonly string[]
  /** Every file, in the order of its path. */
  readonly files: readonly ListedFile[]
}

/**
 * Reads files and writes their hashes as ASC MHL 2.0. Lists of before are checked first; with any doubt about them nothing is
 * written. A list is written as a whole or not at all, and none is ever replaced.
 *
 * @throws FailureError `list.*`, `file.*`; the reason of the signal
 */
export type ListWriter = (request: ListRequest, signal: AbortSignal) => Promise<ListOutcome>

export interface ReadHash {
  readonly file: ListedFile
  /** Of a file that may be listed; `hashedAt` in epoch milliseconds. */
  readonly hash: { readonly format: ListedFormat; readonly value: string; readonly hashedAt: number } | null
}

/** Reads files and compares them as for an ASC MHL, and writes nothing. In the order of the paths. */
export type HashReader = (
  request: Pick<ListRequest, 'format' | 'sent' | 'onProgress'> & { readonly paths: readonly string[] },
  signal: AbortSignal,
) => Promise<readonly ReadHash[]>
