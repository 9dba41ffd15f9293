/** @file The title of a new video at a provider. */
import { withoutEnding } from '../../../contract/text/title.ts'
import type { Upload } from '../../../engine/queue/upload.ts'

/** The title of the upload; without one, its file name without the extension. */
export function titleOf({ title, name }: Pick<Upload, 'title' | 'name'>): string {
  return title ?? withoutEnding(name)
}
