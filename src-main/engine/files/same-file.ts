/**
 * @file Whether two identities, maybe years and many mounts apart, are of the same file. Pure.
 *
 * Size, date and the id of the file system outlive a mount, and so does the inode where the file system stores it. Device numbers
 * do not. FAT and exFAT assign inodes anew at every mount and store local time, so that a journey or summer time shifts dates by
 * whole quarters of an hour.
 */
import type { Receipt } from '../../contract/queue/upload.ts'
import type { FileIdentity } from './identity.ts'

/** A file as it was stored. */
export interface KnownFile {
  readonly path: string
  readonly identity: FileIdentity
  /** See `Upload`. */
  readonly location: string
}

/** A file as it is found now. */
export interface LocatedFile extends KnownFile {
  /** The path with all links resolved. */
  readonly real: string
  /** Whether inodes of its file system are the same after another mount. */
  readonly stableInodes: boolean
}

/** What a file may be recognised by. */
export type FileClues = Omit<LocatedFile, 'stableInodes'>

/** A receipt with the file that it is for. */
export interface KnownReceipt extends KnownFile {
  readonly receipt: Receipt
}

/**
 * - `same`: nobody wrote to it, as far as dates are reliable.
 * - `likely`: a clock change explains the difference of the dates; a known hash of the content is better evidence.
 * - `unlikely`: only its content can decide.
 * - `different`: it has another size.
 */
type Likeness = 'same' | 'likely' | 'unlikely' | 'different'

export function likeness(known: KnownFile, found: LocatedFile): Likeness {
  const [one, other] = [known.identity, found.identity]
  if (one.sizeBytes !== other.sizeBytes) return 'different'
  if (isOnAnotherVolume(known, found)) return 'unlikely'
  if (one.mtimeNs === other.mtimeNs) return !found.stableInodes || one.inode === other.inode ? 'same' : 'unlikely'
  return !found.stableInodes && isClockChange(one.mtimeNs, other.mtimeNs) ? 'likely' : 'unlikely'
}

/** Whether a known file had the path at which this one is found; it may be another file nevertheless. */
export function isAtSamePath(known: KnownFile, found: LocatedFile): boolean {
  if (isOnAnotherVolume(known, found)) return false
  return known.path === found.path || known.path === found.real || (known.location !== '' && known.location === found.location)
}

/** Whether a file that was known under another path is this one: moved, or with a second name. */
export function isSameElsewhere(known: KnownFile, found: LocatedFile): boolean {
  return found.stableInodes && known.identity.inode !== '0' && likeness(known, found) === 'same'
}

/** Kinds of ids of which a file system has exactly one; a network drive may be known by several names. */
const ONLY_ID = /^(uuid|serial):/

/** False unless both volumes are identified. */
export function isOnAnotherVolume(known: Pick<KnownFile, 'location'>, found: Pick<KnownFile, 'location'>): boolean {
  const [one, other] = [volumeOf(known.location), volumeOf(found.location)]
  return isOnlyId(one) && isOnlyId(other) && one !== other
}

/** Whether a file system with this id cannot have another one as well. */
export function isOnlyId(fileSystem: string): boolean {
  return ONLY_ID.test(fileSystem)
}

/** The id of the file system in a location; empty if unknown. */
export function volumeOf(location: string): string {
  return location.slice(0, Math.max(0, location.indexOf('\n')))
}

const QUARTER_NS = 900n * 1_000_000_000n
/** From UTC−12 to UTC+14, and summer time. */
const MAX_NS = 27n * 4n * QUARTER_NS

/** Whether two dates differ as the same moment does in two time zones. */
export function isClockChange(oneNs: string, otherNs: string): boolean {
  const difference = BigInt(oneNs) - BigInt(otherNs)
  const size = difference < 0n ? -difference : difference
  return size > 0n && size <= MAX_NS && size % QUARTER_NS === 0n
}
