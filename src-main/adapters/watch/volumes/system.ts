/** @file The interface to the volumes of an operating system, and functions for mount points. */
import { COMPUTER } from '../../../contract/messages/drive-label.ts'
import type { Volume } from '../../../engine/files/volumes.ts'
import type { ChangeSource } from './changes.ts'

export interface VolumeSystem {
  /** The volume of an existing path. May throw, and may never resolve. */
  of(path: string): Promise<Volume | null>
  list(): Promise<readonly Volume[]>
  readonly changes: ChangeSource
}

/** How long facts of a drive are cached, except its mount point. */
export const FACTS_CACHE_MS = 1_500

/** Whether an id identifies a file system: some tools create them without one, and then it consists of zeros. */
export function isIdentifying(id: string | null | undefined): id is string {
  return id !== null && id !== undefined && /[^0-]/.test(id)
}

/** A plain test of prefixes, because it runs for every path that is read: mount points are normalised. */
export function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

/** The mount of a path: the longest mount point, and of several at the same path the last, which hides the others. */
export function mountOf<T extends { readonly point: string }>(mounts: readonly T[], path: string): T | null {
  let best: T | null = null
  for (const mount of mounts) {
    if (isBelow(mount.point, path) && (!best || mount.point.length >= best.point.length)) best = mount
  }
  return best
}

/** The last part of a mount point. */
export function nameOf(point: string): string {
  return point.split('/').filter(Boolean).at(-1) ?? COMPUTER
}
