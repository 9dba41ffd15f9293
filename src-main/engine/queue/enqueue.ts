/**
 * @file The one function that adds to the queue, for files, links and watched files. In one transaction it finds out what the journal knows
 * already, and adds the rest at the end of the queue: nothing is queued twice, and it is all of a call or nothing of it.
 */
import type { Receipt } from '../../contract/upload.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import { newUpload } from './new-upload.ts'
import type { Records } from './records.ts'
import type { Upload } from './upload.ts'
import { createUploadIds } from './upload-id.ts'

/** What the uploads of one call have in common. */
export type EnqueueBatch = Pick<Upload, 'kind' | 'batchId' | 'priority'>

/** What the uploads of one call to one account have in common. */
export type TargetFields = Pick<Upload, 'accountId' | 'metadata' | 'options' | 'chunkBytes'>

export interface EnqueueSteps<T> {
  /** The upload of a candidate that this batch has added or taken up before: nothing is done to it. */
  readonly ofBatch: (candidate: T) => Upload | null
  /** The unfinished upload of a candidate. */
  readonly open: (candidate: T) => Upload | null
  /** What is done with that; `null` leaves it as it is. */
  readonly takeUp: ((open: Upload, candidate: T) => void) | null
  readonly receipt: (candidate: T) => Receipt | null
  /** Whether it is added although it has a receipt, unless that is of this batch. */
  readonly isAgain: (candidate: T) => boolean
  /** Called in the transaction for each candidate, first for those that are known. */
  readonly report: (result: CandidateResult, candidate: T) => void
  /** @param index among those that are new, from 0 */
  readonly rowOf: (
    candidate: T,
    index: number,
  ) => Pick<Upload, 'path' | 'name' | 'sealedUrl' | 'identity' | 'location' | 'title' | 'titleTemplate'> & TargetFields
}

export type CandidateResult =
  | { readonly kind: 'of batch' | 'open' | 'new'; readonly upload: Upload }
  | { readonly kind: 'sent'; readonly receipt: Receipt }

export type Enqueueing = ReturnType<typeof createEnqueueing>

export function createEnqueueing({
  journal,
  records,
  clock,
  sessionId,
  pump,
}: {
  journal: Pick<Journal, 'uploads' | 'transaction'>
  records: Pick<Records, 'insert' | 'amend'>
  clock: Pick<Clock, 'now'>
  sessionId: string
  pump: () => void
}) {
  let newId: ((now: number) => string) | null = null

  /** After all that are in the journal, whatever the clock says. */
  function nextId(now: number): string {
    newId ??= createUploadIds(journal.uploads.lastId())
    return newId(now)
  }

  function enqueue<T>(batch: EnqueueBatch, candidates: readonly T[], steps: EnqueueSteps<T>): void {
    function known(candidate: T): CandidateResult | null {
      const earlier = steps.ofBatch(candidate)
      if (earlier) return { kind: 'of batch', upload: earlier }
      const open = steps.open(candidate)
      if (open) {
        if (steps.takeUp) {
          steps.takeUp(open, candidate)
          journal.uploads.linkToBatch(batch.batchId, open.id)
        }
        return { kind: 'open', upload: open }
      }
      const receipt = steps.receipt(candidate)
      // What this very batch has sent is sent, even when its row was removed since.
      return receipt && (!steps.isAgain(candidate) || receipt.batchId === batch.batchId) ? { kind: 'sent', receipt } : null
    }

    if (candidates.length > 0) journal.transaction(take)
    // Also without any: what was known before may belong to this session now.
    pump()

    function take(): void {
      const fresh: T[] = []
      for (const candidate of candidates) {
        const result = known(candidate)
        if (result) steps.report(result, candidate)
        else fresh.push(candidate)
      }
      const rows = fresh.map((candidate, index) => {
        const addedAt = clock.now()
        return newUpload({ id: nextId(addedAt), ...batch, ...steps.rowOf(candidate, index), sessionId, addedAt })
      })
      const uploads = records.insert(rows)
      for (const [index, candidate] of fresh.entries()) {
        const upload = uploads[index]
        if (upload) steps.report({ kind: 'new', upload }, candidate)
      }
    }
  }

  return {
    enqueue,

    /**
     * The upload of a file, or of a link with its `inode`, that a batch has added or taken up before. From now on this session
     * has asked for it.
     */
    ofBatch(batchId: string | undefined, path: string, accountId: string, inode?: string): Upload | null {
      const upload = batchId === undefined ? null : journal.uploads.findInBatch(batchId, path, accountId, inode)
      if (upload) records.amend(upload.id, { sessionId })
      return upload
    },
  }
}
