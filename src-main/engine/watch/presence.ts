/** @file Where a watched folder is now: on its volume, wherever that is mounted, and never on another one in its place. */
import { type Failure, failure } from '../../contract/errors.ts'
import { belowOf, type PathKind } from '../paths.ts'
import type { WatchProfile } from '../settings/store-options.ts'
import { pathOf } from './pass.ts'
import type { Volume, Volumes, WatchedFiles } from './ports.ts'

export type Presence =
  | { readonly kind: 'there'; readonly path: string; readonly volume: Volume | null; readonly device: string }
  | { readonly kind: 'away'; readonly failure: Failure }

type Place = Pick<WatchProfile, 'path' | 'volume' | 'inVolume'>

export async function locate({ path, volume, inVolume }: Place, files: WatchedFiles, volumes: Volumes): Promise<Presence> {
  const here = await volumes.of(path)
  // Where volumes cannot be told apart, a folder that is there has to do.
  if (volume.id === '' || here?.id === volume.id) {
    const folder = await files.folder(path)
    if (folder) return { kind: 'there', path, volume: here, device: folder.device }
  }
  for (const mounted of await volumes.list()) {
    if (mounted.id !== volume.id) continue
    const moved = pathOf(mounted.root, inVolume)
    const folder = await files.folder(moved)
    if (folder) return { kind: 'there', path: moved, volume: mounted, device: folder.device }
  }
  const isMounted = here?.id === volume.id || (await volumes.list()).some(({ id }) => id === volume.id)
  if (volume.id === '' || isMounted || volume.kind === 'local') return { kind: 'away', failure: failure('watch.gone', { path }) }
  return { kind: 'away', failure: failure('watch.offline', { path, volume: volume.label }) }
}

/** The path of a folder below the root of its volume, with `/`. */
export function pathInVolume(path: string, root: string, kind?: PathKind): string {
  return belowOf(root, path, kind) ?? ''
}
