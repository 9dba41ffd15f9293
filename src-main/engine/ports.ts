/** @file What the engine needs from the world. Adapters and hosts make these real; tests pass simple ones. */
import type { Failure } from '../contract/errors.ts'
import type { FolderListing } from '../contract/files.ts'
import type { Output } from '../contract/requests.ts'
import type { Receipt } from '../contract/upload.ts'
import type { FileIdentity } from './files/identity.ts'
import type { FileSource, MediaFacts, WalkedPath } from './files/open-files.ts'
import type { FileClues, KnownFile, KnownReceipt } from './files/same-file.ts'
import type { ChunkBounds } from './providers/chunk-bounds.ts'
import type { BulkStore, RemovedStore, TaskStore } from './queue/bulk-store.ts'
import type { CleanupStore } from './queue/cleanup-store.ts'
import type { SentPrefix } from './queue/upload.ts'
import type { UploadStore } from './queue/upload-store.ts'
import type { ClearText } from './secrets/ports.ts'
import type { BatchStore, WatchedFileStore } from './watch/ports.ts'

export type { UploadStore } from './queue/upload-store.ts'

export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Runs once after a delay; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void
  /** Notices at once, not in a moment, that the wall clock was set: asked before times are compared with it. */
  look(): void
  /** Lets everything else run first: long work calls it between slices. */
  turn(): Promise<void>
}

export interface Log {
  debug(message: () => string): void
  info(message: string): void
  warn(message: string): void
  error(message: string, cause?: unknown): void
  child(area: string): Log
}

export interface Files {
  /** @throws FailureError `file.missing`, `file.unreadable`, `file.locked` or `file.notRegular`; `system.*` */
  identify(path: string): Promise<FileIdentity>
  /** The one path that leads there without links, spelled as the drive spells it. @throws FailureError `file.*` */
  realPath(path: string): Promise<string>
  /** The files behind a path in natural order: itself, or all below a folder. Never throws; problems are entries. */
  walk(path: string, signal?: AbortSignal): AsyncIterable<WalkedPath>
  /**
   * @param sent what an earlier attempt sent of it: should the file hold something else, reading ends with `file.changed`
   * @throws FailureError `file.*`
   */
  open(path: string, identity: FileIdentity, sent?: SentPrefix | null): Promise<FileSource>
  /** What cannot be read is `null`. @throws FailureError `system.*` only */
  media(path: string): Promise<MediaFacts>
  list(path: string | undefined, signal: AbortSignal): Promise<FolderListing>
}

/** Bytes of a request, read when the network can take them. */
export interface HttpBody {
  readonly sizeBytes: number
  /** Fills the target from a position within this body; returns how many bytes were read. */
  read(target: Uint8Array, position: number): Promise<number>
}

export interface HttpTimeouts {
  /** Until the connection, with TLS, stands. */
  readonly connectMs: number
  /** Longest time in which no byte of the body moves. */
  readonly stallMs: number
  /** From the last byte of the request to the answer. */
  readonly answerMs: number
}

/** A body that is in memory, such as JSON. */
export function bodyOf(text: string): HttpBody {
  const bytes = new TextEncoder().encode(text)
  return {
    sizeBytes: bytes.length,
    async read(target, position) {
      const part = bytes.subarray(position, position + target.length)
      target.set(part)
      return part.length
    },
  }
}

/** Whose bytes a call sends: the speed limits are shared among uploads, and accounts may have one of their own. */
export interface Sender {
  readonly uploadId: string
  readonly accountId: string
}

export interface HttpCall {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: HttpBody
  /** The body counts against the speed limits; without it the call is as fast as it can be. */
  readonly sender?: Sender
  readonly signal: AbortSignal
  readonly timeouts: HttpTimeouts
  /** How much of the answer's body is kept; 64 KiB unless said. */
  readonly mostBytes?: number
  /**
   * Whether the head of an answer says everything: its body is not waited for then, and of the body of any other answer no
   * more than comes within a few seconds, however it ends.
   */
  readonly isHeadEnough?: (answer: Pick<HttpAnswer, 'status' | 'headers'>) => boolean
  /** Bytes of the body that the operating system has taken, in total. */
  readonly onSent?: (bytes: number) => void
  /**
   * Headers that only trusted hosts may see. Asked again for every address that the call goes to, redirects included.
   */
  readonly credentials?: (url: URL) => Promise<Readonly<Record<string, string>>>
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Lines of `Set-Cookie`, which are not among the headers. */
  readonly cookies?: readonly string[]
  /** At most `mostBytes` of it. */
  readonly body: string
  /** Where the answer came from, after redirects. */
  readonly url: string
}

