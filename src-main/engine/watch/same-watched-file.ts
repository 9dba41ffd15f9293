/** @file Whether what is found at a path is what is known of it. Pure; never by the name alone. */

import type { FileIdentity } from '../files/identity.ts'
import { isClockChange } from '../files/same-file.ts'
import type { FoundFile, WatchedFile } from './ports.ts'

/** The parts of an identity that outlive a remount: device numbers do not, and inodes not on every file system. */
type Known = Pick<WatchedFile, 'sizeBytes' | 'mtimeNs' | 'inode' | 'birthNs'>

/**
 * Nobody wrote to it since. Drives that keep no inodes keep local time: a date that moved as clocks do is believed, unless
 * the content that was sent is known and can be asked instead.
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
 * Whether it is the same file, written to or not, and not another one under its name: a camera that counts from the
 * beginning again writes a new clip into a new file. Windows gives a file the creation time of one that had its name up to 15 s
 * before (tunnelling), so that an equal time alone proves nothing where there are inodes.
 */
export function isSameFile(known: Known, { identity, birthNs }: FoundFile, stableInodes: boolean): boolean {
  const isBirthKnown = known.birthNs !== '0' && birthNs !== '0'
  if (stableInodes) return known.inode === identity.inode && (!isBirthKnown || known.birthNs === birthNs)
  return isBirthKnown && (known.birthNs === birthNs || isClockChange(known.birthNs, birthNs))
}

/** Whether another file is under the name of a known one; in doubt, what may have been sent before is the same. */
export function isOther(known: WatchedFile, found: FoundFile, stableInodes: boolean): boolean {
  const canTell = stableInodes || (known.birthNs !== '0' && found.birthNs !== '0')
  return !isSameFile(known, found, stableInodes) && (canTell || known.reason !== 'unsure')
}

/** FAT keeps every second second only. */
const COARSEST_DATE_NS = 2_000_000_000n

/** Whether a file may be what was moved from elsewhere: another drive gives it another inode, and keeps its date as it can. */
export function isCopyOf(known: Pick<Known, 'sizeBytes' | 'mtimeNs'>, { identity }: FoundFile): boolean {
  const apart = BigInt(known.mtimeNs) - BigInt(identity.mtimeNs)
  return known.sizeBytes === identity.sizeBytes && apart <= COARSEST_DATE_NS && -apart <= COARSEST_DATE_NS
}

/** What is kept of an identity. */
export function identityFacts({ sizeBytes, mtimeNs, inode }: FileIdentity): Pick<Known, 'sizeBytes' | 'mtimeNs' | 'inode'> {
  return { sizeBytes, mtimeNs, inode }
}

/** What is kept of a file. */
export function factsOf({ identity, birthNs }: FoundFile): Known {
  return { ...identityFacts(identity), birthNs }
}
