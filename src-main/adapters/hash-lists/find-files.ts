/** @file The files that are to be verified: those that are there, and those that lists name and that are not. */
import { basename, dirname, join } from 'node:path'
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import { belowOf, foldedPath } from '../../engine/files/paths.ts'
import type { VerifiedFile } from '../../engine/ports/verifier.ts'
import { lstat, stat } from '../drives/files.ts'
import { fileFailure } from '../files/identity.ts'
import { hasHistory, readHistory } from './history.ts'
import { DEFAULT_IGNORES, ignoresOf } from './ignores.ts'
import { readEntries } from './list.ts'
import { filesOf, foldersOf, readTree } from './tree.ts'

export interface FoundFile {
  readonly path: string
  readonly sizeBytes: number
}

export interface FoundFiles {
  /** Each once, in the order of their paths. */
  readonly files: readonly FoundFile[]
  /** What is known without reading a file: missing, or unreadable. */
  readonly told: readonly VerifiedFile[]
}

/** Folders above a folder whose lists may name what is in it. */
const MOST_LEVELS = 10
const IS_LIST = /\.mhl$/i

/** @param paths absolute */
export async function findFiles(paths: readonly string[], signal: AbortSignal): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>()
  const told = new Map<string, VerifiedFile>()
  const tell = (path: string, why: Failure, list: string | null = null): void => {
    const result = why.code === 'file.missing' ? 'missing' : 'unreadable'
    const by = list === null ? null : ({ kind: 'list', path: list, format: null } as const)
    if (!told.has(path)) told.set(path, { path, result, by, difference: null, failure: why })
  }
  for (const path of paths) {
    signal.throwIfAborted()
    try {
      const stats = await stat(path)
      if (!stats.isDirectory()) files.set(path, { path, sizeBytes: stats.size })
      else await findInFolder(path, { files, tell, signal })
    } catch (caught) {
      tell(path, failureOf(caught, path))
    }
  }
  return { files: [...files.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1)), told: [...told.values()] }
}

interface Finding {
  readonly files: Map<string, FoundFile>
  readonly tell: (path: string, why: Failure, list?: string | null) => void
  readonly signal: AbortSignal
}

async function findInFolder(start: string, { files, tell, signal }: Finding): Promise<void> {
  const tree = await readTree(start, { ignores: ignoresOf(DEFAULT_IGNORES), flat: true, signal })
  const lists: string[] = []
  const there = new Set<string>()
  for (const { path, sizeBytes } of filesOf(tree)) {
    if (IS_LIST.test(path)) lists.push(path)
    else files.set(path, { path, sizeBytes })
    there.add(foldedPath(path))
  }
  const folders = [...foldersOf(tree)]
  for (const { path, failure: why } of folders.flatMap(({ problems }) => problems)) tell(path, why)
  const wanted = async (path: string, list: string): Promise<void> => {
    if (belowOf(start, path) === null || there.has(foldedPath(path))) return
    // It may be a link, or left out of the tree by its name.
    if (
      await lstat(path).then(
        () => true,
        () => false,
      )
    )
      return
    tell(path, failure('file.missing', { path }), list)
  }
  for (const folder of [...folders.map(({ path }) => path), ...foldersAbove(start)]) {
    await attempt(join(folder, 'ascmhl'), tell, async () => {
      if (!(await hasHistory(folder))) return
      for (const below of (await readHistory(folder, signal)).paths()) await wanted(join(folder, below), join(folder, 'ascmhl'))
    })
  }
  for (const list of lists) {
    await attempt(list, tell, async () => {
      const named: string[] = []
      await readEntries(list, ({ path }) => void named.push(join(dirname(list), path)), signal)
      for (const path of named) await wanted(path, list)
    })
  }
}

function foldersAbove(start: string): readonly string[] {
  const folders: string[] = []
  for (let folder = dirname(start); folders.length < MOST_LEVELS && basename(folder) !== ''; folder = dirname(folder)) {
    folders.push(folder)
  }
  return folders
}

async function attempt(path: string, tell: Finding['tell'], work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (caught) {
    tell(path, failureOf(caught, path))
  }
}

function failureOf(caught: unknown, path: string): Failure {
  if (caught instanceof FailureError) return caught.failure
  if (caught instanceof Error && 'code' in caught) return fileFailure(caught, path)
  throw caught
}
