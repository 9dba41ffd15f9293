/** @file Media facts by version of a file. Pure. */
import type { MediaFacts } from '../../contract/media.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { MediaReading } from '../ports/media.ts'

/** The facts of this version of a file; `null` without a reading, or when it is of another version. */
export function factsOfVersion(
  { sizeBytes, mtimeNs }: Pick<FileIdentity, 'sizeBytes' | 'mtimeNs'>,
  reading: MediaReading | null,
): MediaFacts | null {
  return reading !== null && reading.sizeBytes === sizeBytes && reading.mtimeNs === mtimeNs ? reading.facts : null
}
