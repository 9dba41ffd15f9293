/** @file Resolves paths to canonical ones, without links and spelled as on the drive, and decides whether two paths lead to one folder. */
import { type BigIntStats, realpath as realpathCallback } from 'node:fs'
import { join, parse, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import { FailureError } from '../../contract/errors/errors.ts'
import { plainPath } from '../../contract/text/paths.ts'
import { orDefault, throwIfExhausted } from '../../engine/exhaustion.ts'
import { foldedPath } from '../../engine/files/paths.ts'
import { callDrive } from '../drives/calls.ts'
import { lstat, readdir, realpath, stat } from '../drives/files.ts'
import { fileFailure } from './identity.ts'

/** @throws FailureError `file.missing` or `file.unreadable` */
export async function realPath(path: string): Promise<string> {
  try {
    return await findRealPath(path)
  } catch (caught) {
    throw new FailureError(fileFailure(caught, path), caught)
  }
}

/** @throws what the file system throws */
export async function findRealPath(path: string): Promise<string> {
  const real = await realpath(path).catch((caught: unknown) => resolveByNode(path, caught))
  // Other systems return the spelling of the drive.
  return process.platform === 'linux' ? asSpelled(real) : plainPath(real)
}

/** A path and its device and inode. */
export interface FolderStats {
  readonly path: string
  readonly stats: Pick<BigIntStats, 'dev' | 'ino'>
}

/** Compares device and inode. On drives without inodes, where all are 0, it compares the paths without links. */
export async function isSameFolder(a: FolderStats, b: FolderStats): Promise<boolean> {
  if (a.stats.dev !== b.stats.dev || a.stats.ino !== b.stats.ino) return false
  if (a.stats.ino !== 0n) return true
  const [realA, realB] = await Promise.all([a, b].map(({ path }) => realPath(path).catch(orDefault(null))))
  return realA !== null && realA === realB
}

/** Node's own implementation, which reads link by link. */
const realpathByNode = promisify(realpathCallback)

/** The system resolves no paths on RAM disks and other drives that a program provides, and no long paths on some systems. */
async function resolveByNode(path: string, caught: unknown): Promise<string> {
  throwIfExhausted(caught)
  await stat(path)
  return asSpelled(plainPath(await callDrive(path, () => realpathByNode(resolve(path)))))
}

/** On case-insensitive drives the spelling of each name is read from its folder. */
async function asSpelled(path: string): Promise<string> {
  const { root } = parse(path)
  let spelled = root
  for (const name of path.slice(root.length).split(sep)) spelled = join(spelled, await spellingIn(spelled, name))
  return spelled
}

/** Reads the folder only if the name also exists in another letter case: the drive may be case-insensitive. */
async function spellingIn(folder: string, name: string): Promise<string> {
  const lower = name.toLowerCase()
  const otherCase = name === lower ? name.toUpperCase() : lower
  if (otherCase === name || !(await exists(join(folder, otherCase)))) return name
  const names = await readdir(folder).catch(orDefault<string[]>([]))
  const foldedName = foldedPath(name)
  return names.includes(name) ? name : (names.find((candidate) => foldedPath(candidate) === foldedName) ?? name)
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
