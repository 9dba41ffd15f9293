/** @file A folder as the host's file browser shows it. */
import type { VolumeKind } from './watch.ts'

export interface FolderEntry {
  readonly name: string
  readonly path: string
  readonly kind: 'folder' | 'file'
  readonly sizeBytes: number | null
  readonly modifiedAt: number | null
}

/** A drive that is mounted, besides those of the system. */
export interface MountedDrive {
  readonly label: string
  readonly path: string
  readonly kind: VolumeKind
  /** `null` where the drive does not report it, or not in time. */
  readonly freeBytes: number | null
}

export interface FolderListing {
  readonly path: string
  readonly parent: string | null
  /** Folders to start from: home, root or drives. */
  readonly places: readonly { readonly label: string; readonly path: string }[]
  readonly drives: readonly MountedDrive[]
  readonly entries: readonly FolderEntry[]
  /** The first names that are not valid UTF-8, as they are shown: such an entry has to be renamed first. */
  readonly unnamed: readonly string[]
  /** How many entries the folder has in all; more than `entries` when the listing was cut. */
  readonly total: number
}
