/** @file Finds the files that are to be verified: those that exist, and those that a list names and that do not. */
import { dirname, join } from 'node:path'
import { errorCode } from '../../contract/errors/error-code.ts'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { belowOf, foldedPath } from '../../engine/files/paths.ts'
import type { VerifiedFile } from '../../engine/ports/verifier.ts'
import { lstat, stat } from '../drives/files.ts'
import { fileFailure } from '../files/identity.ts'
import { unreadResult } from './check-files.ts'
import { hasHistory, readHistory } from './history.ts'
import { DEFAULT_IGNORES, ignoresOf } from './ignores.ts'
import { readEntries } from './list.ts'
import { foldersUpFrom } from './locations.ts'
import { filesOf, foldersOf, readTree } from './tree.ts'

interface FoundFile {
  readonly path: string
  readonly sizeBytes: number
}

interface FoundFiles {
  /** Each once, in the order of their paths. */
  readonly files: readonly FoundFile[]
  /** Results that need no reading: missing, or unreadable. */
  readonly unread: readonly VerifiedFile[]
}

const IS_LIST = /\.mhl$/i

/** @param paths absolute */
export async function findFiles(paths: readonly string[], signal: AbortSignal): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>()
  const unread = new Map<string, VerifiedFile>()
  const report = (path: string, problem: Failure, list: string | null = null): void => {
    const by = list === null ? null : ({ kind: 'list', path: list, format: null } as const)
    if (!unread.has(path)) unread.set(path, { path, result: unreadResult(problem), by, difference: null, failure: problem })
  }
  const attempt = reportingFailure(report, signal)
  for (const path of paths) {
    signal.throwIfAborted()
    await attempt(path, async () => {
      const stats = await stat(path)
      if (!stats.isDirectory()) files.set(path, { path, sizeBytes: stats.size })
      else await findInFolder(path, { files, report, signal })
    })
  }
  return {
    files: [...files.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    unread: [...unread.values()],
  }
}

interface Search {
  readonly files: Map<string, FoundFile>
  /** @param list the list that names the file */
  readonly report: (path: string, problem: Failure, list?: string | null) => void
  readonly signal: AbortSignal
}

async function findInFolder(start: string, { files, report, signal }: Search): Promise<void> {
  const tree = await readTree(start, { ignores: ignoresOf(DEFAULT_IGNORES), flat: true, signal })
  const lists: string[] = []
  const existing = new Set<string>()
  for (const { path, sizeBytes } of filesOf(tree)) {
    if (IS_LIST.test(path)) lists.push(path)
    else files.set(path, { path, sizeBytes })
    existing.add(foldedPath(path))
  }
  const folders = [...foldersOf(tree)]
  for (const { path, failure: problem } of folders.flatMap(({ problems }) => problems)) report(path, problem)

  async function checkListed(path: string, list: string): Promise<void> {
    if (belowOf(start, path) === null || existing.has(foldedPath(path))) return
    // It may be a link, or ignored by its name.
    if (!(await exists(path))) report(path, failure('file.missing', { path }), list)
  }

  const attempt = reportingFailure(report, signal)
  const [, ...above] = foldersUpFrom(start)
  for (const folder of [...folders.map(({ path }) => path), ...above]) {
    const list = join(folder, 'ascmhl')
    await attempt(list, async () => {
      if (!(await hasHistory(folder))) return
      for (const below of (await readHistory(folder, signal)).paths()) await checkListed(join(folder, below), list)
    })
  }
  for (const list of lists) {
    await attempt(list, async () => {
      const listed: string[] = []
      await readEntries(list, ({ path }) => void listed.push(join(dirname(list), path)), signal)
      for (const path of listed) await checkListed(path, list)
    })
  }
}

/** Also for a link that leads nowhere. */
function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** Returns a function that reports the failure of work for a path. @throws the reason of the signal; what is no failure and no error of the system */
function reportingFailure(report: Search['report'], signal: AbortSignal) {
  return async (path: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (caught) {
      // The reason of an abort has a code, too.
      signal.throwIfAborted()
      if (!(caught instanceof FailureError) && errorCode(caught) === '') throw caught
      report(path, caught instanceof FailureError ? caught.failure : fileFailure(caught, path))
    }
  }
}
