/** @file Paths of both kinds of system. Pure: the kind can be passed; by default it is that of this machine. */
import native, { type PlatformPath, posix } from 'node:path'

/** The kinds differ in what separates names: on Linux and macOS a backslash is a letter like any other. */
export type PathKind = Pick<PlatformPath, 'sep' | 'join' | 'relative' | 'isAbsolute' | 'basename' | 'dirname' | 'extname'>

/**
 * The relative path from a folder to something in it, with `/` on every system:
 * `('/media/card', '/media/card/DCIM/A.MP4')` → `DCIM/A.MP4`. Empty for the folder itself, `null` for what is not in it.
 * Both paths are absolute. All other tests of containment are made of this one.
 */
export function belowOf(folder: string, path: string, kind: PathKind = native): string | null {
  const relative = kind.relative(folder, path)
  if (relative === '..' || relative.startsWith(`..${kind.sep}`) || kind.isAbsolute(relative)) return null
  return relative.split(kind.sep).join('/')
}

/** The same for two paths below one folder, as `join` makes them. */
export function belowDirectory(directory: string, path: string): string | null {
  return belowOf(`/${directory}`, `/${path}`, posix)
}

/** The same in the spelling of `foldedPath`, as a question. */
export function isInside(outer: string, inner: string, kind?: PathKind): boolean {
  return belowOf(foldedPath(outer), foldedPath(inner), kind) !== null
}

/** Whether two paths are the same in the spelling of `foldedPath`. */
export function isSamePath(one: string, other: string): boolean {
  return isInside(one, other) && isInside(other, one)
}

/** One spelling for NFC and NFD, and for upper and lower case, which some drives do not distinguish. */
export function foldedPath(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/** `('', 'A')` → `A`; `('A', 'B')` → `A/B`. */
export function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

/** The directory of a path below a watched folder; empty for the folder itself. */
export function directoryOf(below: string): string {
  return below.slice(0, Math.max(0, below.lastIndexOf('/')))
}

/** The path of something below a folder in the spelling of the system; `below` has `/` on every system. */
export function pathOf(root: string, below: string, kind: PathKind = native): string {
  return below === '' ? root : kind.join(root, ...below.split('/'))
}

/** Whether a walk that enters only some directories reaches the one that holds a path. */
export function isReached(below: string, enters: (directory: string) => boolean): boolean {
  const parts = below.split('/').slice(0, -1)
  return parts.every((_, index) => enters(parts.slice(0, index + 1).join('/')))
}
