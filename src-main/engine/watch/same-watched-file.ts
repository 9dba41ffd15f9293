/** @file Whether a file that is found is the one in a row of the watched-file store. Pure; never by the name alone. */
import type { FileIdentity } from '../files/identity.ts'
import { isClockChange } from '../files/same-file.ts'
import type { FoundFile, WatchedFile } from './ports.ts'

/** The parts of an identity that outlive a remount: device numbers do not, and inodes not on every file system. */
type Known = Pick<WatchedFile, 'sizeBytes' | 'mtimeNs' | 'inode' | 'birthNs'>

/**
 * Whether nobody wrote to it since. Drives without stable inodes store local time: a difference that a clock change explains is accepted,
 * unless the hash of the content is known and can be compared instead.
 */
export function isUntouched(
  known: Omit<Known, 'birthNs'> & Pick<WatchedFile, 'sha256'>,
  { identity }: FoundFile,
  stableInodes: boolean,
): boolean {
  if (known.sizeBytes !== identity.sizeBytes) return false
  if (known.mtimeNs === identity.mtimeNs) return !stableInodes || known.inode === identity.inode
  return !stableInodes && known.sha256 === null && isClockChange(known.mtimeNs, identity.mtimeNs)
}

/**
 * Whether it is the same file, written to or not, and not another one under its name: a camera that restarts its counter writes
 * a new clip into a new file. Windows gives a file the creation time of one that had its name up to 15 s
 * before (tunnelling), so that an equal time alone proves nothing where there are inodes.
 */
export function isSameFile(known: Known, { identity, birthNs }: FoundFile, stableInodes: boolean): boolean {
  const isBirthKnown = known.birthNs !== '0' && birthNs !== '0'
  if (stableInodes) return known.inode === identity.inode && (!isBirthKnown || known.birthNs === birthNs)
  return isBirthKnown && (known.birthNs === birthNs || isClockChange(known.birthNs, birthNs))
}

/** Whether another file has the name of a known one; when that is not known, a file that may have been sent counts as the same. */
export function isOther(known: WatchedFile, found: FoundFile, stableInodes: boolean): boolean {
  const isCertain = stableInodes || (known.birthNs !== '0' && found.birthNs !== '0')
  return !isSameFile(known, found, stableInodes) && (isCertain || known.reason !== 'unsure')
}

/** FAT stores even seconds only. */
const COARSEST_DATE_NS = 2_000_000_000n

/** Whether a file may be the moved one: another drive gives it another inode, and may store its date less exactly. */
export function isCopyOf(known: Pick<Known, 'sizeBytes' | 'mtimeNs'>, { identity }: FoundFile): boolean {
  const apart = BigInt(known.mtimeNs) - BigInt(identity.mtimeNs)
  return known.sizeBytes === identity.sizeBytes && apart <= COARSEST_DATE_NS && -apart <= COARSEST_DATE_NS
}

/** The columns of an identity. */
export function identityColumns({ sizeBytes, mtimeNs, inode }: FileIdentity): Pick<Known, 'sizeBytes' | 'mtimeNs' | 'inode'> {
  return { sizeBytes, mtimeNs, inode }
}

/** The columns of a file as it was found. */
export function fileColumns({ identity, birthNs }: FoundFile): Known {
  return { ...identityColumns(identity), birthNs }
}
