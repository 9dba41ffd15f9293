/**
 * @file The one function that adds to the queue, for files, links and watched files. In one transaction it recognises what the journal
 * has already and adds the rest at the end of the queue: nothing is queued twice, and a call adds all or nothing.
 */
import type { Receipt } from '../../../contract/queue/upload.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Clock } from '../../ports.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import { createUploadIds } from '../upload-id.ts'
import { newUpload } from './new-upload.ts'

/** Fields that all uploads of a call have in common. */
type BatchFields = Pick<Upload, 'kind' | 'batchId' | 'priority'>

/** Fields that all uploads of a call to one account have in common. */
export type TargetFields = Pick<Upload, 'accountId' | 'metadata' | 'options' | 'chunkBytes'>

/** How the candidates of a call are recognised and added. All of these run within the transaction. */
interface EnqueueSteps<T> {
  /** The upload that this batch has added or resumed before for a candidate: it is not changed. */
  readonly uploadInBatch: (candidate: T) => Upload | null
  /** The unfinished upload of a candidate. */
  readonly openUpload: (candidate: T) => Upload | null
  /** Resumes that upload; `null` leaves it as it is. */
  readonly resume: ((open: Upload, candidate: T) => void) | null
  readonly receipt: (candidate: T) => Receipt | null
  /** Whether to add a candidate although it has a receipt, unless that is of this batch. */
  readonly isAgain: (candidate: T) => boolean
  /** Called for each candidate, first for those that are not new. */
  readonly report: (result: CandidateResult, candidate: T) => void
  /** @param index among the new candidates, from 0 */
  readonly rowOf: (
    candidate: T,
    index: number,
  ) => Pick<Upload, 'path' | 'name' | 'sealedUrl' | 'identity' | 'location' | 'title' | 'titleTemplate'> & TargetFields
}

export type CandidateResult =
  | { readonly kind: 'of batch' | 'open' | 'new'; readonly upload: Upload }
  | { readonly kind: 'sent'; readonly receipt: Receipt }

export type Enqueueing = ReturnType<typeof createEnqueueing>

interface Deps {
  readonly journal: Pick<Journal, 'uploads' | 'transaction'>
  readonly records: Pick<Records, 'insert' | 'amend'>
  readonly clock: Pick<Clock, 'now'>
  readonly sessionId: string
  readonly pump: () => void
}

export function createEnqueueing({ journal, records, clock, sessionId, pump }: Deps) {
  let newId: ((now: number) => string) | null = null

  /** Ascends from the highest id in the journal, even where the clock was set back. */
  function nextId(now: number): string {
    newId ??= createUploadIds(journal.uploads.lastId())
    return newId(now)
  }

  function enqueue<T>(batch: BatchFields, candidates: readonly T[], steps: EnqueueSteps<T>): void {
    /** `null` for a new candidate. */
    function recognise(candidate: T): CandidateResult | null {
      const earlier = steps.uploadInBatch(candidate)
      if (earlier) return { kind: 'of batch', upload: earlier }
      const open = steps.openUpload(candidate)
      if (open) {
        if (steps.resume) {
          steps.resume(open, candidate)
          journal.uploads.linkToBatch(batch.batchId, open.id)
        }
        return { kind: 'open', upload: open }
      }
      const receipt = steps.receipt(candidate)
      // What this batch itself has sent is never added again, even where its row was removed since.
      return receipt && (!steps.isAgain(candidate) || receipt.batchId === batch.batchId) ? { kind: 'sent', receipt } : null
    }

    if (candidates.length > 0) journal.transaction(addAll)
    // Also without candidates: uploads of earlier calls may have been assigned to this session.
    pump()

    function addAll(): void {
      const fresh: T[] = []
      for (const candidate of candidates) {
        const result = recognise(candidate)
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
     * The upload of a file, or of a link with its `inode`, that a batch has added or resumed before. It is assigned to this session.
     */
    uploadInBatch(batchId: string | undefined, path: string, accountId: string, inode?: string): Upload | null {
      const upload = batchId === undefined ? null : journal.uploads.findInBatch(batchId, path, accountId, inode)
      if (upload) records.amend(upload.id, { sessionId })
      return upload
    },
  }
}
