/** @file What is to be deleted at hosts, as the journal keeps it. */

/** What nobody needs any more at a host, to be deleted there: a video, an unfinished upload, or both in one. */
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
  readonly tries: number
  readonly dueAt: number
}

/** What is not to be touched for the moment. */
export interface CleanupExcept {
  readonly exceptAccounts: readonly string[]
  readonly exceptUploads: readonly string[]
}

export interface CleanupStore {
  /** Stores a deletion, in place of the one with the same id. */
  add(cleanup: Cleanup): void
  /** What is due, the longest due first. */
  due(now: number, limit: number, except?: CleanupExcept): readonly Cleanup[]
  nextDueAt(except?: CleanupExcept): number | null
  remove(id: string): void
}
