/** @file Finds the hash lists of a folder: files `*.mhl`, and the generations in its folder `ascmhl`. */
import { join } from 'node:path'
import { errorCode } from '../../contract/errors/error-code.ts'
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { phrase, quantity, bytes as sizeOf } from '../../contract/i18n/phrase.ts'
import { ASCMHL_FOLDER, CHAIN_NAME } from '../../contract/proof/hash-list.ts'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import { entriesIn, stat } from '../drives/files.ts'
import { reasonOf } from '../files/identity.ts'
import { readChain } from './chain.ts'
import { LIST_LIMITS } from './list.ts'
import { problemIn } from './list-cache.ts'

/** More lists of one folder are not read. */
const MAX_LISTS = 100
/** For so long the result of a folder is reused, because clips of one folder are sent one after the other. */
const FRESH_MS = 10_000
const MAX_FOLDERS = 1_000

export interface ListFile {
  readonly path: string
  /** The number of the generation; `null` for a list outside of an `ascmhl` folder. */
  readonly generation: number | null
  /** Its C4 by the chain file; `null` without one. */
  readonly c4: string | null
}

interface ListFolder {
  /** The newest generation first. */
  readonly lists: readonly ListFile[]
  readonly problems: readonly Failure[]
  /** Set if permission to list the folder is denied: a problem for files in it, but not for files below, as with `/home`. */
  readonly forbidden: Failure | null
}

/** @param now milliseconds of any clock */
export function createListFolders(now: () => number) {
  const cache = new Map<string, { readonly at: number; readonly folder: Promise<ListFolder> }>()

  return {
    /** @throws FailureError `file.notAnswering` and `system.*` */
    async get(path: string): Promise<ListFolder> {
      const known = cache.get(path)
      if (known && now() - known.at < FRESH_MS) return await known.folder
      const folder = read(path)
      cache.delete(path)
      cache.set(path, { at: now(), folder })
      for (const oldest of cache.keys()) {
        if (cache.size <= MAX_FOLDERS) break
        cache.delete(oldest)
      }
      return await folder.catch((caught: unknown) => {
        if (cache.get(path)?.folder === folder) cache.delete(path)
        throw caught
      })
    },
  }
}

async function read(path: string): Promise<ListFolder> {
  const problems: Failure[] = []
  let forbidden: Failure | null = null
  const names = await namesIn(
    path,
    (name) => isList(name) || name.toLowerCase() === ASCMHL_FOLDER,
    (problem, isForbidden) => {
      if (isForbidden) forbidden = problem
      else problems.push(problem)
    },
  )
  const beside = names.filter(isList).map((name) => ({ path: join(path, name), generation: null, c4: null }))
  const own = names.find((name) => !isList(name))
  const generations = own === undefined ? [] : await generationsIn(join(path, own), problems)
  const newest = (await Promise.all(beside.map(dated))).toSorted((one, other) => other.modifiedAt - one.modifiedAt)
  const numbered = await Promise.all(generations.slice(0, MAX_LISTS).map(dated))
  const lists = [
    ...withinLimits(numbered, generations.length, path, problems),
    ...withinLimits(newest, newest.length, path, problems),
  ]
  return { lists, problems, forbidden }
}

interface DatedList {
  readonly file: ListFile
  readonly sizeBytes: number
  /** Epoch milliseconds. */
  readonly modifiedAt: number
}

/** A list that is missing has no size and no date; it becomes a problem when it is read. @throws FailureError as `get` */
async function dated(file: ListFile): Promise<DatedList> {
  try {
    const { size, mtimeMs } = await stat(file.path)
    return { file, sizeBytes: size, modifiedAt: mtimeMs }
  } catch (caught) {
    throwIfExhausted(caught)
    return { file, sizeBytes: 0, modifiedAt: 0 }
  }
}

/** Only a missing folder surely has no lists; one that cannot be read may have some, which is a problem. @throws FailureError as `get` */
async function namesIn(
  path: string,
  isWanted: (name: string) => boolean,
  onProblem: (problem: Failure, isForbidden: boolean) => void,
): Promise<readonly string[]> {
  try {
    return (await entriesIn(path)).flatMap(({ name }) => (isWanted(name) ? [name] : []))
  } catch (caught) {
    throwIfExhausted(caught)
    const code = errorCode(caught)
    if (code !== 'ENOENT')
      onProblem(failure('list.unreadableFolder', { path, reason: reasonOf(caught) }), code === 'EACCES' || code === 'EPERM')
    return []
  }
}

/** The generations by the chain file; if that is missing or damaged, by the numbers that their names begin with. */
async function generationsIn(folder: string, problems: Failure[]): Promise<readonly ListFile[]> {
  const all = await namesIn(
    folder,
    (name) => isList(name) || name === CHAIN_NAME,
    (problem) => problems.push(problem),
  )
  const names = all.filter(isList)
  const chain = await readChain(join(folder, CHAIN_NAME)).catch((caught: unknown) => {
    const problem = problemIn(caught)
    // A folder without lists and without a chain file is only empty.
    if (all.length > 0) problems.push(problem)
    return null
  })
  const files =
    chain?.generations.map(({ number, name, c4 }) => ({ path: join(folder, name), generation: number, c4 })) ??
    names.map((name) => ({ path: join(folder, name), generation: Number(/^\d{1,9}/.exec(name)?.[0] ?? 0), c4: null }))
  return files.toSorted((one, other) => other.generation - one.generation)
}

/**
 * The newest lists within the limits of number and of bytes together; a problem is added if there are more.
 *
 * @param lists the newest first
 * @param count how many lists the folder has
 */
function withinLimits(lists: readonly DatedList[], count: number, path: string, problems: Failure[]): readonly ListFile[] {
  let bytes = 0
  const fitting = lists.slice(0, MAX_LISTS).filter(({ sizeBytes }) => {
    // A list that is too large by itself becomes a problem when it is read.
    if (sizeBytes > LIST_LIMITS.bytes) return true
    bytes += sizeBytes
    return bytes <= LIST_LIMITS.bytes
  })
  if (fitting.length < count) {
    const limit = count > MAX_LISTS ? quantity(MAX_LISTS) : phrase('{size} together', { size: sizeOf(LIST_LIMITS.bytes) })
    problems.push(failure('list.tooMany', { path, count: quantity(count), limit }))
  }
  return fitting.map(({ file }) => file)
}

/** Programs for macOS leave files `._name.mhl` beside lists on other file systems. */
function isList(name: string): boolean {
  return /\.mhl$/i.test(name) && !name.startsWith('.')
}
