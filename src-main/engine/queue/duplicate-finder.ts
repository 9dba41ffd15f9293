/** @file Each file of one selection once, whatever paths lead to it. */
import type { LocatedFile } from '../files/same-file.ts'

/** Answers the path under which a file was found before, if it was. */
export function createDuplicateFinder(): (file: LocatedFile) => string | null {
  const paths = new Map<string, string>()
  return ({ path, location, identity }) => {
    const { device, inode, sizeBytes, mtimeNs } = identity
    const keys = [location, ...(inode === '0' ? [] : [JSON.stringify([device, inode, sizeBytes, mtimeNs])])]
    const other = keys.map((key) => paths.get(key)).find((known) => known !== undefined)
    for (const key of keys) if (other === undefined) paths.set(key, path)
    return other ?? null
  }
}
