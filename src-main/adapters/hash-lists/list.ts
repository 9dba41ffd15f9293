/** @file Reads hash lists: ASC MHL 2.0 and MHL 1.x. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import type { HashList, HashListHead, ListEntry } from '../../contract/proof/hash-list.ts'
import { createListReader } from './list-reader.ts'
import { parseFile } from './parse-file.ts'
import { createXml } from './xml.ts'

/** Far more than the largest card needs. */
export const LIST_LIMITS = { bytes: 200_000_000, entries: 500_000 }

/**
 * Reads a list with all its entries.
 *
 * @throws FailureError `list.*`; `file.notAnswering` and `system.*`
 */
export async function readHashList(path: string, signal?: AbortSignal): Promise<HashList> {
  const entries: ListEntry[] = []
  const head = await readEntries(path, (entry) => void entries.push(entry), signal)
  return { ...head, entries }
}

/**
 * Reads a list, passes on each entry, and returns its head.
 *
 * @param onOutside for entries whose path leads out of the folder of the list
 * @throws FailureError as `readHashList`, after any number of entries
 */
export async function readEntries(
  path: string,
  onEntry: (entry: ListEntry) => void,
  signal?: AbortSignal,
  limits = LIST_LIMITS,
  onOutside: (written: string, sizeBytes: number | null) => void = () => {},
): Promise<HashListHead> {
  let count = 0
  function counted(): void {
    count += 1
    if (count > limits.entries)
      throw new FailureError(failure('list.tooLarge', { path, limit: phrase('{entries} files', { entries: limits.entries }) }))
  }
  const unknown = (found: DisplayText): FailureError => new FailureError(failure('list.unknown', { path, found }))
  const reader = createListReader({
    onEntry(entry) {
      counted()
      onEntry(entry)
    },
    onOutside(written, sizeBytes) {
      counted()
      onOutside(written, sizeBytes)
    },
    unknown,
    broken: (reason) => xml.broken(reason),
  })
  const xml = createXml(path, reader)
  const c4 = await parseFile(path, xml, limits.bytes, signal)
  const head = reader.head()
  if (head === null) throw unknown('empty')
  return { ...head, path, c4 }
}
