/**
 * @file The folder to which sent files are moved, on the volume that it was on when it was chosen. While that is not mounted, its
 * mount point is a folder of another volume, to which nothing must be written.
 */
import { dirname, resolve } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { pathOf } from '../files/paths.ts'
import { isUnidentified, isVolume, pathInVolume, type Volumes } from '../files/volumes.ts'
import type { FolderFiles } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

type MoveTarget = NonNullable<WatchProfile['target']>

interface TargetDeps {
  readonly files: Pick<FolderFiles, 'folder'>
  readonly volumes: Volumes
}

/** A path with the links in its existing part resolved, and the deepest folder of it that exists. */
export async function realFolder(
  path: string,
  files: TargetDeps['files'],
): Promise<{ readonly path: string; readonly there: string }> {
  const wanted = resolve(path)
  for (let above = wanted; ; above = dirname(above)) {
    const folder = await files.folder(above)
    if (folder) return { path: folder.path + wanted.slice(above.length), there: folder.path }
    if (dirname(above) === above) return { path: wanted, there: above }
  }
}

/** The volume of a folder, which need not exist yet; `null` when it is not known. */
export async function targetAt(folder: string, { files, volumes }: TargetDeps): Promise<MoveTarget | null> {
  const { path, there } = await realFolder(folder, files)
  const volume = await volumes.of(there)
  if (volume === null) return null
  const { id, label, kind } = volume
  return { volume: { id, label, kind }, inVolume: pathInVolume(path, volume.root) }
}

/** The folder where its volume is mounted now. @throws FailureError `watch.targetAway` */
export async function locateTarget(folder: string, target: MoveTarget | undefined, deps: TargetDeps): Promise<string> {
  if (target === undefined || isUnidentified(target.volume)) return folder
  const { files, volumes } = deps
  const { there } = await realFolder(folder, files)
  if (isVolume(await volumes.of(there), target.volume)) return folder
  const mounted = (await volumes.list()).find((volume) => isVolume(volume, target.volume))
  if (mounted) return pathOf(mounted.root, target.inVolume)
  throw new FailureError(failure('watch.targetAway', { path: folder, volume: target.volume.label }))
}
