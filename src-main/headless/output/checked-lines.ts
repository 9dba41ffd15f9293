/** @file Results of files that were read again, for people and in JSON. */
import { messageOf } from '../../contract/errors/errors.ts'
import { FORMAT_NAMES } from '../../contract/proof/hashes.ts'
import { counted } from '../../contract/text/format.ts'
import type { ListedFile, ListedResult } from '../../engine/ports/list-writer.ts'
import type { VerifiedFile, VerifyResult } from '../../engine/ports/verifier.ts'
import { failureLine } from './failure-line.ts'

type Checked = ListedFile | VerifiedFile

/** Results after which a file is not as it should be. */
export const BAD_RESULTS: ReadonlySet<ListedResult | VerifyResult> = new Set(['failed', 'differs', 'missing'])
/** Results that leave open what a file is. */
export const OPEN_RESULTS: ReadonlySet<ListedResult | VerifyResult> = new Set(['unreadable'])

const RESULT_TEXTS: Readonly<Record<ListedResult | VerifyResult, string>> = {
  original: 'listed',
  verified: 'verified',
  failed: 'differs from its hash list',
  differs: 'differs',
  missing: 'missing',
  'not listed': 'not listed',
  unreadable: 'could not be checked',
}

/** One line for people. */
export function checkedText(file: Checked): string {
  const { path, result, difference, failure } = file
  const by = 'by' in file ? file.by : null
  const source = by === null ? '' : by.kind === 'receipt' ? ` receipt ${by.id}` : ` ${by.path}`
  const parts = [
    `${path}: ${RESULT_TEXTS[result]}`,
    result === 'differs' ? ` from${source === '' ? ' its receipt' : source}` : source === '' ? '' : `, by${source}`,
    difference ? `: ${FORMAT_NAMES[difference.format]} should be ${difference.expected} and is ${difference.actual}` : '',
    failure && result !== 'missing' ? `. ${messageOf(failure)}` : '',
  ]
  return parts.join('')
}

export function checkedLine(type: 'file' | 'listed', { failure, ...file }: Checked): object {
  return { type, ...file, failure: failureLine(failure) }
}

/** `12 files verified, 1 missing`. */
export function countsText(counts: ReadonlyMap<ListedResult | VerifyResult, number>): string {
  const [[first = 'verified', files = 0] = [], ...others] = [...counts]
  return [
    `${counted(files, 'file')} ${RESULT_TEXTS[first]}`,
    ...others.map(([result, count]) => `${count.toLocaleString('en')} ${RESULT_TEXTS[result]}`),
  ].join(', ')
}

/** Every result, with how many files have it. */
export function countResults(files: Iterable<Checked>): Map<ListedResult | VerifyResult, number> {
  const counts = new Map<ListedResult | VerifyResult, number>()
  for (const { result } of files) counts.set(result, (counts.get(result) ?? 0) + 1)
  return counts
}
