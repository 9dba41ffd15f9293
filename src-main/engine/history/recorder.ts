/**
 * @file Records uploads that have ended in History, within the transaction in which they end. An upload that is retried keeps its entry
 * until it ends again, so neither an undone removal nor a repeated attempt makes a second one.
 */
import type { AccountView } from '../../contract/account.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { Upload } from '../queue/upload.ts'
import { type End, endOf, endOnDeletion, entryFrom, hasRecordChanged } from './ending.ts'

export type HistoryRecorder = ReturnType<typeof createHistoryRecorder>

interface Deps {
  readonly journal: Pick<Journal, 'past' | 'receipts' | 'afterCommit'>
  readonly clock: Pick<Clock, 'now'>
  readonly accountOf: (id: string) => Pick<AccountView, 'name' | 'provider'> | null
  /** After the commit. */
  readonly onChange: () => void
}

export function createHistoryRecorder({ journal, clock, accountOf, onChange }: Deps) {
  function put(upload: Upload, end: End): void {
    const sha256 = upload.kind === 'upload' && upload.sentAt !== null ? journal.receipts.ofUpload(upload.id)?.sha256 : null
    journal.past.put(entryFrom(upload, end, accountOf(upload.accountId), sha256 ?? null))
    journal.afterCommit(onChange)
  }

  return {
    /** Whether a change of an upload has to be recorded. */
    isRecorded: (before: Upload, after: Upload): boolean => endOf(after) !== null && hasRecordChanged(before, after),

    /** An upload has changed; its receipt, if it has one, is stored. Within the transaction of the change. */
    changed(before: Upload, after: Upload): void {
      const end = endOf(after)
      if (end !== null && hasRecordChanged(before, after)) put(after, end)
    },

    /** A cancellation was undone: an upload that goes on was never cancelled. Within the transaction of that change. */
    uncancelled(before: Upload, after: Upload): void {
      if (endOf(after) !== null) return
      journal.past.withdraw(before)
      journal.afterCommit(onChange)
    },

    /** The video that was sent at a time was deleted at its host. Within the transaction that notes the deletion. */
    deletedAtHost({ uploadId, sentAt }: { readonly uploadId: string; readonly sentAt: number }): void {
      if (journal.past.noteDeleted({ uploadId, sentAt, at: clock.now() })) journal.afterCommit(onChange)
    },

    /** Entries were deleted because of their age. */
    purged: onChange,

    /**
     * Uploads are deleted for good: their last state is recorded, except for entries that were purged because of their age. Within the
     * transaction of the deletion.
     */
    deleted(uploads: readonly Upload[]): void {
      for (const upload of uploads) {
        const recordedEnd = endOf(upload)
        if (recordedEnd !== null && !journal.past.has(upload)) continue
        const end = recordedEnd ?? endOnDeletion(upload, clock.now())
        if (end !== null) put(upload, end)
      }
    },
  }
}
