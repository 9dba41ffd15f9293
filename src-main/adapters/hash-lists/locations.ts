/** @file Where hash lists of a file may be, and whether a listed path leads to another file. */
import { dirname } from 'node:path'
import { driveOf } from '../drives/drive-of.ts'
import { stat } from '../drives/files.ts'

/** More than the folders of any card are deep. */
const MAX_LEVELS = 10

/** A folder and those above it, the nearest first, up to and including the root of its drive. */
export function foldersUpFrom(start: string): readonly string[] {
  const { point } = driveOf(start)
  const folders: string[] = []
  for (let folder = start; folders.length < MAX_LEVELS; folder = dirname(folder)) {
    folders.push(folder)
    if (folder === point || folder === dirname(folder)) break
  }
  return folders
}

/**
 * Whether a listed path, which differs from the path of a file in case or composition alone, leads to another file, as it may where
 * the file system distinguishes them.
 */
export async function isOtherFile(path: string, listed: string): Promise<boolean> {
  const [own, other] = await Promise.all([inodeOf(path), inodeOf(listed)])
  return other !== null && other !== own
}

/** Device and inode; `null` where nothing can be found at the path. */
export async function inodeOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return null
  }
}
