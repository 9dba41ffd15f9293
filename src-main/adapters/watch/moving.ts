/** @file Moves sent files so that a complete file exists at every moment, and no file is replaced. */

import { dirname, resolve } from 'node:path'
import { FailureError, failure } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'
import { exhaustionIn } from '../../engine/exhaustion.ts'
import type { FolderFiles } from '../../engine/watch/ports.ts'
import { link, lstat, mkdir, rename, stat, unlink } from '../drives/files.ts'
import { reasonOf } from '../files/identity.ts'
import { type FolderStats, isSameFolder } from '../files/real-path.ts'
import { contentOf, copyBeside, forgetCopy, syncFolder } from './copying.ts'

interface Move {
  readonly from: string
  readonly to: string
  readonly signal: AbortSignal
  /** An earlier attempt may have ended when the file had both names. */
  readonly isResumed: boolean
}

export const move: FolderFiles['move'] = async (from, to, { isResumed = false, signal }) => {
  if (resolve(from) === resolve(to)) return true
  try {
    await mkdir(dirname(to), { recursive: true })
    // One folder under two paths, such as a second mount: unlinking the old name would remove the file itself.
    if (await leadToOneFolder(dirname(from), dirname(to))) throw new Error('the folder to move to is the one that it is in')
    return await moveTo({ from, to, signal, isResumed })
  } catch (caught) {
    signal.throwIfAborted()
    throw notMoved(from, caught)
  }
}

export const isTaken: FolderFiles['isTaken'] = async (path) => {
  try {
    return await isThere(path)
  } catch (caught) {
    throw notMoved(path, caught)
  }
}

/** `put` is the Trash of the system, as the host knows it. */
export function trashBy(put: (path: string) => Promise<void>): FolderFiles['trash'] {
  return async (path) => {
    try {
      await lstat(path)
      await assertRenamable(path)
      await put(path)
      if (await isThere(path)) throw new Error('it is still there')
    } catch (caught) {
      throw notMoved(path, caught)
    }
  }
}

/**
 * A hard link never replaces a file, as a rename would; renaming is only for drives without hard links. Answers `false` when the
 * name is taken.
 */
async function moveTo(job: Move): Promise<boolean> {
  const { from, to } = job
  try {
    await assertRenamable(from)
    await link(from, to)
  } catch (caught) {
    if (await isThere(to)) {
      const isOne = await isOneFile(from, to)
      return (isOne || job.isResumed) && (await finishEarlierMove(job, isOne))
    }
    if (codeOf(caught) === 'EXDEV') return copyTo(job)
    return await rename(from, to).then(
      () => true,
      (problem: unknown) => {
        if (codeOf(problem) === 'EXDEV') return copyTo(job)
        throw problem
      },
    )
  }
  await removeOldName(from, to)
  return true
}

async function copyTo({ from, to, signal }: Move): Promise<boolean> {
  const copy = await copyBeside(from, to, signal)
  try {
    if (!(await moveTo({ from: copy, to, signal, isResumed: false }))) {
      await unlink(copy)
      return false
    }
  } catch (caught) {
    await unlink(copy)
    throw caught
  }
  await syncFolder(dirname(to))
  await removeOldName(from, to)
  return true
}

/** An earlier process ended when the file, or a complete copy of it, had its new name, and still had the old one. */
async function finishEarlierMove({ from, to, signal }: Move, isOne: boolean): Promise<boolean> {
  const [old, moved] = await Promise.all([from, to].map((path) => lstat(path, { bigint: true })))
  if (!old?.isFile() || !moved?.isFile() || old.size !== moved.size) return false
  if (!isOne) {
    if ((await contentOf(from, signal)) !== (await contentOf(to, signal))) return false
    await forgetCopy(from, to)
  }
  await unlink(from)
  return true
}

/**
 * Removes the old name; where that is not allowed the new one, so that no attempt leaves another copy. On Windows a program that
 * has the file open keeps both: then the next attempt finds that they are one file.
 */
async function removeOldName(from: string, to: string): Promise<void> {
  await unlink(from).catch(async (caught: unknown) => {
    await unlink(to).catch(() => {})
    throw caught
  })
}

/** Windows links a file that is open elsewhere, and then removes neither name; so a rename to its own name is tried before. */
async function assertRenamable(path: string): Promise<void> {
  if (process.platform === 'win32') await rename(path, path)
}

/** Whether two paths are names of one file. Drives without inodes have no hard links either. */
async function isOneFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => lstat(path, { bigint: true })))
  return first !== undefined && first.ino !== 0n && first.dev === second?.dev && first.ino === second.ino
}

async function leadToOneFolder(one: string, other: string): Promise<boolean> {
  const see = async (path: string): Promise<FolderStats> => ({ path, stats: await stat(path, { bigint: true }) })
  return isSameFolder(await see(one), await see(other))
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (caught: unknown) => {
      if (codeOf(caught) === 'ENOENT') return false
      throw caught
    },
  )
}

function codeOf(caught: unknown): string {
  return caught instanceof Error && 'code' in caught ? String(caught.code) : ''
}

function isHeld(caught: unknown): boolean {
  return ['EBUSY', 'ETXTBSY'].includes(codeOf(caught))
}

function notMoved(path: string, caught: unknown): FailureError {
  const exhaustion = exhaustionIn(caught)
  if (exhaustion) return new FailureError(exhaustion, caught)
  if (isHeld(caught)) return new FailureError(failure('watch.held', { path }), caught)
  const reason = codeOf(caught) === 'ENOENT' ? phrase('it, or the folder for it, is not there') : reasonOf(caught)
  return new FailureError(failure('watch.notMoved', { path, reason }), caught)
}
