/** @file Readings of files, and whether they are of the version that is meant. Pure. */
import type { MediaFacts } from '../../contract/media.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { MediaReading } from '../ports/media.ts'

/** The facts of this version of a file; `null` when nobody has read them. */
export function factsOf(
  { sizeBytes, mtimeNs }: Pick<FileIdentity, 'sizeBytes' | 'mtimeNs'>,
  reading: MediaReading | null,
): MediaFacts | null {
  return reading !== null && reading.sizeBytes === sizeBytes && reading.mtimeNs === mtimeNs ? reading.facts : null
}
