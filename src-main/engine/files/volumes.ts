/** @file File systems and where they are mounted. */
import type { VolumeKind } from '../../contract/watch.ts'
import { belowOf, type PathKind } from './paths.ts'

/** A file system, and the folder in it that is mounted: several folders of one (subvolumes, bind mounts) can be mounted at different paths. */
interface MountedFileSystem {
  readonly id: string
  /** Path of the mounted folder in the file system, with `/`; empty for its root. */
  readonly subpath: string
}

export interface Volume {
  /** The same wherever the volume is mounted, and unique; empty where it is not known. */
  readonly id: string
  /** `null` where `id` is only the mount point or device, which another volume may have later. */
  readonly fileSystem: MountedFileSystem | null
  /** The `id` that earlier versions of Reelay stored, which could not read the id of the file system. */
  readonly previousId?: string
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

/** Ids that do not identify a volume: none, and the serial number 0 of drives without one. */
const NO_IDS: ReadonlySet<string> = new Set(['', 'serial:0'])

/** Whether a volume cannot be distinguished from others. */
export function isUnidentified({ id }: Pick<Volume, 'id'>): boolean {
  return NO_IDS.has(id)
}

/** Whether a volume has this id, or had it in an earlier version of Reelay. */
export function isVolume(found: Volume | null, { id }: Pick<Volume, 'id'>): boolean {
  return found !== null && (found.id === id || found.previousId === id)
}

/** The path of a folder below the root of its volume, with `/`. */
export function pathInVolume(path: string, root: string, kind?: PathKind): string {
  return belowOf(root, path, kind) ?? ''
}
