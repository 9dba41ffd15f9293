/**
 * @file Reads the content of one folder. Watched trees have a hundred thousand files and are read again and again: functions with a callback
 * take half the time of those with a promise here, and synchronous ones a third of that.
 */
import { type BigIntStats, type Dirent, lstat, lstatSync } from 'node:fs'
import { basename, sep } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { exhaustionIn, isExhaustion, throwIfExhausted } from '../../engine/exhaustion.ts'
import type { FolderContent, FolderFiles, FoundFile, UnnamedFile } from '../../engine/watch/ports.ts'
import { callDrive } from '../drives/calls.ts'
import { driveOf } from '../drives/drive-of.ts'
import { entriesIn, lstat as lstatOf, readdir as readdirOf, stat } from '../drives/files.ts'
import { factsOf, fileFailure, identityOf, reasonOf } from '../files/identity.ts'
import { isSuspicious, separateNames } from '../files/names.ts'
import { findRealPath } from '../files/real-path.ts'

/** As many as there are threads for one drive; see `drives/calls.ts`. */
const IN_FLIGHT = 4
/** Files that one call reads one after the other, before other calls on the drive run. */
const AT_A_TIME = 32
const EXACT = { bigint: true } as const

/** The first files are read in the background; when that takes no longer than this, the drive answers from its cache. */
const SAMPLE = 8
const CACHED_MS = 2
/** The thread is held no longer than this. */
const SLICE_MS = 3

export const readFolder: FolderFiles['readFolder'] = async (path, { isNear = false, signal } = {}) => {
  try {
    const all = await entriesIn(path)
    const isAllText = !all.some(({ name }) => isSuspicious(name))
    const { entries, unnamed } = isAllText ? { entries: all, unnamed: [] } : await withUnnamed(path, all)
    const named = (is: (entry: Dirent) => boolean): string[] => entries.filter(is).map(({ name }) => name)
    return {
      files: await statFiles(
        path,
        named((entry) => entry.isFile()),
        isNear,
        signal,
      ),
      folders: named((entry) => entry.isDirectory()),
      links: named((entry) => entry.isSymbolicLink()),
      unnamed,
    } satisfies FolderContent
  } catch (caught) {
    signal?.throwIfAborted()
    const problem = fileFailure(caught, path)
    const isComplete = problem.code === 'file.missing' || isExhaustion(problem)
    throw new FailureError(isComplete ? problem : failure('file.folderUnreadable', { path, reason: reasonOf(caught) }), caught)
  }
}

export const statFile: FolderFiles['stat'] = (path) =>
  callDrive(
    path,
    () =>
      new Promise((resolve, reject) => {
        lstat(path, EXACT, (error, stats) => {
          const exhaustion = exhaustionIn(error)
          if (exhaustion) reject(new FailureError(exhaustion, error))
          else resolve(error ? null : foundFile(basename(path), stats))
        })
      }),
  )

export const folder: FolderFiles['folder'] = async (path) => {
  try {
    const real = await findRealPath(path)
    const stats = await stat(real, EXACT)
    return stats.isDirectory() ? { path: real, device: String(stats.dev), inode: String(stats.ino) } : null
  } catch (caught) {
    throwIfExhausted(caught)
    return null
  }
}

/** Entries whose names are valid UTF-8, and what can be read of the others. */
async function withUnnamed(path: string, all: readonly Dirent[]): Promise<{ entries: Dirent[]; unnamed: UnnamedFile[] }> {
  const { names, unnamed } = separateNames(await readdirOf(path, { encoding: 'buffer' }))
  const entries = new Map(all.filter(({ name }) => names.has(name)).map((entry) => [entry.name, entry]))
  const found = await Promise.all([...unnamed].map(([shown, name]) => statUnnamed(path, shown, name)))
  return { entries: [...entries.values()], unnamed: found.filter((file) => file !== null) }
}

