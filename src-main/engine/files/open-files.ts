/** @file Files as they are found and read. */
import type { Failure } from '../../contract/errors.ts'
import type { SentPrefix } from '../queue/upload.ts'
import type { FileIdentity } from './identity.ts'

/** An open file that is sent. One descriptor from the first byte to the last; every problem is a `FailureError`. */
export interface FileSource {
  readonly sizeBytes: number
  /** Reads into the target from an absolute position; fewer bytes than asked for mean that the file became shorter. */
  read(target: Uint8Array, position: number): Promise<number>
  /** Throws `file.changed`, `file.missing` or `file.unreadable` unless the file is still the one that was added. */
  check(): Promise<void>
  /** SHA-256 of the whole file in hex, once; what was not read in order is read now, until the signal ends it. */
  digest(signal: AbortSignal): Promise<string>
  /** Reads what was sent before, at once. @throws FailureError `file.changed` when the file holds something else */
  verify(signal: AbortSignal): Promise<void>
  /** The beginning, as far as it was read in order; `null` while nothing was. */
  prefix(): SentPrefix | null
  close(): Promise<void>
}

export type WalkedPath =
  | { readonly kind: 'file'; readonly path: string; readonly real: string; readonly identity: FileIdentity }
  /** Not sent and no problem: made by the system (no failure), or sent from its own place (says so). */
  | { readonly kind: 'ignored'; readonly path: string; readonly failure: Failure | null }
  | { readonly kind: 'problem'; readonly path: string; readonly failure: Failure }

/** What can be read from the beginning of a video file without decoding it. */
export interface MediaFacts {
  /** Short name of the container, such as `mp4` or `matroska`; `null` when it is not recognised. */
  readonly container: string | null
  readonly durationSeconds: number | null
}
