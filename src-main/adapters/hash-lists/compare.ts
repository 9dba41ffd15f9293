/** @file What the hashes of a file mean: for its entry in a list, and for people. Pure. */
import type { ListedHash } from '../../contract/hash-list.ts'
import type { HashFormat, ListedFormat } from '../../contract/hashes.ts'
import type { Listed } from '../../engine/offload/statements.ts'
import { neededFormats, verdictOf } from '../../engine/offload/verdict.ts'
import type { ListedFile, SentContent } from '../../engine/ports/list-writer.ts'
import type { KnownHashes } from './history.ts'
import type { WrittenHash } from './list-xml.ts'

/**
 * The formats in which a file is hashed: the wanted one, one that its lists have, so that the new hash is known to be of the same
 * content, and one of each other list that has none of these. SHA-256 where there is a receipt.
 */
export function formatsFor(
  wanted: ListedFormat,
  known: KnownHashes | null,
  listed: Listed,
  hasReceipt: boolean,
): readonly HashFormat[] {
  const compared = comparedFormat(wanted, known)
  const own = known === null ? [] : [wanted, ...(compared === null ? [] : [compared])]
  const others = listed.statements.filter(({ hashes }) => !comparable(hashes).some(({ format }) => own.includes(format)))
  const needed = neededFormats({ ...listed, statements: others })
  return [...new Set([wanted, ...own, ...needed, ...(hasReceipt ? (['sha256'] as const) : [])])]
}

/** Of what a list of this folder has: the wanted format, or its first one. */
function comparedFormat(wanted: ListedFormat, known: KnownHashes | null): ListedFormat | null {
  return known?.has(wanted) ? wanted : ([...(known?.keys() ?? [])][0] ?? null)
}

export interface Verdict extends Pick<ListedFile, 'result' | 'difference' | 'failure'> {
  /** What is written into the list; nothing for a file that must not be listed. */
  readonly hashes: readonly WrittenHash[]
  readonly receipt: SentContent | null
}

export interface Evidence {
  readonly wanted: ListedFormat
  /** Of the file, in all of `formatsFor`. */
  readonly values: ReadonlyMap<HashFormat, string>
  readonly known: KnownHashes | null
  /** What all lists say that are found for it, those of its folder among them. */
  readonly listed: Listed
  /** What its receipts say, the newest first. */
  readonly sent: readonly SentContent[]
}

export function verdictOn(path: string, evidence: Evidence): Verdict {
  const { values, sent } = evidence
  const receipt = sent.find(({ sha256 }) => sha256.toLowerCase() === values.get('sha256')) ?? null
  const byLists = { ...byAllLists(evidence), failure: noteOn(path, evidence) }
  const [newest] = sent
  if (receipt !== null || newest === undefined || byLists.result === 'failed') return { ...byLists, receipt }
  const difference = { format: 'sha256', expected: newest.sha256, actual: values.get('sha256') ?? '' } as const
  // What was sent is not this content: it is listed only where a list of before has it.
  const isKnown = byLists.hashes.some(({ action }) => action === 'verified')
  return { ...byLists, result: 'differs', difference, hashes: isKnown ? byLists.hashes : [], receipt }
}

/** Lists that disagree, that cannot be read, or that say that the file was wrong. */
function noteOn(path: string, { listed, values }: Evidence): Verdict['failure'] {
  const offload = verdictOf(path, listed, Object.fromEntries(values))
  return offload === null || offload.result === 'differs' ? null : offload.note
}

type ByLists = Pick<Verdict, 'result' | 'difference' | 'hashes'>

/** A difference to any list is one, whatever the others say; it is listed as such only where the list is of the same folder. */
function byAllLists(evidence: Evidence): ByLists {
  const own = evidence.known === null ? null : byOwnLists(evidence)
  if (own?.result === 'failed') return own
  const difference = differenceIn(evidence)
  if (difference !== null) return { result: 'failed', difference, hashes: [] }
  return own ?? byOtherLists(evidence)
}

function differenceIn({ listed, values }: Evidence): Verdict['difference'] {
  for (const { format, value: expected } of listed.statements.flatMap(({ hashes }) => comparable(hashes))) {
    const actual = values.get(format)
    if (actual !== undefined && actual !== expected) return { format, expected, actual }
  }
  return null
}

/** What was found to differ when a list was made says nothing of how the file should be. */
function comparable(hashes: readonly ListedHash[]): readonly ListedHash[] {
  return hashes.filter(({ action }) => action !== 'failed')
}

/** What differs is listed as such, as the format wants it. */
function byOwnLists({ wanted, values, known }: Evidence): ByLists {
  const compared = comparedFormat(wanted, known)
  const expected = compared === null ? undefined : known?.get(compared)
  const action = compared === null ? 'original' : 'verified'
  const written = (format: ListedFormat, how: WrittenHash['action']): WrittenHash => ({
    format,
    value: values.get(format) ?? '',
    action: how,
  })
  if (compared !== null && expected !== undefined && expected !== values.get(compared)) {
    const failed = written(compared, 'failed')
    return { result: 'failed', difference: { format: compared, expected, actual: failed.value }, hashes: [failed] }
  }
  const formats = new Set(compared === null ? [wanted] : [compared, wanted])
  return { result: action, difference: null, hashes: [...formats].map((format) => written(format, action)) }
}

/** Here it is listed for the first time, whatever other lists say: only lists of the same folder make a hash a verified one. */
function byOtherLists({ wanted, values, listed }: Evidence): ByLists {
  const [statement] = listed.statements.filter(({ hashes }) => comparable(hashes).some(({ format }) => values.has(format)))
  const same = comparable(statement?.hashes ?? []).find(({ format }) => values.has(format))
  const formats = new Set([...(same ? [same.format] : []), wanted])
  return {
    result: same ? 'verified' : 'original',
    difference: null,
    hashes: [...formats].map((format) => ({ format, value: values.get(format) ?? '', action: 'original' })),
  }
}
