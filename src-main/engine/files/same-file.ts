/**
 * @file Whether two looks, maybe years and many mounts apart, were at the same file. Pure.
 *
 * What outlives a mount: size and date, the inode where the file system keeps it, and the id of the file system. Device numbers
 * do not. FAT and exFAT give out inodes anew at every mount and keep local time, so that a journey or summer time moves
 * dates by whole quarters of an hour.
 */
import type { Receipt } from '../../contract/upload.ts'
import type { FileIdentity } from './identity.ts'

/** A file as it was known once. */
export interface KnownFile {
  readonly path: string
  readonly identity: FileIdentity
  /** See `Upload`. */
  readonly place: string
}

/** A file as it is found now. */
export interface LocatedFile extends KnownFile {
  /** The one path that leads to it without links. */
  readonly real: string
  /** Whether its file system keeps inodes from one mount to the next. */
  readonly keepsInodes: boolean
}

/** What a file may be known by. */
export type FileClues = Omit<LocatedFile, 'keepsInodes'>

/** A receipt, and what its file was. */
export interface KnownReceipt extends KnownFile {
  readonly receipt: Receipt
}

/**
 * - `same`: nobody wrote to it, as far as dates can be believed.
 * - `likely`: its date moved as a change of the clock moves it; its content is the better witness where that is known.
 * - `unlikely`: only its content can tell.
 * - `different`: it has another size.
 */
export type Likeness = 'same' | 'likely' | 'unlikely' | 'different'

export function likeness(known: KnownFile, found: LocatedFile): Likeness {
  const [one, other] = [known.identity, found.identity]
  if (one.sizeBytes !== other.sizeBytes) return 'different'
  if (isOnAnotherVolume(known, found)) return 'unlikely'
  if (one.mtimeNs === other.mtimeNs) return !found.keepsInodes || one.inode === other.inode ? 'same' : 'unlikely'
  return !found.keepsInodes && isClockChange(one.mtimeNs, other.mtimeNs) ? 'likely' : 'unlikely'
}

/** Whether a file was known at the place where this one is found; whether it is still the same one is another question. */
export function isAtSamePlace(known: KnownFile, found: LocatedFile): boolean {
  if (isOnAnotherVolume(known, found)) return false
  return known.path === found.path || known.path === found.real || (known.place !== '' && known.place === found.place)
}

/** Whether a file that was known at another place is this one: moved, or with a second name. */
export function isSameElsewhere(known: KnownFile, found: LocatedFile): boolean {
  return found.keepsInodes && known.identity.inode !== '0' && likeness(known, found) === 'same'
}

/** Ids of which a file system has one. A drive on the network may be called by several names. */
const ONLY_ID = /^(uuid|serial):/

/** What is not known of a volume says nothing against it. */
export function isOnAnotherVolume(known: Pick<KnownFile, 'place'>, found: Pick<KnownFile, 'place'>): boolean {
  const [one, other] = [volumeOf(known.place), volumeOf(found.place)]
  return isOnlyId(one) && isOnlyId(other) && one !== other
}

/** Whether it is the only id of its file system: what has another one is elsewhere. */
export function isOnlyId(fileSystem: string): boolean {
  return ONLY_ID.test(fileSystem)
}

/** The id of the file system in a place; empty where it is not known. */
export function volumeOf(place: string): string {
  return place.slice(0, Math.max(0, place.indexOf('\n')))
}

const QUARTER_NS = 900n * 1_000_000_000n
/** From UTC−12 to UTC+14, and summer time. */
const LONGEST_NS = 27n * 4n * QUARTER_NS

/** Whether two dates differ as the same moment does on two clocks. */
export function isClockChange(oneNs: string, otherNs: string): boolean {
  const difference = BigInt(oneNs) - BigInt(otherNs)
  const size = difference < 0n ? -difference : difference
  return size > 0n && size <= LONGEST_NS && size % QUARTER_NS === 0n
}
