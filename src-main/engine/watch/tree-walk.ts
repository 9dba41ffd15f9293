/** @file The walk through a folder and the folders below it, for scans and previews: depth first, in the order of the names. */
import { FailureError } from '../../contract/errors/errors.ts'
import { join, pathOf } from '../files/paths.ts'
import type { FolderContent, FolderFiles } from './ports.ts'

export interface TreeWalk {
  /** The folder that paths are relative to. */
  readonly root: string
  /** Where to begin, below the root with `/`; empty for the root itself. */
  readonly from: string
  /** Not on a network. */
  readonly isNear: boolean
  readonly enters: (directory: string) => boolean
  readonly signal: AbortSignal
  /** Asked before each folder. */
  readonly isTimeUp?: () => boolean
  readonly onFolder: (directory: string, content: FolderContent) => Promise<void>
  /** A folder below the first one cannot be read; the walk goes on with the others unless this throws. */
  readonly onUnreadable: (path: string, problem: FailureError) => void
}

/**
 * Answers whether all folders were visited before the time was up.
 *
 * @throws FailureError when the first folder cannot be read; the reason of the signal; whatever the callbacks throw
 */
export async function walkTree(files: Pick<FolderFiles, 'readFolder'>, walk: TreeWalk): Promise<boolean> {
  const { root, from, isNear, enters, signal } = walk
  const open = [from]
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    signal.throwIfAborted()
    if (walk.isTimeUp?.()) return false
    const path = pathOf(root, directory)
    const content = await files.readFolder(path, { isNear, signal }).catch((caught: unknown) => {
      signal.throwIfAborted()
      if (directory === from || !(caught instanceof FailureError)) throw caught
      walk.onUnreadable(path, caught)
      return null
    })
    signal.throwIfAborted()
    if (content === null) continue
    await walk.onFolder(directory, content)
    const below = content.folders.map((name) => join(directory ?? '', name)).filter(enters)
    open.push(...below.sort().reverse())
  }
  return true
}
