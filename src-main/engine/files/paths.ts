/** @file Paths of both kinds of system. Pure: which kind it is can be said; if not, it is the one of this machine. */

import native, { type PlatformPath } from 'node:path'

/** The kinds differ in what separates names: on Linux and macOS a backslash is a letter like any other. */
export type PathKind = Pick<PlatformPath, 'sep' | 'join' | 'relative' | 'isAbsolute' | 'basename' | 'dirname' | 'extname'>

/**
 * What leads from a folder to something in it, with `/` on every system: `('/media/card', '/media/card/DCIM/A.MP4')` →
 * `DCIM/A.MP4`. Empty for the folder itself, `null` for what is not in it. Both paths are absolute.
 */
export function belowOf(folder: string, path: string, kind: PathKind = native): string | null {
  const way = kind.relative(folder, path)
  if (way === '..' || way.startsWith(`..${kind.sep}`) || kind.isAbsolute(way)) return null
  return way.split(kind.sep).join('/')
}

/** `('', 'A')` → `A`; `('A', 'B')` → `A/B`. */
export function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

/** The path of something below a folder, as the system spells it; `below` has `/` on every system. */
export function pathOf(root: string, below: string, kind: PathKind = native): string {
  return below === '' ? root : kind.join(root, ...below.split('/'))
}

export function isWithin(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`)
}

/** Whether a look that enters only some directories comes to the one that holds a path. */
export function isReached(below: string, enters: (directory: string) => boolean): boolean {
  const parts = below.split('/').slice(0, -1)
  return parts.every((_, index) => enters(parts.slice(0, index + 1).join('/')))
}
