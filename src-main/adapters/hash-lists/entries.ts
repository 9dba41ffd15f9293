/** @file What elements of ASC MHL 2.0 and MHL 1.x say of one file. Pure. */

import { entryPath, HASH_ACTIONS, type HashAction, type ListEntry, type ListedHash } from '../../contract/hash-list.ts'
import { hashValue, isListedFormat, reversedBytes } from '../../contract/hashes.ts'

/** What is gathered of an entry while it is read. */
export interface EntryDraft {
  written: string
  sizeBytes: number | null
  modifiedAt: number | null
  hashes: ListedHash[]
  unusable: string[]
  /** MHL 1.x says that it has no hash of this file (`null`). */
  isWithout: boolean
  previousPath: string | null
}

/** More hashes of one file than there are formats, several times over, are no list. */
export const MOST_HASHES = 32
/** Characters of a path: what systems take at most. */
export const LONGEST_PATH = 4096

export function newEntry(): EntryDraft {
  return { written: '', sizeBytes: null, modifiedAt: null, hashes: [], unusable: [], isWithout: false, previousPath: null }
}

/** `null` for one whose path leads out of the folder of the list. */
export function finishedEntry(draft: EntryDraft): ListEntry | null {
  const path = entryPath(draft.written)
  if (path === null) return null
  const { sizeBytes, modifiedAt, hashes, previousPath } = draft
  return {
    path: own(path),
    sizeBytes,
    modifiedAt,
    hashes,
    unusable: draft.isWithout ? [] : draft.unusable,
    previousPath: previousPath === null ? null : ownOrNull(entryPath(previousPath)),
  }
}

/** Adds a hash, or that it cannot be used. @param name of its element */
export function addHash(entry: EntryDraft, name: string, text: string, action: string | undefined): void {
  const hash = usable(name, text)
  if (hash) entry.hashes.push({ ...hash, value: own(hash.value), action: actionOf(action) })
  else entry.unusable.push(own(`${name.slice(0, 40)} ${text.trim().slice(0, 100)}`.trim()))
}

/**
 * MHL 1.1 has names of its own: `xxhash64be` is written as everywhere, `xxhash64` with its bytes reversed; `xxhash`, the one
 * with 32 bits, is not known here.
 */
function usable(name: string, text: string): Omit<ListedHash, 'action'> | null {
  const format = name === 'xxhash64be' || name === 'xxhash64' ? 'xxh64' : name
  if (!isListedFormat(format)) return null
  const value = hashValue(format, text)
  if (value === null) return null
  return { format, value: name === 'xxhash64' ? reversedBytes(value) : value }
}

/** A copy: a part of a string would keep the whole text from which it was cut. */
export function own(text: string): string {
  return Buffer.from(text).toString()
}

function ownOrNull(text: string | null): string | null {
  return text === null ? null : own(text)
}

function actionOf(text: string | undefined): HashAction | null {
  return HASH_ACTIONS.find((action) => action === text) ?? null
}

/** A size in bytes; `null` for no such number. */
export function sizeOf(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? ''
  const size = /^\d{1,16}$/.test(trimmed) ? Number(trimmed) : Number.NaN
  return Number.isSafeInteger(size) ? size : null
}

/** `xs:dateTime` as epoch milliseconds; `null` for no date. */
export function momentOf(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? ''
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/.test(trimmed) ? Date.parse(trimmed) : Number.NaN
  return Number.isNaN(at) ? null : at
}
