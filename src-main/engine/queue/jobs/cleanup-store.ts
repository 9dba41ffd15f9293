/** @file Pending deletions at hosts in the journal. */

/** A pending deletion: a video, an unfinished upload, or both, that nobody needs any more. */
export interface Cleanup {
  readonly id: string
  readonly uploadUrl: string | null
  readonly remoteId: string | null
  /** What the provider noted about the video. */
  readonly remote: Readonly<Record<string, string>>
  readonly title: string
  readonly sentAt: number
  readonly accountId: string
  readonly uploadId: string
  readonly attempts: number
  readonly dueAt: number
}

/** Deletions to leave out for now. */
export interface CleanupExcept {
  readonly exceptAccounts: readonly string[]
  readonly exceptUploads: readonly string[]
}

export interface CleanupStore {
  /** Stores a deletion; replaces the one with the same id. */
  add(cleanup: Cleanup): void
  /** Deletions that are due, the longest due first. */
  due(now: number, limit: number, except?: CleanupExcept): readonly Cleanup[]
  nextDueAt(except?: CleanupExcept): number | null
  remove(id: string): void
}
