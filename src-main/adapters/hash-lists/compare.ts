/** @file Compares the hashes of a file with lists and receipts: decides its entry in a new list, and its result. Pure. */
import type { ListedHash } from '../../contract/proof/hash-list.ts'
import type { HashFormat, ListedFormat } from '../../contract/proof/hashes.ts'
import type { MatchedEntries } from '../../engine/offload/matched-entries.ts'
import { neededFormats, verdictOf } from '../../engine/offload/verdict.ts'
import type { ListedFile, SentContent } from '../../engine/ports/list-writer.ts'
import type { KnownHashes } from './history.ts'
import type { WrittenHash } from './list-xml.ts'

/**
 * The formats in which a file is hashed: the wanted one; one that the lists of its folder have, so that the new hash is known to be of
 * the same content; one of each other list that has none of these; and SHA-256 where there is a receipt.
 */
export function formatsFor(
  wanted: ListedFormat,
  known: KnownHashes | null,
  listed: MatchedEntries,
  hasReceipt: boolean,
): readonly HashFormat[] {
  const compared = comparedFormat(wanted, known)
  const own = known === null ? [] : [wanted, ...(compared === null ? [] : [compared])]
  const others = listed.entries.filter(({ hashes }) => !comparable(hashes).some(({ format }) => own.includes(format)))
  const needed = neededFormats({ ...listed, entries: others })
  return [...new Set([wanted, ...own, ...needed, ...(hasReceipt ? (['sha256'] as const) : [])])]
}

/** The format in which the file is compared with the lists of its folder: the wanted one if they have it, else their first one. */
function comparedFormat(wanted: ListedFormat, known: KnownHashes | null): ListedFormat | null {
  return known?.has(wanted) ? wanted : ([...(known?.keys() ?? [])][0] ?? null)
}

export interface Verdict extends Pick<ListedFile, 'result' | 'difference' | 'failure'> {
  /** The hashes of its entry in the new list; empty for a file that must not be listed. */
  readonly hashes: readonly WrittenHash[]
  /** The newest receipt of the same content. */
  readonly receipt: SentContent | null
}

export interface Evidence {
  readonly wanted: ListedFormat
  /** Hashes of the file, in all formats of `formatsFor`. */
  readonly values: ReadonlyMap<HashFormat, string>
  /** Its hashes in the lists of its folder. */
  readonly known: KnownHashes | null
  /** Its entries in all lists, those of its folder among them. */
  readonly listed: MatchedEntries
  /** Its receipts, the newest first. */
  readonly sent: readonly SentContent[]
}

export function verdictOn(path: string, evidence: Evidence): Verdict {
  const { values, sent } = evidence
  const receipt = sent.find(({ sha256 }) => sha256.toLowerCase() === values.get('sha256')) ?? null
  const byLists = { ...byAllLists(evidence), failure: noteOn(path, evidence) }
  const [newest] = sent
  if (receipt !== null || newest === undefined || byLists.result === 'failed') return { ...byLists, receipt }
  const difference = { format: 'sha256', expected: newest.sha256, actual: values.get('sha256') ?? '' } as const
  // Other content was sent: this content is listed only if an earlier list has it.
  const isKnown = byLists.hashes.some(({ action }) => action === 'verified')
  return { ...byLists, result: 'differs', difference, hashes: isKnown ? byLists.hashes : [], receipt }
}

/** A failure to report beside the result: lists that disagree, that cannot be read, or that have the file as `failed`. */
function noteOn(path: string, { listed, values }: Evidence): Verdict['failure'] {
  const offload = verdictOf(path, listed, Object.fromEntries(values))
  return offload === null || offload.result === 'differs' ? null : offload.note
}

type ByLists = Pick<Verdict, 'result' | 'difference' | 'hashes'>

/** A difference from any list counts, even if others agree. It is listed as `failed` only if that list is of the same folder. */
function byAllLists(evidence: Evidence): ByLists {
  const own = evidence.known === null ? null : byOwnLists(evidence)
  if (own?.result === 'failed') return own
  const difference = differenceIn(evidence)
  if (difference !== null) return { result: 'failed', difference, hashes: [] }
  return own ?? byOtherLists(evidence)
}

function differenceIn({ listed, values }: Evidence): Verdict['difference'] {
  for (const { format, value: expected } of listed.entries.flatMap(({ hashes }) => comparable(hashes))) {
    const actual = values.get(format)
    if (actual !== undefined && actual !== expected) return { format, expected, actual }
  }
  return null
}

/** A hash that is listed as `failed` is not the hash that the file should have. */
function comparable(hashes: readonly ListedHash[]): readonly ListedHash[] {
  return hashes.filter(({ action }) => action !== 'failed')
}

/** A hash that differs is listed with the action `failed`, as ASC MHL requires. */
function byOwnLists({ wanted, values, known }: Evidence): ByLists {
  const compared = comparedFormat(wanted, known)
  const expected = compared === null ? undefined : known?.get(compared)
  const action = compared === null ? 'original' : 'verified'
  const written = (format: ListedFormat, ofHash: WrittenHash['action']): WrittenHash => ({
    format,
    value: values.get(format) ?? '',
    action: ofHash,
  })
  if (compared !== null && expected !== undefined && expected !== values.get(compared)) {
    const failed = written(compared, 'failed')
    return { result: 'failed', difference: { format: compared, expected, actual: failed.value }, hashes: [failed] }
  }
  const formats = new Set(compared === null ? [wanted] : [compared, wanted])
  return { result: action, difference: null, hashes: [...formats].map((format) => written(format, action)) }
}

/** Its entry is `original`, even if it was verified against other lists: in ASC MHL only lists of the same folder make it `verified`. */
function byOtherLists({ wanted, values, listed }: Evidence): ByLists {
  const [entry] = listed.entries.filter(({ hashes }) => comparable(hashes).some(({ format }) => values.has(format)))
  const same = comparable(entry?.hashes ?? []).find(({ format }) => values.has(format))
  const formats = new Set([...(same ? [same.format] : []), wanted])
  return {
    result: same ? 'verified' : 'original',
    difference: null,
    hashes: [...formats].map((format) => ({ format, value: values.get(format) ?? '', action: 'original' })),
  }
}
