/** @file What watched folders ask of the queue. */
import type { Failure } from '../../contract/errors.ts'
import type { AddOutcome } from '../../contract/outcomes.ts'
import type { AddInput } from '../../contract/requests.ts'
import type { Priority } from '../../contract/upload.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { Upload } from './upload.ts'

/** Finished files that go to one account. */
export interface EnqueueRequest {
  readonly accountId: string
  readonly batchId: string
  readonly options: Readonly<Record<string, string>>
  readonly titleTemplate: string | null
  readonly priority: Priority
  readonly files: readonly FileToEnqueue[]
}

export interface FileToEnqueue extends LocatedFile {
  /** Of its content, in hex, where that was read: what was sent before is known by it whatever its date is. */
  readonly sha256: string | null
}

/** What became of a file, in the order of the request. */
export type EnqueueResult =
  /** In the queue now, or was there already. */
  | { readonly kind: 'queued'; readonly uploadId: string; readonly isNew: boolean }
  /** Sent before, with this identity to this account. */
  | { readonly kind: 'sent'; readonly receiptId: string; readonly sha256: string | null }

export interface QueuePort {
  /**
   * Takes over files, all or none.
   *
   * @param onResults runs in the same transaction
   * @throws FailureError when the account or the options cannot be used; nothing was taken then
   */
  enqueue(queuePort: EnqueueRequest, onResults: (taken: readonly EnqueueResult[]) => void): void
  upload(id: string): Upload | null
  /** The file is still written to: what was stopped by that begins anew once it is quiet. */
  fileChanged(id: string): void
  /** The file is somewhere else now, or its drive is back: it goes on with it as it is. */
  fileMoved(id: string, file: LocatedFile): void
  /** Another file of the folder is under its path now: what has not begun stops, lest it sends that one instead. */
  filePathTaken(id: string): void
  /** Puts rows that wait for their turn before another one. */
  moveBefore(ids: readonly string[], anchorId: string): void
  /** The receipt of a finished upload. */
  receipt(uploadId: string): { readonly id: string; readonly sha256: string | null } | null
  /** A receipt for a file that was sent to an account and has not changed since. */
  sentBefore(file: LocatedFile, accountId: string): boolean
  /** Whether only its content can prove that it was sent to an account before. */
  needsContent(file: LocatedFile, accountId: string): boolean
}

/** Adds files and folders that a person chose, with what a watched folder decides for them. */
export type AddChosen = (
  input: AddInput & {
    readonly priority?: Priority
    /** Why a file below the paths is not added; `null` for one that is. */
    readonly leaveOut?: (file: LocatedFile) => Failure | null
  },
) => Promise<AddOutcome>

/** An event of one upload, for watched folders. */
export type UploadChange =
  | { readonly kind: 'sent'; readonly upload: Upload }
  | { readonly kind: 'stopped'; readonly upload: Upload; readonly failure: Failure }
  | { readonly kind: 'removed'; readonly upload: Upload }
  | { readonly kind: 'other'; readonly upload: Upload }
