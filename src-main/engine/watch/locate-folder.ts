/** @file Where a watched folder is now: on its volume, wherever that is mounted, and never on another one in its place. */
import { type Failure, failure } from '../../contract/errors.ts'
import { belowOf, type PathKind, pathOf } from '../files/paths.ts'
import type { Volume, Volumes } from '../files/volumes.ts'
import type { FolderFiles } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

export type FolderLocation =
  | { readonly kind: 'there'; readonly path: string; readonly volume: Volume | null; readonly device: string }
  | { readonly kind: 'away'; readonly failure: Failure }

type Place = Pick<WatchProfile, 'path' | 'volume' | 'inVolume'>

/** Ids that say nothing: none, and the serial number of drives that have none. */
const UNTOLD: ReadonlySet<string> = new Set(['', 'serial:0'])

/** Whether it cannot be told from other volumes. */
export function isUnidentified({ id }: Pick<Volume, 'id'>): boolean {
  return UNTOLD.has(id)
}

/** Whether a volume is the one that is known by an id, or was by an earlier version. */
export function isVolume(found: Volume | null, { id }: Pick<Volume, 'id'>): boolean {
  return found !== null && (found.id === id || found.formerly === id)
}

export async function locate({ path, volume, inVolume }: Place, files: FolderFiles, volumes: Volumes): Promise<FolderLocation> {
  const here = await volumes.of(path)
  const isIt = (other: Volume | null): boolean => isVolume(other, volume)
  // Where volumes cannot be told apart, a folder that is there has to do.
  const untold = isUnidentified(volume)
  if (untold || isIt(here)) {
    const folder = await files.folder(path)
    if (folder) return { kind: 'there', path, volume: here, device: folder.device }
  }
  for (const mounted of await volumes.list()) {
    if (untold || !isIt(mounted)) continue
    const moved = pathOf(mounted.root, inVolume)
    const folder = await files.folder(moved)
    if (folder) return { kind: 'there', path: moved, volume: mounted, device: folder.device }
  }
  const isMounted = isIt(here) || (await volumes.list()).some(isIt)
  if (untold || isMounted || volume.kind === 'local') return { kind: 'away', failure: failure('watch.gone', { path }) }
  return { kind: 'away', failure: failure('watch.offline', { path, volume: volume.label }) }
}

/** The path of a folder below the root of its volume, with `/`. */
export function pathInVolume(path: string, root: string, kind?: PathKind): string {
  return belowOf(root, path, kind) ?? ''
}