export interface Http {
  /** @throws FailureError `network.*`; an answer of any status is returned. */
  call(call: HttpCall): Promise<HttpAnswer>
}

/** The way to hosts, apart from what is said to them. */
export interface Network {
  /** Whether a connection to the host of an address can be made. Never throws. */
  reaches(address: string): Promise<boolean>
  /** Tells that this machine is in another network than before; answers a function that ends it. */
  onChange(listener: () => void): () => void
  /** Breaks every connection, idle or busy: after sleep they are dead more often than not. */
  dropConnections(): void
}

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

export interface ReceiptStore {
  insert(receipt: Receipt, file: Pick<KnownFile, 'identity' | 'place'>): void
  /** The newest of the very link that an inode stands for. */
  ofLink(path: string, accountId: string, inode: string): Receipt | null
  /** Of files of this size that may be a file: by path, place or inode; newest first. */
  alike(file: FileClues, accountId: string): readonly KnownReceipt[]
  ofUpload(uploadId: string): Receipt | null
  /** Newest first. */
  list(since: number, offset: number, limit: number, batchId?: string): Output<'receipts.list'>
}

/** Live streams that were made here; everything else about them is asked for at their host. */
export interface LiveStore {
  add(entry: LiveEntry): void
  list(): readonly LiveEntry[]
  remove(accountId: string, id: string): void
}

export interface LiveEntry {
  readonly accountId: string
  readonly id: string
  readonly title: string
  readonly createdAt: number
}

/** The wall clock was set: what it shows now, by how much it moved, and the longest time that anything ever waits. */
export interface ClockMove {
  readonly now: number
  /** 0 looks for waits that cannot be meant, as an earlier process with another clock may have left them. */
  readonly byMs: number
  readonly longestMs: number
}

/** How far a sweep of what is old has come. */
export interface AgeMark {
  readonly kind: number
  readonly at: number
  readonly line: number
}

/**
 * Looks through at most so many rows that are older than a time, and deletes what is of no use any more: history between the
 * first and the newest line of an upload, settled batches of which nothing is left, batches that were asked for twice.
 *
 * @param mark where the last slice ended; `null` begins
 * @returns where the next slice begins; `null` when nothing is left
 */
export type AgedStore = (before: number, mark: AgeMark | null, limit: number) => AgeMark | null

/** Everything durable about uploads. Calls throw a `FailureError` `store.*` when the disk refuses. */
export interface Journal {
  readonly uploads: UploadStore
  readonly bulk: BulkStore
  readonly removed: RemovedStore
  readonly tasks: TaskStore
  readonly receipts: ReceiptStore
  readonly cleanups: CleanupStore
  readonly live: LiveStore
  readonly watched: WatchedFileStore
  readonly batches: BatchStore
  readonly clearText: ClearText
  /** Keeps waits as long as they were meant to be. */
  moveWaits(move: ClockMove): void
  readonly deleteOld: AgedStore
  transaction<T>(work: () => T): T
  /**
   * Runs something once what is being stored is stored for good, or at once outside of a transaction; never when it is taken
   * back. In the order in which it was asked for.
   */
  afterCommit(work: () => void): void
  /** Tells of every call that the disk refused, besides throwing. */
  onFailure(listener: (problem: Failure) => void): void
  /** Throws unless the journal can be written at this moment. */
  probe(): void
  close(): void
}

/** One settings file. */
export interface SettingsFile<T> {
  read(): T
  write(value: T): void
}

/** A file that holds one JSON value, written as a whole; made by the host. */
export interface JsonStore {
  readonly path: string
  /** `undefined` when there is no file. Throws when its content is not JSON. */
  read(): unknown
  write(value: object): void
}

/** How a host turns secrets into ciphertext. */
export interface Cipher {
  /** Stored beside the ciphertext, so that what another cipher wrote is recognised. */
  readonly scheme: string
  availability(): Promise<{ readonly available: boolean; readonly reason: string | null }>
  encrypt(plain: string): Promise<string>
  /**
   * Throws when the text was written with another key. `isOld`: a newer or better key is there, with which it is to be
   * stored again.
   */
  decrypt(encrypted: string): Promise<{ readonly plain: string; readonly isOld: boolean }>
}

/** Secret values by name; only ciphertext reaches the disk. */
export interface Secrets {
  availability(): Promise<{ readonly available: boolean; readonly reason: string | null }>
  /** @throws FailureError `account.noSecureStorage` */
  set(name: string, value: string): Promise<void>
  /** `null` when nothing is stored. @throws FailureError `account.secretUnreadable` or `account.keyUnusable` */
  get(name: string): Promise<string | null>
  has(name: string): boolean
  names(): readonly string[]
  delete(name: string): Promise<void>
}
