/** @file Moves sent files, so that a complete file exists at every moment and no file is replaced. */
import { dirname, resolve } from 'node:path'
import { errorCode } from '../../contract/errors/error-code.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { exhaustionIn } from '../../engine/exhaustion.ts'
import type { FolderFiles } from '../../engine/watch/ports.ts'
import { link, lstat, mkdir, rename, stat, unlink } from '../drives/files.ts'
import { reasonOf } from '../files/identity.ts'
import { type FolderStats, isSameFolder } from '../files/real-path.ts'
import { copyBeside, deleteCopy, sha256Of, syncFolder } from './copying.ts'

interface Move {
  readonly from: string
  readonly to: string
  readonly signal: AbortSignal
  /** An earlier attempt may have ended when the file had both names. */
  readonly isResumed: boolean
  /** It is the copy of a file from another drive, beside its new name. */
  readonly isCopy: boolean
}

export const move: FolderFiles['move'] = async (from, to, { isResumed = false, signal }) => {
  if (resolve(from) === resolve(to)) return true
  try {
    await mkdir(dirname(to), { recursive: true })
    // One folder under two paths, such as a second mount: unlinking the old name would remove the file itself.
    if (await leadToOneFolder(dirname(from), dirname(to))) throw new Error('the folder to move to is the one that it is in')
    return await moveTo({ from, to, signal, isResumed, isCopy: false })
  } catch (caught) {
    signal.throwIfAborted()
    throw notMoved(from, caught)
  }
}

export const isTaken: FolderFiles['isTaken'] = async (path) => {
  try {
    return await exists(path)
  } catch (caught) {
    throw notMoved(path, caught)
  }
}

/** @param put moves a file to the Trash of the system */
export function createTrash(put: (path: string) => Promise<void>): FolderFiles['trash'] {
  return async (path) => {
    try {
      await lstat(path)
      await assertRenamable(path)
      await put(path)
      if (await exists(path)) throw new Error('it is still there')
    } catch (caught) {
      throw notMoved(path, caught)
    }
  }
}

/**
 * A hard link never replaces a file, as a rename would; renaming is only for drives without hard links. Returns `false` when the name is
 * taken.
 */
async function moveTo(request: Move): Promise<boolean> {
  const { from, to } = request
  try {
    await assertRenamable(from)
    await link(from, to)
  } catch (caught) {
    if (await exists(to)) {
      const isSame = await isSameFile(from, to)
      return (isSame || request.isResumed) && (await finishEarlierMove(request, isSame))
    }
    if (isOtherDrive(caught) && !request.isCopy) return copyTo(request)
    return await rename(from, to).then(
      () => true,
      (problem: unknown) => {
        if (!isOtherDrive(problem)) throw problem
        if (!request.isCopy) return copyTo(request)
        // A second copy would be refused like the first.
        throw new Error('the drive refuses to rename files within the folder to move to', { cause: problem })
      },
    )
  }
  await removeOldName(from, to)
  return true
}

async function copyTo({ from, to, signal }: Move): Promise<boolean> {
  const copy = await copyBeside(from, to, signal)
  try {
    if (!(await moveTo({ from: copy, to, signal, isResumed: false, isCopy: true }))) {
      await unlink(copy)
      return false
    }
  } catch (caught) {
    // The next attempt deletes a copy that is left; the reason is what a person can act on.
    await unlink(copy).catch(() => {})
    throw caught
  }
  await syncFolder(dirname(to))
  await removeOldName(from, to)
  return true
}

/** Completes the move of an earlier process that ended when the file, or a complete copy of it, already had its new name. */
async function finishEarlierMove({ from, to, signal }: Move, isSame: boolean): Promise<boolean> {
  const [old, moved] = await Promise.all([from, to].map((path) => lstat(path, { bigint: true })))
  if (!old?.isFile() || !moved?.isFile() || old.size !== moved.size) return false
  if (!isSame) {
    if ((await sha256Of(from, signal)) !== (await sha256Of(to, signal))) return false
    await deleteCopy(from, to)
  }
  await unlink(from)
  return true
}

/**
 * Removes the old name; where that is not allowed the new one, so that attempts do not leave more and more copies. On Windows, neither can
 * be removed while a program has the file open: the next attempt finds that both are one file.
 */
async function removeOldName(from: string, to: string): Promise<void> {
  await unlink(from).catch(async (caught: unknown) => {
    await unlink(to).catch(() => {})
    throw caught
  })
}

/** Windows creates a link to a file that is open elsewhere, but then removes neither name. A rename to its own name shows that before. */
async function assertRenamable(path: string): Promise<void> {
  if (process.platform === 'win32') await rename(path, path)
}

/** Whether two paths are names of one file. Drives without inodes have no hard links either. */
async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => lstat(path, { bigint: true })))
  return first !== undefined && first.ino !== 0n && first.dev === second?.dev && first.ino === second.ino
}

async function leadToOneFolder(a: string, b: string): Promise<boolean> {
  const statsAt = async (path: string): Promise<FolderStats> => ({ path, stats: await stat(path, { bigint: true }) })
  return isSameFolder(await statsAt(a), await statsAt(b))
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (caught: unknown) => {
      if (errorCode(caught) === 'ENOENT') return false
      throw caught
    },
  )
}

function isOtherDrive(caught: unknown): boolean {
  return errorCode(caught) === 'EXDEV'
}

function isHeld(caught: unknown): boolean {
  return ['EBUSY', 'ETXTBSY'].includes(errorCode(caught))
}

function notMoved(path: string, caught: unknown): FailureError {
  const exhaustion = exhaustionIn(caught)
  if (exhaustion) return new FailureError(exhaustion, caught)
  if (isHeld(caught)) return new FailureError(failure('watch.held', { path }), caught)
  const reason = errorCode(caught) === 'ENOENT' ? phrase('it, or the folder for it, is not there') : reasonOf(caught)
  return new FailureError(failure('watch.notMoved', { path, reason }), caught)
}
