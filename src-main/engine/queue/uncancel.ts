/** @file Undoes cancellations: brings cancelled uploads back to what they were, as it was kept when they were cancelled. */
import type { Journal } from '../ports/journal.ts'
import type { Records } from './records.ts'
import type { BeforeCancel } from './transition.ts'
import type { Upload } from './upload.ts'

/**
 * Creates what brings back so many of the uploads of a cancellation. An upload that is not as it was cancelled any more, or whose
 * file was added again meanwhile, stays what it is: as it was before it is answered, to be dealt with. Call within a transaction.
 */
export function createUncancel({
  journal,
  records,
}: {
  journal: Pick<Journal, 'removed' | 'bulk'>
  records: Pick<Records, 'applyAll'>
}) {
  return (task: string, limit: number): { readonly restored: number; readonly left: readonly Upload[] } => {
    const kept = journal.removed.part(task, limit)
    const ids = kept.map(({ id }) => id)
    const current = new Map(journal.bulk.named(ids).map((upload) => [upload.id, upload]))
    const again = journal.removed.addedAgain(task, ids)
    /** Those that become alike are stored together. */
    const alike = new Map<string, { readonly as: BeforeCancel; readonly uploads: Upload[] }>()
    const back: string[] = []
    for (const before of kept) {
      const upload = current.get(before.id)
      if (upload === undefined || again.has(before.id) || !isAsCancelled(upload, before)) continue
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
    const restored = new Set(back)
    return { restored: back.length, left: kept.filter(({ id }) => !restored.has(id)) }
  }
}

/** What was sent again since, and cancelled once more, has another remote upload. */
function isAsCancelled(upload: Upload, before: Upload): boolean {
  return upload.state === 'cancelled' && upload.uploadUrl === before.uploadUrl && upload.remoteId === before.remoteId
}
