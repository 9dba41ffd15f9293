/** @file What adding files would do, before any is added. */
import type { AccountRoom } from '../account.ts'
import type { Failure } from '../errors/errors.ts'
import type { MediaFacts } from '../media.ts'
import type { PathProblem } from './outcomes.ts'

/** How many clips are listed one by one; the totals include all. */
export const MAX_PREVIEWED_CLIPS = 200

/**
 * Why a clip is not simply added at an account.
 *
 * - `queued`: an unfinished upload of it is in the queue and goes on.
 * - `sent`: it was sent there, at `sentAt`; it is sent again only on request.
 * - `unsure`: a similar file was sent there; its content is compared when it is added.
 * - `refused`: the account does not take it, and `failure` says why; it is left out there.
 */
export type PreviewConflict =
  | { readonly accountId: string; readonly kind: 'queued' }
  | { readonly accountId: string; readonly kind: 'unsure' }
  | { readonly accountId: string; readonly kind: 'sent'; readonly sentAt: number }
  | { readonly accountId: string; readonly kind: 'refused'; readonly failure: Failure }

export interface PreviewedClip {
  /** Stands for the id of an upload in the calls about thumbnails. */
  readonly id: string
  readonly thumbnail: string
  readonly path: string
  readonly name: string
  readonly sizeBytes: number
  readonly modifiedAt: number
  /** Media facts of the file; `null` until it was read. */
  readonly media: MediaFacts | null
  /** It is still being written, and is sent once it is stable. */
  readonly growing: boolean
  /** Another file of the selection has the same name. */
  readonly hasNamesake: boolean
  /** Why it cannot be read now. */
  readonly failure: Failure | null
  /** In the order of the accounts; without those at which it is new. */
  readonly conflicts: readonly PreviewConflict[]
}

export interface PreviewedAccount {
  readonly accountId: string
  /** Why its options cannot be used: then nothing is added to any account. */
  readonly failure: Failure | null
  /** Uploads that would be added, their bytes, and the duration of those where it is known. */
  readonly uploads: number
  readonly bytes: number
  readonly durationSeconds: number
  readonly counts: Readonly<Record<PreviewConflict['kind'], number>>
  /** The first that it does not take. */
  readonly refusals: readonly PathProblem[]
  /** The free space that its host reported last, and when (ms since 1970), if these uploads need more; otherwise `null`. */
  readonly lacks: (AccountRoom & { readonly at: number }) | null
}

export interface AddPreview {
  /** Whether every file was found; a walk that takes too long ends. */
  readonly complete: boolean
  readonly clips: number
  readonly bytes: number
  /** Number of clips that are added to at least one account. */
  readonly going: number
  /** Of all clips together; `null` unless it is known of each. */
  readonly durationSeconds: number | null
  /** The first ones, in the order in which they would be added. */
  readonly shown: readonly PreviewedClip[]
  /** How many of those were not read in time; a repeated call reads more of them. */
  readonly unread: number
  /** Clips whose name another one has, too. */
  readonly namesakes: number
  readonly accounts: readonly PreviewedAccount[]
  /** Estimated time to send all of it at the measured speed; `null` if nothing was measured yet. */
  readonly seconds: number | null
  /** The first paths that cannot be sent, and their number. */
  readonly problems: readonly PathProblem[]
  readonly problemCount: number
  /** Links to files that are sent anyway, and files that the system made. */
  readonly leftOut: number
}
