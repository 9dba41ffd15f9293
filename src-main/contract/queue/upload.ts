/** @file The public view of an upload: its states and its row. */
import type { Failure } from '../errors/errors.ts'
import type { MediaFacts } from '../media.ts'
import type { Offload } from '../proof/offload.ts'
import type { Proof, Reported } from '../proof/proof.ts'
import type { Links, Processing } from '../video.ts'

export const UPLOAD_STATES = [
  'queued',
  'preparing',
  'uploading',
  'verifying',
  'processing',
  'done',
  'waiting',
  'needs-attention',
  'paused',
  'failed',
  'cancelled',
] as const
export type UploadState = (typeof UPLOAD_STATES)[number]

/** The chips above the queue. Every state belongs to one group. */
export const STATE_GROUPS = ['active', 'waiting', 'attention', 'finished'] as const
export type StateGroup = (typeof STATE_GROUPS)[number]

const groups: Readonly<Record<UploadState, StateGroup>> = {
  queued: 'waiting',
  preparing: 'active',
  uploading: 'active',
  verifying: 'active',
  processing: 'active',
  done: 'finished',
  waiting: 'waiting',
  'needs-attention': 'attention',
  paused: 'waiting',
  failed: 'attention',
  cancelled: 'finished',
}

export function groupOf(state: UploadState): StateGroup {
  return groups[state]
}

/** States that only a person can leave. */
export const SETTLED: ReadonlySet<UploadState> = new Set(['done', 'needs-attention', 'paused', 'failed', 'cancelled'])

/** States that hold one of the transfer slots. */
export const RUNNING: ReadonlySet<UploadState> = new Set(['preparing', 'uploading', 'verifying'])

export const WAITING_REASONS = ['offline', 'backoff', 'host-busy', 'file-growing', 'schedule', 'asleep', 'volume'] as const
export type WaitingReason = (typeof WAITING_REASONS)[number]

/** `until` of a wait without an end: the largest date. */
export const NO_END = 8_640_000_000_000_000

/** Why an upload waits, until when (epoch ms), and what led to it. */
export interface Waiting {
  readonly reason: WaitingReason
  readonly until: number
  readonly failure: Failure
}

export const PRIORITIES = [-1, 0, 1] as const
export type Priority = (typeof PRIORITIES)[number]

/** `upload` sends a file; `import` lets the provider copy from a link by itself. */
export const UPLOAD_KINDS = ['upload', 'import'] as const
export type UploadKind = (typeof UPLOAD_KINDS)[number]

/** One row of the queue. Times are epoch milliseconds, sizes bytes. */
export interface UploadView {
  readonly id: string
  readonly kind: UploadKind
  readonly batchId: string
  /** The file, or the link without its secrets. */
  readonly path: string
  readonly name: string
  readonly title: string | null
  readonly options: Readonly<Record<string, string>>
  readonly accountId: string
  readonly accountName: string
  readonly provider: string
  readonly priority: Priority
  readonly state: UploadState
  readonly waiting: Waiting | null
  readonly failure: Failure | null
  /** Media facts of the file; `null` until it was read, and for copies from links. */
  readonly media: MediaFacts | null
  readonly sizeBytes: number
  /** What the provider has confirmed. */
  readonly acceptedBytes: number
  /** Given to the network since, not yet confirmed. */
  readonly inFlightBytes: number
  /** Read so far of a file that is read again before anything is decided about it; `null` while it is not. */
  readonly readBytes: number | null
  readonly bytesPerSecond: number | null
  readonly secondsLeft: number | null
  /**
   * How long what is left would take if it went on now, with limits and schedule: by the speed of earlier uploads of the account
   * (`measured`), else by a cautious guess. `null` where no deadline is known, nothing is left, or nothing may be sent at all.
   */
  readonly expected: { readonly seconds: number; readonly measured: boolean } | null
  /** `null` before there is one, and where the address itself is a key. */
  readonly uploadUrl: string | null
  readonly remoteId: string | null
  readonly links: Links
  /** Processing at the provider; `null` before the upload is verified and for providers that do not process. */
  readonly processing: Processing | null
  /** How the file compares with the hashes made at offload; `null` before every byte was read, and where no list has it. */
  readonly offload: Offload | null
  /** When the provider will drop the unfinished upload, if it announces that. */
  readonly expiresAt: number | null
  readonly attempts: number
  readonly restarts: number
  readonly addedAt: number
  readonly settledAt: number | null
  /** The id of its thumbnail, whether or not there is one; `null` for copies from links. */
  readonly thumbnail: string | null
}

/** One line of an upload's history, newest last. `bytes` is the offset at that time. */
export interface HistoryEntry {
  /** The last time, if the line stands for several. */
  readonly at: number
  /** How often it happened and when first; absent for a single event. */
  readonly times?: number
  readonly firstAt?: number
  readonly event: string
  readonly state: UploadState
  readonly bytes: number | null
  readonly failure: Failure | null
}

export interface UploadDetails {
  readonly upload: UploadView
  readonly history: readonly HistoryEntry[]
  readonly receipt: Receipt | null
}

/** Proof of one finished upload; outlives the row. */
export interface Receipt {
  readonly id: string
  readonly uploadId: string
  readonly path: string
  readonly name: string
  readonly sizeBytes: number
  /** Modification time of the file that was sent, in nanoseconds since 1970, as decimal text. */
  readonly mtimeNs: string
  readonly accountId: string
  readonly accountName: string
  readonly provider: string
  readonly uploadUrl: string
  readonly remoteId: string | null
  /** SHA-256 of every byte of the file, hex; `null` for copies from links and for receipts of older versions. */
  readonly sha256: string | null
  readonly batchId: string
  readonly startedAt: number
  readonly finishedAt: number
  readonly attempts: number
  readonly restarts: number
  /** Bytes put on the network over all attempts; at least the size. */
  readonly bytesSent: number
  /** Of the file itself, where it could be read. */
  readonly durationSeconds: number | null
  /** Media facts of the file; `null` where it was not read, for copies from links, and for receipts of older versions. */
  readonly media: MediaFacts | null
  /** The last report of the host; `null` where it reports nothing. */
  readonly reported: Reported | null
  /** What was proved; grows while the host processes. */
  readonly proof: readonly Proof[]
  /** How the file compares with the hashes made at offload; `null` where no list has it. */
  readonly offload: Offload | null
}

/** Bytes that had to be sent more than once. */
export function resentBytesOf({ bytesSent, sizeBytes }: Pick<Receipt, 'bytesSent' | 'sizeBytes'>): number {
  return Math.max(0, bytesSent - sizeBytes)
}

/** Figures for the whole queue. */
export interface QueueSummary {
  readonly counts: Readonly<Record<UploadState, number>>
  /** Bytes of all uploads that go on by themselves, how many of those are confirmed, and how many are in flight. */
  readonly openBytes: number
  readonly openAcceptedBytes: number
  readonly openInFlightBytes: number
  readonly bytesPerSecond: number
  /** For running and queued uploads; the end of other waits is unknown. */
  readonly secondsLeft: number | null
  /** The limit for all uploads together at this moment; 0 sends nothing, `null` is no limit. */
  readonly limitBytesPerSecond: number | null
  /** Set while the journal cannot be written: every transfer is stopped. */
  readonly halted: Failure | null
}
