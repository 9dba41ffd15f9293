/** @file Decides the result of a file that was read again, by its receipts and hash lists. Pure. */
import { type Failure, failure } from '../../contract/errors/errors.ts'
import type { HashFormat } from '../../contract/proof/hashes.ts'
import type { Offload } from '../../contract/proof/offload.ts'
import { isClockChange } from '../../engine/files/same-file.ts'
import type { SentContent } from '../../engine/ports/list-writer.ts'
import type { VerifiedFile } from '../../engine/ports/verifier.ts'

/** The file as it was read. */
interface ReadFile {
  readonly sizeBytes: number
  readonly mtimeNs: string
  readonly values: ReadonlyMap<HashFormat, string>
}

type ReceiptVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'same'; readonly receipt: SentContent }
  | { readonly kind: 'other'; readonly receipt: SentContent; readonly actual: string }
  /** The receipt is of another file or version that had this path, so it proves nothing. */
  | { readonly kind: 'doubt'; readonly failure: Failure }

/**
 * The newest receipt of this path, size and date decides. If there is none, the newest receipt of the path can only confirm the file,
 * because another card may be mounted where an earlier one was. Receipts of other paths can only confirm it, too.
 *
 * @param sent receipts of its path, the newest first
 * @param alike receipts of other paths
 */
export function receiptVerdict(
  path: string,
  file: ReadFile,
  { sent, alike }: { readonly sent: readonly SentContent[]; readonly alike: readonly SentContent[] },
): ReceiptVerdict {
  const actual = file.values.get('sha256') ?? ''
  const isSame = ({ sha256 }: SentContent): boolean => sha256.toLowerCase() === actual
  const [newest] = sent
  if (!newest) {
    const receipt = alike.find(isSame)
    return receipt ? { kind: 'same', receipt } : { kind: 'none' }
  }
  const own = sent.find((one) => isOfFile(one, file))
  const receipt = own ?? newest
  if (isSame(receipt)) return { kind: 'same', receipt }
  return own
    ? { kind: 'other', receipt, actual }
    : { kind: 'doubt', failure: failure('receipt.otherFile', { path, receipt: receipt.id }) }
}

function isOfFile({ sizeBytes, mtimeNs }: SentContent, file: ReadFile): boolean {
  return sizeBytes === file.sizeBytes && (mtimeNs === file.mtimeNs || isClockChange(mtimeNs, file.mtimeNs))
}

/** A difference takes precedence over any agreement. */
export function verdictFrom(path: string, byLists: Offload | null, byReceipts: ReceiptVerdict): VerifiedFile {
  const note = byLists === null || byLists.result === 'differs' ? null : byLists.note
  const doubt = byReceipts.kind === 'doubt' ? byReceipts.failure : null
  if (byReceipts.kind === 'other') {
    const { receipt, actual } = byReceipts
    const difference = { format: 'sha256', expected: receipt.sha256, actual } as const
    return { path, result: 'differs', by: { kind: 'receipt', id: receipt.id }, difference, failure: note }
  }
  if (byLists?.result === 'differs') {
    const { list, format, value: expected, found: actual } = byLists
    const difference = { format, expected, actual }
    return { path, result: 'differs', by: { kind: 'list', path: list, format }, difference, failure: null }
  }
  // At least one list has another hash, even if the receipt has this one.
  if (note?.code === 'list.disagree') return { path, result: 'unreadable', by: null, difference: null, failure: note }
  if (byReceipts.kind === 'same') {
    return { path, result: 'verified', by: { kind: 'receipt', id: byReceipts.receipt.id }, difference: null, failure: note }
  }
  if (byLists?.result === 'matches') {
    const { list, format } = byLists
    return { path, result: 'verified', by: { kind: 'list', path: list, format }, difference: null, failure: note ?? doubt }
  }
  // A list that cannot be read may name the file.
  const result = note === null ? 'not listed' : 'unreadable'
  return { path, result, by: null, difference: null, failure: note ?? doubt }
}
