/** @file Totals of receipts. Pure. */
import { textOf } from '../i18n/phrase.ts'
import { type Receipt, resentBytesOf } from '../queue/upload.ts'
import { differencesFrom } from './proof.ts'

export interface ReceiptTotals {
  readonly receipts: number
  readonly sizeBytes: number
  readonly resentBytes: number
  /** Epoch milliseconds of the first start and the last end; `null` without receipts. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly accounts: readonly string[]
  /** Receipts of which the host reports something otherwise than it was sent. */
  readonly differing: number
  /** Receipts of files that were sent though they differ from the hash made at offload. */
  readonly notAsOffloaded: number
}

export const NO_RECEIPTS: ReceiptTotals = {
  receipts: 0,
  sizeBytes: 0,
  resentBytes: 0,
  startedAt: null,
  finishedAt: null,
  accounts: [],
  differing: 0,
  notAsOffloaded: 0,
}

/** The totals with one receipt more. */
export function withReceipt(totals: ReceiptTotals, receipt: Receipt): ReceiptTotals {
  const { accounts } = totals
  return {
    receipts: totals.receipts + 1,
    sizeBytes: totals.sizeBytes + receipt.sizeBytes,
    resentBytes: totals.resentBytes + resentBytesOf(receipt),
    startedAt: Math.min(totals.startedAt ?? receipt.startedAt, receipt.startedAt),
    finishedAt: Math.max(totals.finishedAt ?? receipt.finishedAt, receipt.finishedAt),
    accounts: accounts.includes(receipt.accountName) ? accounts : [...accounts, receipt.accountName],
    differing: totals.differing + (differencesOf(receipt).length > 0 ? 1 : 0),
    notAsOffloaded: totals.notAsOffloaded + (receipt.offload?.result === 'differs' ? 1 : 0),
  }
}

/** A text, in the current language, for each thing that the host reports otherwise than it was sent. */
export function differencesOf(receipt: Receipt): readonly string[] {
  return receipt.reported ? differencesFrom(receipt, receipt.reported).map(textOf) : []
}
