/** @file Whether what is found at a path is what is known of it. Pure; never by the name alone. */
import type { FileIdentity } from '../queue/upload.ts'
import type { FoundFile, LedgerEntry } from './ports.ts'

/** The parts of an identity that outlive a remount: device numbers do not, and inodes not on every file system. */
type Known = Pick<LedgerEntry, 'sizeBytes' | 'mtimeNs' | 'inode' | 'birthNs'>

/** Nobody wrote to it since. */
export function isUntouched(known: Known, { identity }: FoundFile, stableInodes: boolean): boolean {
  const sameDates = known.sizeBytes === identity.sizeBytes && known.mtimeNs === identity.mtimeNs
  return sameDates && (!stableInodes || known.inode === identity.inode)
}

/**
 * Whether it is the same file, written to or not, and not another one under its name: a camera that counts from the
 * beginning again writes a new clip into a new file.
 */
export function isSameFile(known: Known, { identity, birthNs }: FoundFile, stableInodes: boolean): boolean {
  if (known.birthNs !== '0' && birthNs !== '0') return known.birthNs === birthNs
  return stableInodes && known.inode === identity.inode
}

/** Whether another file is under the name of a known one; in doubt, what may have been sent before is the same. */
export function isOther(known: LedgerEntry, found: FoundFile, stableInodes: boolean): boolean {
  const canTell = stableInodes || (known.birthNs !== '0' && found.birthNs !== '0')
  return !isSameFile(known, found, stableInodes) && (canTell || known.reason !== 'unsure')
}

/** Two spellings of one path to drives that do not tell upper and lower case, or NFC and NFD, apart. */
export function isRespelled(one: string, other: string): boolean {
  const [plain, otherPlain] = [one, other].map((path) => path.normalize('NFC').toLowerCase())
  return plain === otherPlain
}

/** What is kept of an identity. */
export function identityFacts({ sizeBytes, mtimeNs, inode }: FileIdentity): Pick<Known, 'sizeBytes' | 'mtimeNs' | 'inode'> {
  return { sizeBytes, mtimeNs, inode }
}

/** What is kept of a file. */
export function factsOf({ identity, birthNs }: FoundFile): Known {
  return { ...identityFacts(identity), birthNs }
}
