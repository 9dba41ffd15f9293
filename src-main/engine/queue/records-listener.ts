/** @file What hears of changes of uploads. */
import type { UploadEvent } from './transition.ts'
import type { Upload } from './upload.ts'

/** Called when a change is stored for good. */
export interface RecordsListener {
  onTransition?(before: Upload, after: Upload, event: UploadEvent): void
  onAmended?(before: Upload, after: Upload): void
  onInserted?(upload: Upload): void
  /** It is off the list, and may come back. */
  onRemoved?(upload: Upload): void
  /** It came back. */
  onRestored?(upload: Upload): void
  /** It is gone for good; it was off the list before. */
  onDeleted?(upload: Upload): void
  /** The receipt is stored. */
  onFinished?(upload: Upload): void
}
