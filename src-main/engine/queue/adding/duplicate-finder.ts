/** @file Finds files that occur more than once in a selection, under different paths. */
import type { LocatedFile } from '../../files/same-file.ts'

/** Returns a function that returns the earlier path of a file; `null` for a file that is new to it. */
export function createDuplicateFinder(): (file: LocatedFile) => string | null {
  const paths = new Map<string, string>()
  return ({ path, location, identity }) => {
    const { device, inode, sizeBytes, mtimeNs } = identity
    const keys = [location, ...(inode === '0' ? [] : [JSON.stringify([device, inode, sizeBytes, mtimeNs])])]
    const earlier = keys.map((key) => paths.get(key)).find((known) => known !== undefined)
    for (const key of keys) if (earlier === undefined) paths.set(key, path)
    return earlier ?? null
  }
}
