/** @file Compares the hashes of a file with those of hash lists. Pure. */
import { type Failure, failure } from '../../contract/errors.ts'
import type { ListedHash } from '../../contract/hash-list.ts'
import { FASTEST_FIRST, FORMAT_NAMES, type ListedFormat } from '../../contract/hashes.ts'
import type { Offload } from '../../contract/offload.ts'
import type { Listed, Statement } from './statements.ts'

/** Hashes of a file by format. */
export type FileHashes = Partial<Readonly<Record<ListedFormat, string>>>

/** The formats that have to be computed: one for each list, and as few as possible in all. */
export function neededFormats({ statements }: Listed): readonly ListedFormat[] {
  const needed = new Set<ListedFormat>()
  for (const statement of statements) {
    const formats = new Set(comparable(statement).map(({ format }) => format))
    if ([...needed].some((format) => formats.has(format))) continue
    const fastest = FASTEST_FIRST.find((format) => formats.has(format))
    if (fastest) needed.add(fastest)
  }
  return [...needed]
}

/**
 * - Lists that all have the hash of the file match; the newest is named.
 * - Lists that all have another differ.
 * - Lists of which some have it and some have another disagree, which is no proof and stops nothing. So does one list that has two
 *   hashes of one format.
 *
 * @param path of the file, for texts
 * @param hashes in all of `neededFormats`
 * @returns `null` where no list has an entry for it
 */
export function verdictOf(path: string, { statements, problems }: Listed, hashes: FileHashes): Offload | null {
  const compared = statements.flatMap((statement) =>
    comparable(statement).flatMap(({ format, value }) => {
      const found = hashes[format]
      return found === undefined ? [] : [{ list: statement.list, format, value, found }]
    }),
  )
  const same = compared.find(({ value, found }) => value === found)
  const other = compared.find(({ value, found }) => value !== found)
  if (same && other) return { result: 'unclear', note: disagreement(path, same, other) }
  const [note = null] = [...problems, ...doubts(path, statements)]
  if (same) return { result: 'matches', list: same.list, format: same.format, value: same.value, note }
  if (other) {
    const { list, format, value, found } = other
    return { result: 'differs', list, format, value, found, acceptedAt: null }
  }
  return note && { result: 'unclear', note }
}

/** A hash that failed when the list was made is not the one that the file should have. */
function comparable({ hashes }: Statement): readonly ListedHash[] {
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

function doubts(path: string, statements: readonly Statement[]): readonly Failure[] {
  return statements.flatMap(({ list, hashes, unusable }) => {
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
