/** @file The listener interface for changes of uploads. */
import type { UploadEvent } from './transition.ts'
import type { Upload } from './upload.ts'

/** Called after the commit of a change. */
export interface RecordsListener {
  onTransition?(before: Upload, after: Upload, event: UploadEvent): void
  onAmended?(before: Upload, after: Upload): void
  onInserted?(upload: Upload): void
  /** It was removed from the list; an undo may restore it. */
  onRemoved?(upload: Upload): void
  /** An undo has put it back into the list. */
  onRestored?(upload: Upload): void
  /** It was deleted from the journal, after its removal from the list. */
  onDeleted?(upload: Upload): void
  /** The receipt is stored. */
  onFinished?(upload: Upload): void
}
