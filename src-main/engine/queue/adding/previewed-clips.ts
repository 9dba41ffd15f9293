/** @file The files of recent previews, so that their thumbnails can be requested by id. In memory, bounded. */
import { thumbnailText } from '../../thumbnails/clip.ts'
import type { Upload } from '../upload.ts'

/** Enough for a few selections in a few open pages. */
const MOST = 1_000

type Clip = Pick<Upload, 'kind' | 'path' | 'location' | 'identity' | 'media'>

/** @param thumbnailId see `QueueDeps` */
export function createPreviewedClips(thumbnailId: (text: string) => string) {
  /** By id, in the order in which they were noted last. */
  const clips = new Map<string, Clip>()

  return {
    /** Returns the same ids for the same version of a file. */
    note(clip: Clip): { readonly id: string; readonly thumbnail: string } {
      const thumbnail = thumbnailId(thumbnailText(clip) ?? clip.path)
      const id = `clip-${thumbnail}`
      clips.delete(id)
      clips.set(id, clip)
      for (const [oldest] of clips) {
        if (clips.size <= MOST) break
        clips.delete(oldest)
      }
      return { id, thumbnail }
    },

    get: (id: string): Clip | null => clips.get(id) ?? null,
  }
}
