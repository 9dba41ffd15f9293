/**
 * @file Keeps what has ended, in the transaction in which it ends. An upload that goes on keeps its entry until it ends again, so
 * neither an undone removal nor a repeated attempt makes a second one.
 */
import type { AccountView } from '../../contract/account.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { Upload } from '../queue/upload.ts'
import { type End, endByDeletion, endOf, entryFrom, isOtherEnd } from './ending.ts'

export type Keeper = ReturnType<typeof createKeeper>

export function createKeeper({
  journal,
  clock,
  accountOf,
  onChange,
}: {
  journal: Pick<Journal, 'past' | 'receipts' | 'afterCommit'>
  clock: Pick<Clock, 'now'>
  accountOf: (id: string) => Pick<AccountView, 'name' | 'provider'> | null
  /** After the commit. */
  onChange: () => void
}) {
  function put(upload: Upload, end: End): void {
    const sha256 = upload.kind === 'upload' && upload.sentAt !== null ? journal.receipts.ofUpload(upload.id)?.sha256 : null
    journal.past.put(entryFrom(upload, end, accountOf(upload.accountId), sha256 ?? null))
    journal.afterCommit(onChange)
  }

  return {
    /** Whether a change of an upload is one of what is kept. */
    concerns: (before: Upload, after: Upload): boolean => endOf(after) !== null && isOtherEnd(before, after),

    /** An upload has changed; its receipt, if it has one, is stored. Within the transaction of the change. */
    changed(before: Upload, after: Upload): void {
      const end = endOf(after)
      if (end !== null && isOtherEnd(before, after)) put(after, end)
    },

    /** A cancellation was undone: an upload that goes on was never cancelled. Within the transaction of that change. */
    uncancelled(before: Upload, after: Upload): void {
      if (endOf(after) !== null) return
      journal.past.withdraw(before)
      journal.afterCommit(onChange)
    },

    /** What an upload had sent at a time was deleted at its host. Within the transaction that notes it. */
    deletedAtHost({ uploadId, sentAt }: { readonly uploadId: string; readonly sentAt: number }): void {
      if (journal.past.noteDeleted({ uploadId, sentAt, at: clock.now() })) journal.afterCommit(onChange)
    },

    /** Entries were deleted because of their age. */
    purged: onChange,

    /**
     * Uploads are deleted for good: what is kept of them is what they were last. What was deleted because of its age stays so. Within
     * the transaction of the deletion.
     */
    deleted(uploads: readonly Upload[]): void {
      for (const upload of uploads) {
        const ended = endOf(upload)
        if (ended !== null && !journal.past.has(upload)) continue
        const end = ended ?? endByDeletion(upload, clock.now())
        if (end !== null) put(upload, end)
      }
    },
  }
}
