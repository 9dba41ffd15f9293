/** @file Turns the elements of one file in ASC MHL 2.0 and MHL 1.x into an entry. Pure. */
import { entryPath, HASH_ACTIONS, type HashAction, type ListEntry, type ListedHash } from '../../contract/proof/hash-list.ts'
import { hashValue, isListedFormat, reversedBytes } from '../../contract/proof/hashes.ts'

/** An entry while its elements are read. */
export interface EntryDraft {
  /** Its path as written. */
  written: string
  sizeBytes: number | null
  modifiedAt: number | null
  hashes: ListedHash[]
  unusable: string[]
  /** MHL 1.x declares that it has no hash of this file (element `null`). */
  hasNoHash: boolean
  previousPath: string | null
}

/** Several times the number of formats: a list with more hashes of one file is refused. */
export const MAX_HASHES = 32
/** Most characters of a path, as operating systems limit it. */
export const MAX_PATH_CHARACTERS = 4096

export function newEntry(): EntryDraft {
  return { written: '', sizeBytes: null, modifiedAt: null, hashes: [], unusable: [], hasNoHash: false, previousPath: null }
}

/** `null` if its path leads out of the folder of the list. */
export function finishedEntry(draft: EntryDraft): ListEntry | null {
  const path = entryPath(draft.written)
  if (path === null) return null
  const { sizeBytes, modifiedAt, hashes, previousPath } = draft
  return {
    path: detached(path),
    sizeBytes,
    modifiedAt,
    hashes,
    unusable: draft.hasNoHash ? [] : draft.unusable,
    previousPath: previousPath === null ? null : detachedOrNull(entryPath(previousPath)),
  }
}

/** Adds a hash to `hashes`, or to `unusable` if its format or value is not known. @param name of its element */
export function addHash(entry: EntryDraft, name: string, text: string, action: string | undefined): void {
  const hash = usable(name, text)
  if (hash) entry.hashes.push({ ...hash, value: detached(hash.value), action: actionOf(action) })
  else entry.unusable.push(detached(`${name.slice(0, 40)} ${text.trim().slice(0, 100)}`.trim()))
}

/**
 * MHL 1.1 has names of its own: `xxhash64be` is the usual spelling of XXH64, `xxhash64` has its bytes reversed. `xxhash` (32 bits) is
 * not supported.
 */
function usable(name: string, text: string): Omit<ListedHash, 'action'> | null {
  const format = name === 'xxhash64be' || name === 'xxhash64' ? 'xxh64' : name
  if (!isListedFormat(format)) return null
  const value = hashValue(format, text)
  if (value === null) return null
  return { format, value: name === 'xxhash64' ? reversedBytes(value) : value }
}

/** A copy: in V8 a slice keeps the whole string alive that it was cut from. */
export function detached(text: string): string {
  return Buffer.from(text).toString()
}

function detachedOrNull(text: string | null): string | null {
  return text === null ? null : detached(text)
}

function actionOf(text: string | undefined): HashAction | null {
  return HASH_ACTIONS.find((action) => action === text) ?? null
}

/** A size in bytes; `null` if the text is not one. */
export function sizeOf(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? ''
  const size = /^\d{1,16}$/.test(trimmed) ? Number(trimmed) : Number.NaN
  return Number.isSafeInteger(size) ? size : null
}

/** `xs:dateTime` as epoch milliseconds; `null` if the text is not one. */
export function momentOf(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? ''
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/.test(trimmed) ? Date.parse(trimmed) : Number.NaN
  return Number.isNaN(at) ? null : at
}
