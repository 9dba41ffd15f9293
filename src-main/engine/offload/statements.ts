/** @file The entries of hash lists for one file. */
import type { Failure } from '../../contract/errors.ts'
import type { ListedHash } from '../../contract/hash-list.ts'

/** An entry of a list that is about the file. */
export interface Statement {
  /** Path of the list. */
  readonly list: string
  readonly hashes: readonly ListedHash[]
  /** Hashes in formats that are not supported, or that are malformed, as they are written. */
  readonly unusable: readonly string[]
}

export interface Listed {
  /** The newest list first. */
  readonly statements: readonly Statement[]
  /** Why entries may be missing: lists that cannot be read, or entries that do not match. */
  readonly problems: readonly Failure[]
}

export const NOTHING_LISTED: Listed = { statements: [], problems: [] }
