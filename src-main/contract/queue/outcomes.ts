/** @file Results of calls on the queue. */
import type { ErrorCode, Failure } from '../errors/errors.ts'
import type { GroupedLines } from './queue-groups.ts'
import type { QueueSummary, UploadView } from './upload.ts'

/** A problem of one path or link. */
export interface PathProblem {
  readonly path: string
  readonly failure: Failure
  /** Name of the account that it is about; absent where it is about all. */
  readonly account?: string
}

export interface AddOutcome {
  readonly batchId: string
  /** New uploads, in queue order. */
  readonly added: readonly string[]
  /** Unfinished uploads of the same file, which go on. */
  readonly resumed: readonly string[]
  /** Files that were sent to this account before, unchanged since. */
  readonly skipped: readonly {
    readonly path: string
    /** Its name. */
    readonly account: string
    readonly receiptId: string
    readonly finishedAt: number
  }[]
  /** Paths that cannot be sent, each with its own reason. */
  readonly rejected: readonly PathProblem[]
  /** Links to files that are sent from their own path anyway, and the data folder of Reelay. */
  readonly leftOut: readonly PathProblem[]
  /** Added, with something that should be known before they are sent. */
  readonly warnings: readonly PathProblem[]
  /** Files left out because the system made them, such as `.DS_Store`. */
  readonly ignored: number
}

/** The outcome of an attempt that failed before there was an upload. */
export const NOTHING_ADDED: AddOutcome = {
  batchId: '',
  added: [],
  resumed: [],
  skipped: [],
  rejected: [],
  leftOut: [],
  warnings: [],
  ignored: 0,
}

export interface ImportItem {
  readonly url: string
  readonly title: string | null
}

/** Links read from a pasted text or a file. */
export interface ImportList {
  readonly items: readonly ImportItem[]
  /** Lines that are no usable link, without passwords, and why. */
  readonly problems: readonly { readonly line: string; readonly failure: Failure }[]
}

export interface PathsPart {
  readonly rows: readonly { readonly id: string; readonly path: string }[]
  /** `null` after the last. */
  readonly next: string | null
}

export interface BulkOutcome {
  readonly changed: number
  readonly refused: number
  /** The first refusals, to say why. */
  readonly refusals: readonly { readonly id: string; readonly failure: Failure }[]
}

/** The deletions at providers of one command; each upload counts once. */
export interface Deletions {
  /** Deleted, or gone already. */
  readonly deleted: number
  /** The provider cannot delete it. */
  readonly kept: number
  /** Given up: a person has to check there. */
  readonly undeleted: number
  /** Pending: retried automatically. */
  readonly open: number
  /** Why the first of those that are not deleted are not. */
  readonly problems: readonly { readonly id: string; readonly failure: Failure }[]
}

export interface EndingOutcome extends BulkOutcome {
  /** `null` when the call did not wait. */
  readonly deletions: Deletions | null
}

export interface QueuePage {
  /** Grows with every change of the queue; a delta with a lower one is older than this page. */
  readonly revision: number
  readonly total: number
  readonly offset: number
  readonly rows: readonly UploadView[]
  readonly summary: QueueSummary
  /** `null` unless groups were asked for. Then the offset counts lines, and so does the limit. */
  readonly grouped: GroupedLines | null
}

/** Why clips need a person: one line for all that stopped of an account for the same reason. */
export interface QueueCause {
  readonly code: ErrorCode
  readonly accountId: string
  readonly clips: number
  readonly sizeBytes: number
  readonly acceptedBytes: number
  /** One of them, which stands for all. */
  readonly example: UploadView
}

/** A drive that clips of the queue are on. */
export interface QueueDrive {
  /** The id of its file system. */
  readonly id: string
  /** Its name while it is mounted; `null` while it is away. */
  readonly name: string | null
}