async function statUnnamed(folder: string, name: string, bytes: Buffer): Promise<UnnamedFile | null> {
  const stats = await lstatOf(Buffer.concat([Buffer.from(folder + sep), bytes]), EXACT).catch(() => null)
  const isFolder = stats?.isDirectory() ?? false
  if (!stats || !(isFolder || stats.isFile())) return null
  const identity = isFolder ? { ...factsOf(stats), sizeBytes: 0 } : factsOf(stats)
  return { name, isFolder, identity, birthNs: String(stats.birthtimeNs) }
}

/**
 * A drive that answers from its cache is read synchronously, for a few milliseconds at a time; as soon as it takes longer, or when
 * it is on a network that may never answer, in the background.
 */
async function statFiles(
  path: string,
  names: readonly string[],
  isNear: boolean,
  signal: AbortSignal | undefined,
): Promise<FoundFile[]> {
  if (!isNear || names.length <= SAMPLE || driveOf(path).mayNeverAnswer) return statAll(path, names, signal)
  const startedAt = performance.now()
  const found = await statAll(path, names.slice(0, SAMPLE), signal)
  let next = SAMPLE
  if (performance.now() - startedAt <= CACHED_MS) {
    const direct = statSynchronously(path, names, next)
    for (let step = direct.next(); ; step = direct.next()) {
      if (step.done) {
        next = step.value
        break
      }
      found.push(...step.value)
      await new Promise(setImmediate)
      signal?.throwIfAborted()
    }
  }
  return next === names.length ? found : [...found, ...(await statAll(path, names.slice(next), signal))]
}

/** Yields files in slices, until the drive is slow or all are read; returns the index of the first that was not read. */
function* statSynchronously(path: string, names: readonly string[], from: number): Generator<FoundFile[], number> {
  const prefix = path.endsWith(sep) ? path : path + sep
  let found: FoundFile[] = []
  let sliceAt = performance.now()
  let before = sliceAt
  for (const [index, name] of names.entries()) {
    if (index < from) continue
    const stats = lstatSync(prefix + name, { ...EXACT, throwIfNoEntry: false })
    const file = stats ? foundFile(name, stats) : null
    if (file) found.push(file)
    const now = performance.now()
    if (now - before > CACHED_MS) {
      yield found
      return index + 1
    }
    before = now
    if (now - sliceAt < SLICE_MS) continue
    yield found
    found = []
    sliceAt = performance.now()
    before = sliceAt
  }
  yield found
  return names.length
}

/** Skips files that are gone by now. Any other error is thrown, so that no file counts as gone because of it. */
async function statAll(path: string, names: readonly string[], signal: AbortSignal | undefined): Promise<FoundFile[]> {
  const prefix = path.endsWith(sep) ? path : path + sep
  const found: FoundFile[] = []
  // A few files are spread over all threads: one after the other they would take as long as on a slow drive.
  const perCall = Math.max(1, Math.min(AT_A_TIME, Math.ceil(names.length / IN_FLIGHT)))
  let next = 0
  let isOver = false

  async function statNext(): Promise<void> {
    while (next < names.length && !isOver) {
      const slice = names.slice(next, next + perCall)
      next += perCall
      await callDrive(path, (reportProgress) => statSlice(prefix, slice, found, reportProgress, () => isOver))
      signal?.throwIfAborted()
    }
  }

  try {
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, Math.ceil(names.length / perCall)) }, statNext))
  } finally {
    isOver = true
  }
  return found
}

function statSlice(
  prefix: string,
  names: readonly string[],
  found: FoundFile[],
  reportProgress: () => void,
  isOver: () => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const statFrom = (index: number): void => {
      const name = names[index]
      if (name === undefined || isOver()) {
        resolve()
        return
      }
      lstat(prefix + name, EXACT, (error, stats) => {
        reportProgress()
        if (error && error.code !== 'ENOENT') return reject(error)
        const file = error ? null : foundFile(name, stats)
        if (file) found.push(file)
        statFrom(index + 1)
      })
    }
    statFrom(0)
  })
}

function foundFile(name: string, stats: BigIntStats): FoundFile | null {
  return stats.isFile() ? { name, identity: identityOf(stats, name), birthNs: String(stats.birthtimeNs) } : null
}
