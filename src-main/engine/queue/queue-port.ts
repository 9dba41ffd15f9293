/** @file The interface of the queue for watched folders. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { AddOutcome } from '../../contract/queue/outcomes.ts'
import type { Priority } from '../../contract/queue/upload.ts'
import type { AddInput } from '../../contract/requests.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { Upload } from './upload.ts'

/** Finished files that go to one account. */
interface EnqueueRequest {
  readonly accountId: string
  readonly batchId: string
  readonly options: Readonly<Record<string, string>>
  readonly titleTemplate: string | null
  readonly priority: Priority
  readonly files: readonly FileToEnqueue[]
}

interface FileToEnqueue extends LocatedFile {
  /** SHA-256 of its content in hex, where that was read: it identifies a file that was sent before, whatever its date is. */
  readonly sha256: string | null
}

/** The result for one file of a request. */
export type EnqueueResult =
  /** It is in the queue, added now (`isNew`) or before. */
  | { readonly kind: 'queued'; readonly uploadId: string; readonly isNew: boolean }
  /** It was sent before, with this identity to this account. */
  | { readonly kind: 'sent'; readonly receiptId: string; readonly sha256: string | null }

export interface QueuePort {
  /**
   * Adds files, all or none.
   *
   * @param onResults called in the same transaction, with a result for each file in the order of the request
   * @throws FailureError when the account or the options cannot be used; nothing was added then
   */
  enqueue(request: EnqueueRequest, onResults: (results: readonly EnqueueResult[]) => void): void
  /** Also an upload that was removed and can be restored. */
  upload(id: string): Upload | null
  /** The file is still being written: an upload that stopped because of it starts over once the file is stable. */
  fileChanged(id: string): void
  /** The file has moved, or its drive is back: the upload continues with the file as it is now. */
  fileMoved(id: string, file: LocatedFile): void
  /** Another file has the path of the upload now: if the upload has not begun it fails, so that it does not send that file. */
  filePathTaken(id: string): void
  /** Moves queued rows before another one. */
  moveBefore(ids: readonly string[], anchorId: string): void
  /** The receipt of a finished upload. */
  receipt(uploadId: string): { readonly id: string; readonly sha256: string | null } | null
  /** Whether there is a receipt for this file and account, and the file has not changed since. */
  sentBefore(file: LocatedFile, accountId: string): boolean
  /** Whether only the content of the file can prove that it was sent to an account before. */
  needsContent(file: LocatedFile, accountId: string): boolean
}

/** Adds files and folders that a person chose, by the rules of a watched folder. */
export type AddChosen = (
  input: AddInput & {
    readonly priority?: Priority
    /** The reason not to add a file below the paths; `null` adds it. */
    readonly leaveOut?: (file: LocatedFile) => Failure | null
  },
) => Promise<AddOutcome>

/** A change of an upload, as watched folders need to know it; `other` is any other step, `removed` includes a cancellation. */
export type UploadChange =
  | { readonly kind: 'sent'; readonly upload: Upload }
  | { readonly kind: 'stopped'; readonly upload: Upload; readonly failure: Failure }
  | { readonly kind: 'removed'; readonly upload: Upload }
  | { readonly kind: 'other'; readonly upload: Upload }
