/** @file Files that are open for an upload, and the entries of a walk over chosen paths. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { FileHashes } from '../offload/verdict.ts'
import type { SentPrefix } from '../queue/upload.ts'
import type { FileIdentity } from './identity.ts'

/** An open file that is uploaded. One descriptor from the first byte to the last; every problem is a `FailureError`. */
export interface FileSource {
  readonly sizeBytes: number
  /**
   * Reads at least one byte into the target, from an offset within the file.
   *
   * @throws FailureError `file.changed` or `file.unreadable`, also when the file ends there
   */
  read(target: Uint8Array, offset: number): Promise<number>
  /** Throws `file.changed`, `file.missing` or `file.unreadable` unless the file is still the one that was added. */
  check(): Promise<void>
  /**
   * SHA-256 of the whole file in hex, computed once; parts that were not read in order yet are read now, until the signal aborts.
   *
   * @param onHashed called after each part that is read now, with the number of bytes that are hashed
   */
  digest(signal: AbortSignal, onHashed?: (bytes: number) => void): Promise<string>
  /** Hashes of the same bytes in the formats that it was opened with; empty until `digest` has resolved. */
  hashes(): FileHashes
  /** Reads the part that was sent before, and compares its hash. @throws FailureError `file.changed` when it differs */
  verify(signal: AbortSignal): Promise<void>
  /** The hash of the part that was read in order; `null` before the first read. */
  prefix(): SentPrefix | null
  close(): Promise<void>
}

/**
 * - `reuse`: a part that was hashed before, of a file with this path and identity, is not read again.
 * - `ignore`: every byte is read, because another file may have the same path and identity; earlier partial hashes are deleted, and none
 *   is stored of this reading.
 */
export type PrefixUse = 'reuse' | 'ignore'

/** SHA-256 in hex of a file that stayed the same while it was read; closes it. @throws FailureError `file.*`; the signal's reason */
export async function hashAndClose(source: FileSource, signal: AbortSignal): Promise<string> {
  try {
    const hash = await source.digest(signal)
    await source.check()
    return hash
  } finally {
    await source.close()
  }
}

export type WalkedPath =
  | { readonly kind: 'file'; readonly path: string; readonly real: string; readonly identity: FileIdentity }
  /** Not sent and no problem: made by the system (no failure), or sent from its own path (with a failure that explains it). */
  | { readonly kind: 'ignored'; readonly path: string; readonly failure: Failure | null }
  | { readonly kind: 'problem'; readonly path: string; readonly failure: Failure }
