/** @file Which folders can be watched, and into which ones files can be moved: no file may be found by the scans of two folders. */
import { resolve } from 'node:path'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { isInside } from '../files/paths.ts'
import { realFolder } from './move-target.ts'
import type { FolderFiles } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

type Watched = Pick<WatchProfile, 'id' | 'path' | 'rules'>

/** The real path of a folder that may be watched. @throws FailureError `watch.*` */
export async function watchablePath(
  path: string,
  { files, others, dataDir, signal }: { files: FolderFiles; others: readonly Watched[]; dataDir: string; signal: AbortSignal },
): Promise<string> {
  const folder = await files.folder(resolve(path))
  if (!folder) throw new FailureError((await notText(path, files)) ?? failure('watch.missing', { path }))
  // It has to be readable; folders below it that are not are reported by each scan.
  await files.readFolder(folder.path, { signal })
  const data = (await files.folder(dataDir))?.path ?? dataDir
  if (overlaps(folder.path, data)) throw new FailureError(failure('watch.dataFolder', { path }))
  for (const other of others) {
    if (overlaps(folder.path, other.path)) throw new FailureError(failure('watch.nested', { path, other: other.path }))
    const { afterwards } = other.rules
    if (afterwards.do === 'move' && isInside(folder.path, (await realFolder(afterwards.folder, files)).path)) {
      throw new FailureError(failure('watch.moveTarget', { path: afterwards.folder }))
    }
  }
  return folder.path
}

/** Why sent files cannot be moved into a folder, which need not exist yet; `null` when they can. */
export async function targetProblem(folder: string, watched: readonly string[], files: FolderFiles): Promise<Failure | null> {
  const unnamed = await notText(folder, files)
  if (unnamed) return unnamed
  const target = await realFolder(folder, files)
  return watched.some((path) => isInside(path, target.path)) ? failure('watch.moveTarget', { path: folder }) : null
}

/** The failure for a path that leads to nothing because one of its names is no text; otherwise `null`. */
async function notText(path: string, files: FolderFiles): Promise<Failure | null> {
  const shown = await files.unnamedPath(resolve(path))
  return shown === null ? null : failure('file.notText', { path: shown })
}

function overlaps(one: string, other: string): boolean {
  return isInside(one, other) || isInside(other, one)
}

/** The key of a folder in the watched-file store: the same when it is watched again, wherever its volume is mounted. */
export function keyOf({ volume, inVolume, path }: Pick<WatchProfile, 'inVolume' | 'path'> & { volume: { id: string } }): string {
  return `${volume.id}\n${volume.id === '' ? path : inVolume}`
}
