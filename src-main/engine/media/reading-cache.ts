/** @file A bounded cache of media readings of files that are about to be added, so that repeated previews read nothing. */
import type { MediaFacts } from '../../contract/media.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { Media, MediaReading } from '../ports/media.ts'
import { factsOfVersion } from './file-version.ts'

/** A few large selections. */
const MAX_READINGS = 2_000

export type ReadingCache = ReturnType<typeof createReadingCache>
type FileVersion = Pick<LocatedFile, 'path' | 'identity'>

export function createReadingCache(media: Pick<Media, 'read'>) {
  /** By path; the last one used is last. */
  const readings = new Map<string, MediaReading>()

  /** The cached facts of this version of a file, or `null`. */
  function of({ path, identity }: FileVersion): MediaFacts | null {
    return factsOfVersion(identity, readings.get(path) ?? null)
  }

  return {
    of,

    /** The last reading at a path, of whatever version. */
    at: (path: string): MediaReading | null => readings.get(path) ?? null,

    /** The facts of this version, read now unless they are cached. @throws FailureError `system.*` or `file.notAnswering` */
    async read(file: FileVersion): Promise<MediaFacts | null> {
      const cached = of(file)
      if (cached) return cached
      const reading = await media.read(file.path, { isUrgent: false })
      if (!reading) return null
      readings.delete(file.path)
      readings.set(file.path, reading)
      const [oldest] = readings.size > MAX_READINGS ? readings.keys() : []
      if (oldest !== undefined) readings.delete(oldest)
      return factsOfVersion(file.identity, reading)
    },
  }
}
