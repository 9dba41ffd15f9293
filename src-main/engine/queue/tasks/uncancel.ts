/** @file Undoes cancellations: sets cancelled uploads back to the state that was copied when they were cancelled. */
import type { Journal } from '../../ports/journal.ts'
import type { Records } from '../records.ts'
import type { BeforeCancel } from '../transition.ts'
import type { Upload } from '../upload.ts'
import type { RowPosition } from './bulk-store.ts'

/** The result of undoing a part of a cancellation. */
export interface Uncancelled {
  readonly restored: number
  /** Copies of uploads that are not restored, because they were sent or added again meanwhile: the caller has to end them. */
  readonly left: readonly Upload[]
  /** How many uploads were removed later by a task that can still be undone: that removal has to be undone first. */
  readonly waiting: number
  /** `null` after the last part, which is empty. */
  readonly next: RowPosition | null
}

interface Deps {
  readonly journal: Pick<Journal, 'removed' | 'bulk'>
  readonly records: Pick<Records, 'applyAll'>
}

/**
 * Returns a function that restores up to `limit` uploads of a cancellation, from a position on; call it within a transaction. An upload
 * that has changed since it was cancelled, or whose file was added again, is left as it is.
 */
export function createUncancel({ journal, records }: Deps) {
  return (task: string, limit: number, from: RowPosition): Uncancelled => {
    const { rows: copies, next } = journal.removed.partFrom(task, from, limit)
    const ids = copies.map(({ id }) => id)
    const byId = (uploads: readonly Upload[]) => new Map(uploads.map((upload) => [upload.id, upload]))
    const current = byId(journal.bulk.byIds(ids))
    const removed = byId(journal.removed.byIds(ids))
    const addedAgain = journal.removed.addedAgain(task, ids)
    /** Uploads that get the same values are stored together. */
    const alike = new Map<string, { readonly as: BeforeCancel; readonly uploads: Upload[] }>()
    const restored: string[] = []
    const left: Upload[] = []
    for (const before of copies) {
      if (isAsCancelled(removed.get(before.id), before)) continue
      const upload = current.get(before.id)
      if (!isAsCancelled(upload, before) || addedAgain.has(before.id)) {
        left.push(before)
        continue
      }
      const { state, waiting, failure, settledAt, pollAt } = before
      const as = { state, waiting, failure, settledAt, pollAt }
      const key = JSON.stringify(as)
      const others = alike.get(key)
      if (others) others.uploads.push(upload)
      else alike.set(key, { as, uploads: [upload] })
      restored.push(upload.id)
    }
    for (const { as, uploads } of alike.values()) records.applyAll(uploads, { type: 'uncancel', as })
    journal.removed.forget(task, restored)
    return { restored: restored.length, left, waiting: copies.length - restored.length - left.length, next }
  }
}

/** Not one that was sent again and cancelled once more: that has another remote upload. */
function isAsCancelled(upload: Upload | undefined, before: Upload): upload is Upload {
  return upload?.state === 'cancelled' && upload.uploadUrl === before.uploadUrl && upload.remoteId === before.remoteId
}
