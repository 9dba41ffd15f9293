/** @file File systems and where they are mounted. */

import type { VolumeKind } from '../../contract/watch.ts'
import { belowOf, type PathKind } from './paths.ts'

/** What a file system says it is, and which part of it is mounted: several parts of one can be, at several places. */
export interface OwnId {
  readonly fileSystem: string
  /** Path of the part in the file system, with `/`; empty for all of it. */
  readonly part: string
}

export interface Volume {
  /** The same wherever the volume is mounted, and different from every other volume; empty where that cannot be told. */
  readonly id: string
  /** `null` where the id is no more than where the volume was found, which says nothing about another day. */
  readonly own: OwnId | null
  /** What it was known by where its own id could not be told. */
  readonly formerly?: string
  readonly label: string
  readonly kind: VolumeKind
  /** The folder at which it is mounted. */
  readonly root: string
  /** Whether a file keeps its inode when the volume is mounted again; not on FAT, exFAT and some network drives. */
  readonly stableInodes: boolean
  /** The system does not let go of a volume on which changes are watched: a card could not be removed safely. */
  readonly isHeldByWatching?: true
}

export interface Volumes {
  /** The volume that holds a path that exists. `null` when it cannot be told or the path is not there. @throws FailureError `system.*` only */
  of(path: string): Promise<Volume | null>
  /** Mounted volumes on which files of people may be, without those of the system. @throws FailureError `system.*` only */
  list(): Promise<readonly Volume[]>
  /** Tells that volumes may have come or gone. Answers how to end that; while nobody is told, nothing is looked for. */
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
