/** @file File systems and where they are mounted. */

import type { VolumeKind } from '../../contract/watch.ts'
import { belowOf, type PathKind } from './paths.ts'

/** The id of a file system, and the part of it that is mounted: parts of one can be mounted at several paths. */
export interface OwnId {
  readonly fileSystem: string
  /** Path of the part in the file system, with `/`; empty for all of it. */
  readonly part: string
}

export interface Volume {
  /** The same wherever the volume is mounted, and unique; empty where it is not known. */
  readonly id: string
  /** `null` where `id` is only the mount point or device, which may be those of another volume tomorrow. */
  readonly own: OwnId | null
  /** The `id` that earlier versions of Reelay stored, which could not read the id of the file system. */
  readonly formerly?: string
  readonly label: string
  readonly kind: VolumeKind
  /** The folder at which it is mounted. */
  readonly root: string
  /** Whether files keep their inodes when the volume is mounted again; not on FAT, exFAT and some network drives. */
  readonly stableInodes: boolean
  /** The system does not unmount a volume on which changes are watched: a card could not be removed safely. */
  readonly isHeldByWatching?: true
}

export interface Volumes {
  /** The volume of an existing path. `null` when that is not known or the path is missing. @throws FailureError `system.*` only */
  of(path: string): Promise<Volume | null>
  /** Mounted volumes without those of the system. @throws FailureError `system.*` only */
  list(): Promise<readonly Volume[]>
  /** Called when volumes may have been mounted or unmounted. Returns a function that unsubscribes; without listeners nothing is polled. */
  onChange(listener: () => void): () => void
}

/** Ids that identify nothing: no id, and the serial number of drives that have none. */
const NO_IDS: ReadonlySet<string> = new Set(['', 'serial:0'])

/** Whether a volume cannot be distinguished from others. */
export function isUnidentified({ id }: Pick<Volume, 'id'>): boolean {
  return NO_IDS.has(id)
}

/** Whether a volume has this id, or had it by an earlier version of Reelay. */
export function isVolume(found: Volume | null, { id }: Pick<Volume, 'id'>): boolean {
  return found !== null && (found.id === id || found.formerly === id)
}

/** The path of a folder below the root of its volume, with `/`. */
export function pathInVolume(path: string, root: string, kind?: PathKind): string {
  return belowOf(root, path, kind) ?? ''
}
