/** @file What hash lists say of one file. */
import type { Failure } from '../../contract/errors.ts'
import type { ListedHash } from '../../contract/hash-list.ts'

/** An entry of a list that is about the file. */
export interface Statement {
  /** Path of the list. */
  readonly list: string
  readonly hashes: readonly ListedHash[]
  /** What is written as a hash and cannot be used here. */
  readonly unusable: readonly string[]
}

export interface Listed {
  /** The newest list first. */
  readonly statements: readonly Statement[]
  /** Why lists may say more than is known: what cannot be read, or does not fit. */
  readonly problems: readonly Failure[]
}

export const NOTHING_LISTED: Listed = { statements: [], problems: [] }
