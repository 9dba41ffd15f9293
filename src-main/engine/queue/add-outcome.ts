/** @file The outcome of adding files or links, while it is being gathered. */
import type { Failure } from '../../contract/errors.ts'
import type { EnqueuedOne } from './enqueue.ts'

export interface Gathering {
  readonly batchId: string
  readonly added: string[]
  readonly resumed: string[]
  readonly skipped: { path: string; receiptId: string; finishedAt: number }[]
  readonly rejected: { path: string; failure: Failure }[]
  readonly leftOut: { path: string; failure: Failure }[]
  readonly warnings: { path: string; failure: Failure }[]
  ignored: number
}

export const emptyOutcome = (batchId: string): Gathering => ({
  batchId,
  added: [],
  resumed: [],
  skipped: [],
  rejected: [],
  leftOut: [],
  warnings: [],
  ignored: 0,
})

/** Notes what became of one file or link. What this batch has added before is reported as it was then. */
export function noteResult(outcome: Gathering, path: string, result: EnqueuedOne): void {
  if (result.kind === 'sent') {
    const { id, finishedAt } = result.receipt
    outcome.skipped.push({ path, receiptId: id, finishedAt })
    return
  }
  const { id, batchId } = result.upload
  const isAdded = result.kind === 'new' || (result.kind === 'of batch' && batchId === outcome.batchId)
  const list = isAdded ? outcome.added : outcome.resumed
  list.push(id)
}
