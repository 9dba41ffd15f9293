/** @file The entries of hash lists that match one file. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { ListedHash } from '../../contract/proof/hash-list.ts'

/** An entry of a list for the file. */
export interface MatchedEntry {
  /** Path of the list. */
  readonly list: string
  readonly hashes: readonly ListedHash[]
  /** Hashes in formats that are not supported, or that are malformed, as they are written. */
  readonly unusable: readonly string[]
}

export interface MatchedEntries {
  /** Those of the newest list first. */
  readonly entries: readonly MatchedEntry[]
  /** Why entries may be missing: lists that cannot be read, or entries that do not match. */
  readonly problems: readonly Failure[]
}

export const NO_ENTRIES: MatchedEntries = { entries: [], problems: [] }
