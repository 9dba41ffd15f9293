/** @file What was read of files that are about to be added, so that looking at them again reads nothing. In memory, bounded. */
import type { MediaFacts } from '../../contract/media.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { Media, MediaReading } from '../ports/media.ts'
import { factsOf } from './readings.ts'

/** A few large selections. */
const MOST = 2_000

export type RecentReadings = ReturnType<typeof createRecentReadings>
type Found = Pick<LocatedFile, 'path' | 'identity'>

export function createRecentReadings(media: Pick<Media, 'read'>) {
  /** By path; the last one used is last. */
  const known = new Map<string, MediaReading>()

  /** The facts of this version of a file; `null` when nobody has read them lately. */
  function of({ path, identity }: Found): MediaFacts | null {
    return factsOf(identity, known.get(path) ?? null)
  }

  return {
    of,

    /** What was read of a path last, of whatever version. */
    at: (path: string): MediaReading | null => known.get(path) ?? null,

    /** The same, read now where they are not known. @throws FailureError `system.*` or `file.notAnswering` */
    async read(file: Found): Promise<MediaFacts | null> {
      const before = of(file)
      if (before) return before
      const reading = await media.read(file.path, { isUrgent: false })
      if (!reading) return null
      known.delete(file.path)
      known.set(file.path, reading)
      for (const [oldest] of known) {
        if (known.size <= MOST) break
        known.delete(oldest)
      }
      return factsOf(file.identity, reading)
    },
  }
}
