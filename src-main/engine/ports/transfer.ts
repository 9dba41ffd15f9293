/** @file Sending one file with tus. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { FileSource } from '../files/open-files.ts'
import type { ChunkBounds } from '../providers/chunk-bounds.ts'
import type { HttpAnswer, HttpTimeouts, Sender } from './http.ts'

/** How a server is called on behalf of an account. */
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
  /** Bounds for adapting it; `null` where the server takes any size. */
  readonly chunks: ChunkBounds | null
  /** Sent with the creation only, such as `Upload-Creator`. */
  readonly creationHeaders?: Readonly<Record<string, string>>
  /** Whether bytes may be sent to an address that the server named; by default any that is as protected as the endpoint. */
  readonly mayUpload?: (url: URL) => boolean
  /** The id of the video in the answer to the creation. */
  readonly remoteIdIn?: (headers: Readonly<Record<string, string>>) => string | null
  /**
   * What an answer of this server means, where that differs from tus; `null` applies the rules of tus. Called for
   * unsuccessful answers only.
   */
  readonly explain?: (answer: HttpAnswer, kind: TusRequestKind) => Failure | null
  /** When the server drops the upload, epoch ms, as its provider knows it: for answers that do not say it themselves. */
  readonly expiresAt?: number | null
  /** Send no OPTIONS to the creation address; for known servers that do not answer it. */
  readonly skipCapabilities?: boolean
  /** Secrets besides the sign-in headers, such as a token that the server issued for this attempt. */
  readonly secrets?: readonly string[]
}

/** What a tus request is for: POST, HEAD, PATCH, DELETE and OPTIONS. */
export type TusRequestKind = 'create' | 'resume' | 'send' | 'delete' | 'probe'

/** An upload that a server has created. */
export interface RemoteUpload {
  readonly uploadUrl: string
  readonly remoteId: string | null
  /** When the server drops it unless it is finished, epoch ms. */
  readonly expiresAt: number | null
}

export interface TransferJob {
  readonly source: FileSource
  readonly sender: Sender
  readonly target: TusTarget
  /** Resume here, and nowhere else; `null` makes a new remote upload. */
  readonly uploadUrl: string | null
  /** Offset that the server confirmed before; a lower one is a failure of its own. */
  readonly acceptedBytes: number
  /** What the last attempt sent beyond that. If the server kept none of it, chunks are used from now on. */
  readonly unconfirmedBytes: number
  readonly signal: AbortSignal
  /** Must store the address durably before it returns: bytes follow at once. */
  readonly onCreated: (remote: RemoteUpload) => void
  /** The server answered with a valid offset and bytes follow. `learnedChunkBytes`: this server needs requests of that size. */
  readonly onSending: (start: {
    readonly offset: number
    readonly expiresAt: number | null
    readonly learnedChunkBytes: number | null
  }) => void
  /** The route to the server needs requests of this size from now on. */
  readonly onLearned?: (chunkBytes: number) => void
  /** The server confirmed an offset. */
  readonly onAccepted: (offset: number) => void
  /** Bytes given to the network since that offset. */
  readonly onInFlight: (bytes: number) => void
}

export type TransferOutcome =
  /** `isChecked`: the server has verified a checksum of every byte. */
  | { readonly kind: 'complete'; readonly isChecked?: true }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'aborted' }

type TerminationOutcome = 'deleted' | 'gone' | 'unsupported'

/** Moves the bytes of one upload. Knows tus, nothing of the queue. */
export interface Transfer {
  send(job: TransferJob): Promise<TransferOutcome>
  /** Deletes an unfinished upload on the server. @throws FailureError when the server could not be called */
  terminate(uploadUrl: string, access: TusAccess, signal: AbortSignal): Promise<TerminationOutcome>
  /** Reads the capabilities of a creation address. @throws FailureError when it lists none, or cannot be reached */
  probe(endpoint: string, access: TusAccess, signal: AbortSignal): Promise<TusCapabilities>
}

export interface TusCapabilities {
  readonly extensions: readonly string[]
  /** Checksums that the server can verify a request with, such as `sha256`; none without the extension `checksum`. */
  readonly checksums: readonly string[]
  readonly maxSizeBytes: number | null
}
