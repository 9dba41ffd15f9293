/** @file What each system must be able to tell of its volumes. */
import type { Volume } from '../../../engine/files/volumes.ts'
import type { Signs } from './changes.ts'

export interface VolumeSystem {
  /** The volume of a path that exists. May throw, and may take for ever. */
  of(path: string): Promise<Volume | null>
  list(): Promise<readonly Volume[]>
  readonly signs: Signs
}

/** What is known of a drive besides where it is mounted is asked again after this time. */
export const REMEMBER_MS = 1_500

/** Whether an id tells a file system from others: some tools make them without one, and then it is made of zeros. */
export function isTelling(id: string | null | undefined): id is string {
  return id !== null && id !== undefined && /[^0-]/.test(id)
}

/** Whether a path is a folder or lies below it. */
export function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

/** The mount that holds a path: the longest mount point, and of several at the same place the last, which hides the others. */
export function mountOf<T extends { readonly point: string }>(mounts: readonly T[], path: string): T | null {
  let best: T | null = null
  for (const mount of mounts) {
    if (isBelow(mount.point, path) && (!best || mount.point.length >= best.point.length)) best = mount
  }
  return best
}

/** The last part of a mount point. */
export function nameOf(point: string): string {
  return point.split('/').filter(Boolean).at(-1) ?? 'Computer'
}
