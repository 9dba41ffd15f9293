/** @file Files that were looked at before they are added, so that their thumbnails can be asked for. In memory, bounded. */
import { thumbnailText } from '../thumbnails/clip.ts'
import type { Upload } from './upload.ts'

/** A few selections in a few pages. */
const MOST = 1_000

type Clip = Pick<Upload, 'kind' | 'path' | 'location' | 'identity' | 'media'>

/** @param thumbnailId see `QueueDeps` */
export function createPreviewedClips(thumbnailId: (text: string) => string) {
  /** The last one noted is last. */
  const known = new Map<string, Clip>()

  return {
    /** The same ids for the same version of a file. */
    note(clip: Clip): { readonly id: string; readonly thumbnail: string } {
      const thumbnail = thumbnailId(thumbnailText(clip) ?? clip.path)
      const id = `clip-${thumbnail}`
      known.delete(id)
      known.set(id, clip)
      for (const [oldest] of known) {
        if (known.size <= MOST) break
        known.delete(oldest)
      }
      return { id, thumbnail }
    },

    get: (id: string): Clip | null => known.get(id) ?? null,
  }
}
