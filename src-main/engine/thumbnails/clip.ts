/** @file The clip of an upload, as far as its thumbnail needs it. */
import type { MediaFacts } from '../../contract/media.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { Upload } from '../queue/upload.ts'

export interface Clip {
  /** The id of its thumbnail. */
  readonly id: string
  readonly uploadId: string
  readonly path: string
  readonly identity: FileIdentity
  /** The media facts of this version of the file; `null` until they are read. */
  readonly facts: MediaFacts | null
}

/** The file of a row of the queue, or of a receipt. */
export type ClipFile = Pick<Upload, 'kind' | 'location' | 'path' | 'identity' | 'media'>

/**
 * Identifies a version of a file: location, size and date. Without device and inode, because those of a card may change when it is
 * plugged in again. `null` for a copy from a link.
 */
export function thumbnailText({
  kind,
  location,
  path,
  identity,
}: Pick<Upload, 'kind' | 'location' | 'path'> & { readonly identity: Pick<FileIdentity, 'sizeBytes' | 'mtimeNs'> }):
  | string
  | null {
  return kind === 'import' ? null : `${location || path}\n${identity.sizeBytes}\n${identity.mtimeNs}`
}
