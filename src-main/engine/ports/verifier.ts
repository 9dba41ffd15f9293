/** @file Reading files again, to hold them against receipts and hash lists. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { HashFormat } from '../../contract/proof/hashes.ts'
import type { ReadingProgress, SentContent } from './list-writer.ts'

/**
 * - `verified`: has the hash of a receipt or of a list, and no other of them says otherwise.
 * - `differs`: the newest receipt of this path, size and date, or a list, has another hash for it.
 * - `missing`: was named, or is in a list, and is not there.
 * - `not listed`: neither receipts nor lists have a hash for it.
 * - `unreadable`: it, or a list that may speak of it, could not be read, or lists disagree.
 */
const VERIFY_RESULTS = ['verified', 'differs', 'missing', 'not listed', 'unreadable'] as const
export type VerifyResult = (typeof VERIFY_RESULTS)[number]

export interface VerifiedFile {
  /** Absolute. */
  readonly path: string
  readonly result: VerifyResult
  /** What it was compared with, or who names a file that is missing. */
  readonly by: Evidence | null
  readonly difference: { readonly format: HashFormat; readonly expected: string; readonly actual: string } | null
  /** Why it is unreadable, or what should be known besides. */
  readonly failure: Failure | null
}

type Evidence =
  | { readonly kind: 'receipt'; readonly id: string }
  | { readonly kind: 'list'; readonly path: string; readonly format: HashFormat | null }

export interface VerifyRequest {
  /** Files, and folders with everything below them; absolute. */
  readonly paths: readonly string[]
  /** What the receipts of a path say, the newest first. */
  readonly sent: (path: string) => readonly SentContent[]
  /** What receipts of other paths say of files with this name and size, which may be the same. */
  readonly alike: (name: string, sizeBytes: number) => readonly SentContent[]
  readonly onFile: (file: VerifiedFile) => void
  readonly onProgress: (progress: ReadingProgress) => void
}

/** A bad file or list is a result and never ends it. @throws the reason of the signal */
export type Verifier = (request: VerifyRequest, signal: AbortSignal) => Promise<void>
