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
  /** What this version of the file says of itself; `null` while nobody has read it. */
  readonly facts: MediaFacts | null
}

/** What a thumbnail is made of: the file of a row, or of what was sent by one that is gone. */
export type ClipFile = Pick<Upload, 'kind' | 'location' | 'path' | 'identity' | 'media'>

/**
 * Text that is the same as long as the file is: where it is on its file system, its size and its date. Neither device nor inode,
 * because a card that is plugged in again may have other ones. `null` for what has no file.
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
