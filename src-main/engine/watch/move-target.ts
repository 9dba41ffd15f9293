/**
 * @file Where sent files are moved to: to a folder on the volume that it was on when it was chosen. The mount point of a drive
 * that is away is a folder of another volume, which must not be filled in its name.
 */
import { dirname, resolve } from 'node:path'
import { FailureError, failure } from '../../contract/errors.ts'
import { pathOf } from '../files/paths.ts'
import { isUnidentified, isVolume, pathInVolume, type Volumes } from '../files/volumes.ts'
import type { FolderFiles } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

export type MoveTarget = NonNullable<WatchProfile['target']>

interface World {
  readonly files: Pick<FolderFiles, 'folder'>
  readonly volumes: Volumes
}

/** A folder with the links of what exists of it resolved, and what exists of it. */
export async function realFolder(
  path: string,
  files: World['files'],
): Promise<{ readonly path: string; readonly there: string }> {
  const wanted = resolve(path)
  for (let above = wanted; ; above = dirname(above)) {
    const folder = await files.folder(above)
    if (folder) return { path: folder.path + wanted.slice(above.length), there: folder.path }
    if (dirname(above) === above) return { path: wanted, there: above }
  }
}

/** What a folder is on, which need not exist yet; `null` when that cannot be told. */
export async function targetAt(folder: string, { files, volumes }: World): Promise<MoveTarget | null> {
  const { path, there } = await realFolder(folder, files)
  const volume = await volumes.of(there)
  if (volume === null) return null
  const { id, label, kind } = volume
  return { volume: { id, label, kind }, inVolume: pathInVolume(path, volume.root) }
}

/** The folder where its volume is mounted now. @throws FailureError `watch.targetAway` */
export async function locateTarget(folder: string, target: MoveTarget | undefined, world: World): Promise<string> {
  if (target === undefined || isUnidentified(target.volume)) return folder
  const { files, volumes } = world
  const { there } = await realFolder(folder, files)
  if (isVolume(await volumes.of(there), target.volume)) return folder
  const mounted = (await volumes.list()).find((volume) => isVolume(volume, target.volume))
  if (mounted) return pathOf(mounted.root, target.inVolume)
  throw new FailureError(failure('watch.targetAway', { path: folder, volume: target.volume.label }))
}
