/** @file Moves sent files away, so that at every moment there is one whole file, and nothing is written over. */
import { link, lstat, mkdir, rename, unlink } from 'node:fs/promises'
import { dirname, parse, resolve } from 'node:path'
import { FailureError, failure } from '../../contract/errors.ts'
import { exhaustionIn } from '../../engine/exhaustion.ts'
import type { WatchedFiles } from '../../engine/watch/ports.ts'
import { reasonOf } from '../files/identity.ts'
import { copyBeside, syncFolder } from './copying.ts'

/** Beyond this many files of one name something else is wrong. */
const MOST_NUMBERS = 10_000

export const move: WatchedFiles['move'] = async (from, to, signal) => {
  if (resolve(from) === resolve(to)) return from
  try {
    await mkdir(dirname(to), { recursive: true })
    return await moveWithin(from, to).catch((caught: unknown) => {
      if (codeOf(caught) === 'EXDEV') return moveAcross(from, to, signal)
      throw caught
    })
  } catch (caught) {
    signal?.throwIfAborted()
    throw notMoved(from, caught)
  }
}

/** `put` is the Trash of the system, as the host knows it. */
export function trashBy(put: (path: string) => Promise<void>): WatchedFiles['trash'] {
  return async (path) => {
    try {
      await lstat(path)
      await put(path)
      if (await isTaken(path)) throw new Error('it is still there')
    } catch (caught) {
      throw notMoved(path, caught)
    }
  }
}

/**
 * On the same drive. A second name for the file never replaces another one, which renaming would; it is what is left
 * where drives know no second names.
 */
async function moveWithin(from: string, to: string): Promise<string> {
  for (const target of namesLike(to)) {
    try {
      await link(from, target)
    } catch (caught) {
      if (codeOf(caught) === 'EXDEV') throw caught
      if (await isTaken(target)) continue
      await rename(from, target)
      return target
    }
    await leaveOne(from, target)
    return target
  }
  throw new Error('there are too many files of this name')
}

async function moveAcross(from: string, to: string, signal: AbortSignal | undefined): Promise<string> {
  const copy = await copyBeside(from, to, signal)
  const target = await moveWithin(copy, to).catch(async (caught: unknown) => {
    await unlink(copy)
    throw caught
  })
  await syncFolder(dirname(target))
  await leaveOne(from, target)
  return target
}

/** Takes the old name away; where that is not allowed the new one goes, so that no try leaves another copy. */
async function leaveOne(from: string, target: string): Promise<void> {
  await unlink(from).catch(async (caught: unknown) => {
    await unlink(target)
    throw caught
  })
}

function* namesLike(path: string): Generator<string> {
  yield path
  const { dir, name, ext } = parse(path)
  for (let number = 2; number <= MOST_NUMBERS; number += 1) yield resolve(dir, `${name} ${number}${ext}`)
}

async function isTaken(path: string): Promise<boolean> {
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

function notMoved(path: string, caught: unknown): FailureError {
  const exhaustion = exhaustionIn(caught)
  if (exhaustion) return new FailureError(exhaustion, caught)
  const reason = codeOf(caught) === 'ENOENT' ? 'it, or the folder for it, is not there' : reasonOf(caught)
  return new FailureError(failure('watch.notMoved', { path, reason }), caught)
}
