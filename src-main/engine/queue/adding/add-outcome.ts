/** @file Collects the outcome of adding files or links. */
import type { AddOutcome, PathProblem } from '../../../contract/queue/outcomes.ts'
import type { CandidateResult } from './enqueue.ts'

export interface PendingOutcome {
  readonly batchId: string
  readonly added: string[]
  readonly resumed: string[]
  readonly skipped: AddOutcome['skipped'][number][]
  readonly rejected: PathProblem[]
  readonly leftOut: PathProblem[]
  readonly warnings: PathProblem[]
  ignored: number
}

export const emptyOutcome = (batchId: string): PendingOutcome => ({
  batchId,
  added: [],
  resumed: [],
  skipped: [],
  rejected: [],
  leftOut: [],
  warnings: [],
  ignored: 0,
})

/** Adds the result for one file or link. What this batch has added before is reported as added again. */
export function noteResult(outcome: PendingOutcome, path: string, result: CandidateResult): void {
  if (result.kind === 'sent') {
    const { id, accountName, finishedAt } = result.receipt
    outcome.skipped.push({ path, account: accountName, receiptId: id, finishedAt })
    return
  }
  const list = isAdded(result, outcome.batchId) ? outcome.added : outcome.resumed
  list.push(result.upload.id)
}

/** Whether an upload was added by this batch, now or before. */
export function isAdded(result: CandidateResult, batchId: string): boolean {
  return result.kind === 'new' || (result.kind === 'of batch' && result.upload.batchId === batchId)
}
