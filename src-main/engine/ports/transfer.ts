/** @file Sending one file with tus. */
import type { Failure } from '../../contract/errors.ts'
import type { FileSource } from '../files/open-files.ts'
import type { ChunkBounds } from '../providers/chunk-bounds.ts'
import type { HttpAnswer, HttpTimeouts, Sender } from './http.ts'

/** How a host is spoken to on behalf of an account. */
export interface TusAccess {
  /** Sign-in headers for an address, or none where the address is not trusted with them. */
  readonly credentials: (url: URL) => Promise<Readonly<Record<string, string>>>
  /** Name of the account, for error texts. */
  readonly accountName: string
  readonly timeouts: HttpTimeouts
}

/** Where and how one upload is sent; made by its provider for each attempt. */
export interface TusTarget extends TusAccess {
  /** Creation addresses. The next is tried when one cannot be reached or has a problem of its own. */
  readonly endpoints: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
  /** Bytes per PATCH to begin with; `null` sends the whole rest of the file in one. */
  readonly chunkBytes: number | null
  /** How far that may move; `null` where the host takes any size. */
  readonly chunks: ChunkBounds | null
  /** Sent with the creation only, such as `Upload-Creator`. */
  readonly creationHeaders?: Readonly<Record<string, string>>
  /** Whether bytes may be sent to an address that the host named; without it any that is protected as well. */
  readonly mayUpload?: (url: URL) => boolean
  /** The id of the video in the answer to the creation. */
  readonly remoteIdIn?: (headers: Readonly<Record<string, string>>) => string | null
  /**
   * What an answer means at this host, where that differs from tus; `null` leaves it to the rules of tus. Asked for
   * answers that are no success only.
   */
  readonly explain?: (answer: HttpAnswer, asked: TusAsked) => Failure | null
  /** Do not ask the creation address what it offers; for hosts that are known and do not answer OPTIONS. */
  readonly skipCapabilities?: boolean
  /** What of it must not be shown, besides headers that sign in: a token that the host gave out for this attempt. */
  readonly secrets?: readonly string[]
}

/** What an answer was to. */
export type TusAsked = 'create' | 'resume' | 'send' | 'delete' | 'probe'

/** An upload that a host has made. */
export interface RemoteUpload {
  readonly uploadUrl: string
  readonly remoteId: string | null
  /** When the host drops it unless it is finished, epoch ms. */
  readonly expiresAt: number | null
}

export interface TransferJob {
  readonly source: FileSource
  readonly sender: Sender
  readonly target: TusTarget
  /** Resume here, and nowhere else; `null` makes a new remote upload. */
  readonly uploadUrl: string | null
  /** What the host confirmed before; a lower answer is a named failure. */
  readonly acceptedBytes: number
  /** What the last attempt sent beyond that. If the host kept none of it, it is sent in chunks from now on. */
  readonly unconfirmedBytes: number
  readonly signal: AbortSignal
  /** Must store the address durably before it returns: bytes follow at once. */
  readonly onCreated: (remote: RemoteUpload) => void
  /** The host answered with a valid position and bytes follow. `learnedChunkBytes`: this host needs requests of that size. */
  readonly onSending: (start: {
    readonly offset: number
    readonly expiresAt: number | null
    readonly learnedChunkBytes: number | null
  }) => void
  /** The way to the host needs requests of this size from now on. */
  readonly onLearned?: (chunkBytes: number) => void
  /** The host confirmed a position. */
  readonly onAccepted: (offset: number) => void
  /** Bytes handed to the network since that position. */
  readonly onInFlight: (bytes: number) => void
}

export type TransferOutcome =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'aborted' }

export type TerminationOutcome = 'deleted' | 'gone' | 'unsupported'

/** Moves the bytes of one upload. Knows tus, nothing of the queue. */
export interface Transfer {
  send(job: TransferJob): Promise<TransferOutcome>
  /** Deletes an unfinished upload at the host. @throws FailureError when the host could not be asked */
  terminate(uploadUrl: string, access: TusAccess, signal: AbortSignal): Promise<TerminationOutcome>
  /** Asks a creation address what it offers. @throws FailureError when it does not say, or cannot be reached */
  probe(endpoint: string, access: TusAccess, signal: AbortSignal): Promise<TusCapabilities>
}

export interface TusCapabilities {
  readonly extensions: readonly string[]
  /** What the server can check a request by, such as `sha256`; none without the extension `checksum`. */
  readonly checksums: readonly string[]
  readonly maxSizeBytes: number | null
}
