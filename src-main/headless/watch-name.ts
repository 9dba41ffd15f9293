/** @file Finds a watched folder by id, by the beginning of one, or by any path that leads to it. */
import { basename, dirname, join, resolve } from 'node:path'
import { plainPath } from '../contract/text/paths.ts'
import type { WatchView } from '../contract/watch.ts'
import { usage } from './parse.ts'

/** Calls to drives, each with a time limit. */
export type DriveCalls = Pick<typeof import('node:fs/promises'), 'lstat' | 'readlink' | 'realpath' | 'stat'>

/** Symbolic links that systems follow at most. */
const MAX_LINKS = 40

/** @throws FailureError `input.invalid` when several fit */
export async function pickWatch(watches: readonly WatchView[], name: string, drives: DriveCalls): Promise<WatchView | null> {
  const byId = watches.find(({ id }) => id === name)
  const found = byId ?? (name === '' ? null : await atPath(watches, resolve(name), drives))
  if (found) return found
  const [first, ...others] = name === '' ? [] : watches.filter(({ id }) => id.startsWith(name))
  if (others.length > 0) throw usage(`“${name}” is the beginning of several ids; name more of it.`)
  return first ?? null
}

/** The stored path needs no call to a drive, which may not answer. */
async function atPath(watches: readonly WatchView[], path: string, drives: DriveCalls): Promise<WatchView | null> {
  const byPath = watches.find((watch) => watch.path === path)
  if (byPath) return byPath
  const real = plainPath(await withoutLinks(path, drives))
  const byName = watches.find((watch) => watch.path === real)
  if (byName) return byName
  const [bySpelling, ...others] =
    process.platform === 'linux' ? [] : watches.filter((watch) => folded(watch.path) === folded(real))
  if (bySpelling && others.length === 0) return bySpelling
  const wanted = await drives.stat(path, { bigint: true }).catch(() => null)
  if (!wanted || wanted.ino === 0n) return null
  for (const watch of watches) {
    const other = await drives.stat(watch.path, { bigint: true }).catch(() => null)
    if (other?.dev === wanted.dev && other.ino === wanted.ino) return watch
  }
  return null
}

/** How drives of this system compare names: a drive that is away cannot be asked. */
function folded(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/** Resolves as much of a path as exists: its drive may be away. */
async function withoutLinks(path: string, drives: DriveCalls, links = MAX_LINKS): Promise<string> {
  const real = await drives.realpath(path).catch(() => null)
  if (real !== null || links === 0) return real ?? path
  const stats = await drives.lstat(path).catch(() => null)
  if (stats?.isSymbolicLink()) return withoutLinks(resolve(dirname(path), await drives.readlink(path)), drives, links - 1)
  return dirname(path) === path ? path : join(await withoutLinks(dirname(path), drives, links - 1), basename(path))
}
