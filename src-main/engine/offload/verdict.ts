/** @file Compares the hashes of a file with those of hash lists. Pure. */
import { type Failure, failure } from '../../contract/errors/errors.ts'
import type { ListedHash } from '../../contract/proof/hash-list.ts'
import { FASTEST_FIRST, FORMAT_NAMES, type ListedFormat } from '../../contract/proof/hashes.ts'
import type { Offload } from '../../contract/proof/offload.ts'
import type { MatchedEntries, MatchedEntry } from './matched-entries.ts'

/** Hashes of a file by format. */
export type FileHashes = Partial<Readonly<Record<ListedFormat, string>>>

/** The formats that have to be computed: one for each list, and as few as possible in all. */
export function neededFormats({ entries }: MatchedEntries): readonly ListedFormat[] {
  const needed = new Set<ListedFormat>()
  for (const entry of entries) {
    const formats = new Set(comparable(entry).map(({ format }) => format))
    if ([...needed].some((format) => formats.has(format))) continue
    const fastest = FASTEST_FIRST.find((format) => formats.has(format))
    if (fastest) needed.add(fastest)
  }
  return [...needed]
}

/**
 * - All lists have the hash of the file: it matches; the result names the newest.
 * - All lists have another hash: it differs.
 * - Some lists have it and some have another, or one list has two hashes of one format: the result is unclear, which proves nothing and
 *   stops nothing.
 *
 * @param path of the file, for texts
 * @param hashes in all of `neededFormats`
 * @returns `null` where no list has an entry for it
 */
export function verdictOf(path: string, { entries, problems }: MatchedEntries, hashes: FileHashes): Offload | null {
  const compared = entries.flatMap((entry) =>
    comparable(entry).flatMap(({ format, value }) => {
      const found = hashes[format]
      return found === undefined ? [] : [{ list: entry.list, format, value, found }]
    }),
  )
  const same = compared.find(({ value, found }) => value === found)
  const other = compared.find(({ value, found }) => value !== found)
  if (same && other) return { result: 'unclear', note: disagreement(path, same, other) }
  const [note = null] = [...problems, ...doubts(path, entries)]
  if (same) return { result: 'matches', list: same.list, format: same.format, value: same.value, note }
  if (other) {
    const { list, format, value, found } = other
    return { result: 'differs', list, format, value, found, acceptedAt: null }
  }
  return note && { result: 'unclear', note }
}

/** Without hashes whose check failed when the list was written: the file is not expected to have those. */
function comparable({ hashes }: MatchedEntry): readonly ListedHash[] {
  return hashes.filter(({ action }) => action !== 'failed')
}

interface Compared {
  readonly list: string
  readonly format: ListedFormat
  readonly value: string
}

function disagreement(path: string, same: Compared, other: Compared): Failure {
  return failure('list.disagree', {
    path,
    list: same.list,
    value: shown(same),
    other: other.list,
    otherValue: shown(other),
  })
}

function doubts(path: string, entries: readonly MatchedEntry[]): readonly Failure[] {
  return entries.flatMap(({ list, hashes, unusable }) => {
    const failed = hashes.find(({ action }) => action === 'failed')
    if (failed) return [failure('list.failed', { path, list, value: shown(failed) })]
    const twice = hashes.find(({ format, value }) => hashes.some((other) => other.format === format && other.value !== value))
    if (twice) return [failure('list.contradicts', { path, list, format: FORMAT_NAMES[twice.format] })]
    if (unusable.length === 0) return []
    const code = hashes.length > 0 ? 'list.unusableHash' : 'list.noHash'
    return [failure(code, { path, list, unusable: unusable.slice(0, 3).join(', ') })]
  })
}

function shown({ format, value }: Pick<ListedHash, 'format' | 'value'>): string {
  return `${FORMAT_NAMES[format]} ${value}`
}
