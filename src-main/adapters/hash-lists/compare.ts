/** @file What the hashes of a file mean: for its entry in a list, and for people. Pure. */
import type { HashFormat, ListedFormat } from '../../contract/hashes.ts'
import type { Listed } from '../../engine/offload/statements.ts'
import { neededFormats, verdictOf } from '../../engine/offload/verdict.ts'
import type { ListedFile, SentContent } from '../../engine/ports/list-writer.ts'
import type { KnownHashes } from './history.ts'
import type { WrittenHash } from './list-xml.ts'

/**
 * The formats in which a file is hashed: the wanted one, and one that its lists have, so that the new hash is known to be of the same
 * content. SHA-256 where there is a receipt.
 */
export function formatsFor(
  wanted: ListedFormat,
  known: KnownHashes | null,
  listed: Listed,
  hasReceipt: boolean,
): readonly HashFormat[] {
  const compared = comparedFormat(wanted, known)
  return [...new Set([wanted, ...(compared ? [compared] : neededFormats(listed)), ...(hasReceipt ? (['sha256'] as const) : [])])]
}

/** Of what a list of this folder has: the wanted format, or its first one. */
function comparedFormat(wanted: ListedFormat, known: KnownHashes | null): ListedFormat | null {
  return known?.has(wanted) ? wanted : ([...(known?.keys() ?? [])][0] ?? null)
}

export interface Verdict extends Pick<ListedFile, 'result' | 'difference'> {
  /** What is written into the list; nothing for a file that must not be listed. */
  readonly hashes: readonly WrittenHash[]
  readonly receipt: SentContent | null
}

export interface Evidence {
  readonly wanted: ListedFormat
  /** Of the file, in all of `formatsFor`. */
  readonly values: ReadonlyMap<HashFormat, string>
  readonly known: KnownHashes | null
  /** What other lists say, where those of its folder do not have it. */
  readonly listed: Listed
  /** What its receipts say, the newest first. */
  readonly sent: readonly SentContent[]
}

export function verdictOn(path: string, evidence: Evidence): Verdict {
  const { values, sent } = evidence
  const receipt = sent.find(({ sha256 }) => sha256.toLowerCase() === values.get('sha256')) ?? null
  const byLists = evidence.known === null ? byOtherLists(path, evidence) : byOwnLists(evidence)
  const [newest] = sent
  if (receipt !== null || newest === undefined || byLists.result === 'failed') return { ...byLists, receipt }
  const difference = { format: 'sha256', expected: newest.sha256, actual: values.get('sha256') ?? '' } as const
  // What was sent is not this content: it is listed only where a list of before has it.
  const isKnown = byLists.hashes.some(({ action }) => action === 'verified')
  return { result: 'differs', difference, hashes: isKnown ? byLists.hashes : [], receipt }
}

type ByLists = Omit<Verdict, 'receipt'>

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
function byOtherLists(path: string, { wanted, values, listed }: Evidence): ByLists {
  const offload = verdictOf(path, listed, Object.fromEntries(values))
  if (offload?.result === 'differs') {
    const { format, value: expected, found: actual } = offload
    return { result: 'failed', difference: { format, expected, actual }, hashes: [] }
  }
  const compared = offload?.result === 'matches' ? [offload.format] : []
  const formats = new Set([...compared, wanted])
  return {
    result: offload?.result === 'matches' ? 'verified' : 'original',
    difference: null,
    hashes: [...formats].map((format) => ({ format, value: values.get(format) ?? '', action: 'original' })),
  }
}
