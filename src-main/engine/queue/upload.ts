/** @file An upload as the engine and the journal know it. */
import type { Failure } from '../../contract/errors.ts'
import type { Priority, UploadState, Waiting } from '../../contract/upload.ts'

/**
 * What a file was when it was looked at. Two looks that differ in any part are two different files: a size or a date
 * alone can be kept by a re-export, an inode alone survives being written to.
 */
export interface FileIdentity {
  readonly sizeBytes: number
  /** Modification time in nanoseconds since 1970; decimal text, because it passes what a JSON number can hold. */
  readonly mtimeNs: string
  /** Inode or Windows file id, decimal text. */
  readonly inode: string
  /** Device or volume serial number, decimal text. */
  readonly device: string
}

export interface Upload {
  readonly id: string
  /** Uploads that were added by one action. */
  readonly batchId: string
  /** The process run that last asked for this upload; a one-off run sends only its own. */
  readonly sessionId: string
  /** Order key; compares as text. */
  readonly position: string
  readonly priority: Priority

  readonly path: string
  readonly name: string
  readonly identity: FileIdentity
  readonly accountId: string
  readonly title: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  /** Bytes per PATCH asked for by a person or learned from the host; `null` leaves it to the provider. */
  readonly chunkBytes: number | null

  readonly state: UploadState
  readonly waiting: Waiting | null
  readonly failure: Failure | null

  /** Stored before the first byte is sent; the only way an upload is ever resumed. */
  readonly uploadUrl: string | null
  readonly remoteId: string | null
  readonly links: Readonly<Record<string, string>>
  readonly expiresAt: number | null

  /** Last position the host confirmed. The truth is asked for by HEAD; this one catches a host that forgets. */
  readonly acceptedBytes: number
  /** Bytes put on the network so far, over all attempts. */
  readonly bytesSent: number
  /** Tries in a row that moved nothing; sets how long the next wait is. */
  readonly tries: number
  readonly attempts: number
  readonly restarts: number

  readonly addedAt: number
  readonly startedAt: number | null
  readonly settledAt: number | null
}

export function sameIdentity(one: FileIdentity, other: FileIdentity): boolean {
  return (
    one.sizeBytes === other.sizeBytes && one.mtimeNs === other.mtimeNs && one.inode === other.inode && one.device === other.device
  )
}
