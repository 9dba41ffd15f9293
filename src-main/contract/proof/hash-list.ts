/**
 * @file Lists of hashes that tools write beside what they copied: ASC MHL 2.0 and MHL 1.1, in one form. Pure.
 */
import type { ListedFormat } from './hashes.ts'

/** `ascmhl2` is a generation in an `ascmhl` folder, or a single manifest; `mhl1` is one file `*.mhl`. */
export type HashListKind = 'ascmhl2' | 'mhl1'

/** What was done when a hash was listed: computed for the first time, found again, or found to differ. */
export const HASH_ACTIONS = ['original', 'verified', 'failed'] as const
export type HashAction = (typeof HASH_ACTIONS)[number]

export interface ListedHash {
  readonly format: ListedFormat
  /** As `hashValue` of `hashes.ts` writes it. */
  readonly value: string
  /** `null` where the list does not say it, as in every MHL 1.1. */
  readonly action: HashAction | null
}

/** One file. */
export interface ListEntry {
  /** Relative to the folder of the list (that around `ascmhl`), with `/`; never leads out of it. */
  readonly path: string
  readonly sizeBytes: number | null
  /** Epoch milliseconds. */
  readonly modifiedAt: number | null
  /** Empty where the list has none that is known here. */
  readonly hashes: readonly ListedHash[]
  /** What is written as a hash and cannot be used: a format that is not known here, or no value of its format. */
  readonly unusable: readonly string[]
  /** The path by which earlier generations know the file. */
  readonly previousPath: string | null
}

/** A list, apart from its entries. */
export interface HashListHead {
  readonly kind: HashListKind
  /** Of the list itself. */
  readonly path: string
  /** Epoch milliseconds; `null` where it is not a date. */
  readonly createdAt: number | null
  /** Name and version of the program that wrote it. */
  readonly tool: string | null
  /** Of its bytes; chain files name lists by it. */
  readonly c4: string
  /** Lists of folders below that it refers to, by path and C4. */
  readonly references: readonly { readonly path: string; readonly c4: string }[]
  /** Patterns of what it leaves out. */
  readonly ignores: readonly string[]
  /** Paths of entries that lead out of its folder, as written; such entries are left out. At most ten are kept. */
  readonly outside: { readonly count: number; readonly first: readonly string[] }
}

export interface HashList extends HashListHead {
  readonly entries: readonly ListEntry[]
}

/** The chain file of an `ascmhl` folder: its generations, in their order. */
export interface Chain {
  readonly path: string
  readonly generations: readonly {
    readonly number: number
    /** Name of the list in the same folder. */
    readonly name: string
    readonly c4: string
  }[]
}

export const CHAIN_NAME = 'ascmhl_chain.xml'
export const ASCMHL_FOLDER = 'ascmhl'

/**
 * The path of an entry with `/` alone and without `.`; `null` for one that leads out of the folder of its list: absolute,
 * with a drive letter, or with `..`.
 */
export function entryPath(written: string): string | null {
  const slashed = written.replaceAll('\\', '/')
  if (slashed.startsWith('/') || /^[a-zA-Z]:/.test(slashed)) return null
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.')
  return parts.length === 0 || parts.includes('..') ? null : parts.join('/')
}
