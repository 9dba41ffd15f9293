/** @file Undoes cancellations: brings cancelled uploads back to what they were, as it was kept when they were cancelled. */
import type { Journal } from '../ports/journal.ts'
import type { RowPosition } from './bulk-store.ts'
import type { Records } from './records.ts'
import type { BeforeCancel } from './transition.ts'
import type { Upload } from './upload.ts'

/** What became of a part of a cancellation. */
export interface Uncancelled {
  readonly restored: number
  /** As they were before: they stay what they are, and are to be dealt with. */
  readonly left: readonly Upload[]
  /** How many a later removal has, which can be undone: they come back from that first. */
  readonly waiting: number
  /** `null` after the last part. */
  readonly next: RowPosition | null
}

/**
 * Creates what brings back so many of the uploads of a cancellation. An upload that is not as it was cancelled any more, or whose
 * file was added again meanwhile, stays what it is. Call within a transaction.
 */
export function createUncancel({
  journal,
  records,
}: {
  journal: Pick<Journal, 'removed' | 'bulk'>
  records: Pick<Records, 'applyAll'>
}) {
  return (task: string, limit: number, from: RowPosition): Uncancelled => {
    const { rows: kept, next } = journal.removed.partFrom(task, from, limit)
    const ids = kept.map(({ id }) => id)
    const byId = (uploads: readonly Upload[]) => new Map(uploads.map((upload) => [upload.id, upload]))
    const current = byId(journal.bulk.byIds(ids))
    const taken = byId(journal.removed.byIds(ids))
    const again = journal.removed.addedAgain(task, ids)
    /** Those that become alike are stored together. */
    const alike = new Map<string, { readonly as: BeforeCancel; readonly uploads: Upload[] }>()
    const back: string[] = []
    const left: Upload[] = []
    for (const before of kept) {
      if (isAsCancelled(taken.get(before.id), before)) continue
      const upload = current.get(before.id)
      if (!isAsCancelled(upload, before) || again.has(before.id)) {
        left.push(before)
        continue
      }
      const { state, waiting, failure, settledAt, pollAt } = before
      const as = { state, waiting, failure, settledAt, pollAt }
      const key = JSON.stringify(as)
      const others = alike.get(key)
      if (others) others.uploads.push(upload)
      else alike.set(key, { as, uploads: [upload] })
      back.push(upload.id)
    }
    for (const { as, uploads } of alike.values()) records.applyAll(uploads, { type: 'uncancel', as })
    journal.removed.forget(task, back)
    return { restored: back.length, left, waiting: kept.length - back.length - left.length, next }
  }
}

/** What was sent again since, and cancelled once more, has another remote upload. */
function isAsCancelled(upload: Upload | undefined, before: Upload): upload is Upload {
  return upload?.state === 'cancelled' && upload.uploadUrl === before.uploadUrl && upload.remoteId === before.remoteId
}
