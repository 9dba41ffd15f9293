/** @file Which hash lists a folder has: files `*.mhl`, and the generations of its folder `ascmhl`. */
import { join } from 'node:path'
import { type Failure, failure } from '../../contract/errors.ts'
import { ASCMHL_FOLDER, CHAIN_NAME } from '../../contract/hash-list.ts'
import { phrase, quantity, bytes as sizeOf } from '../../contract/phrase.ts'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import { entriesIn, stat } from '../drives/files.ts'
import { reasonOf } from '../files/identity.ts'
import { readChain } from './chain.ts'
import { problemIn } from './indexed.ts'
import { LIST_LIMITS } from './list.ts'

/** More lists of one folder are not read. */
export const MOST_LISTS = 100
/** So long a folder is not looked at again: clips are sent one after the other. */
const FRESH_MS = 10_000
const MOST_FOLDERS = 1_000

export interface ListFile {
  readonly path: string
  /** `ascmhl` folders alone have generations. */
  readonly generation: number | null
  /** C4 that the chain file names; `null` where there is none. */
  readonly c4: string | null
}

export interface ListFolder {
  /** The newest generation first. */
  readonly lists: readonly ListFile[]
  readonly problems: readonly Failure[]
  /** Set where this user may not list the folder: no fault above a file, as with `/home`, but one in the folder of the file. */
  readonly forbidden: Failure | null
}

/** @param now milliseconds of any clock */
export function createListFolders(now: () => number) {
  const kept = new Map<string, { readonly at: number; readonly folder: Promise<ListFolder> }>()

  return {
    /** @throws FailureError `file.notAnswering` and `system.*` */
    async get(path: string): Promise<ListFolder> {
      const known = kept.get(path)
      if (known && now() - known.at < FRESH_MS) return await known.folder
      const folder = read(path)
      kept.delete(path)
      kept.set(path, { at: now(), folder })
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_FOLDERS) break
        kept.delete(oldest)
      }
      return await folder.catch((caught: unknown) => {
        if (kept.get(path)?.folder === folder) kept.delete(path)
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
  const newest = (await Promise.all(beside.map(written))).toSorted((one, other) => other.modifiedAt - one.modifiedAt)
  const numbered = await Promise.all(generations.slice(0, MOST_LISTS).map(written))
  const lists = [...atMost(numbered, generations.length, path, problems), ...atMost(newest, newest.length, path, problems)]
  return { lists, problems, forbidden }
}

interface Written {
  readonly file: ListFile
  readonly sizeBytes: number
  /** Epoch milliseconds. */
  readonly modifiedAt: number
}

/** What is not there has no size and no date; reading it says so. @throws FailureError as `get` */
async function written(file: ListFile): Promise<Written> {
  try {
    const { size, mtimeMs } = await stat(file.path)
    return { file, sizeBytes: size, modifiedAt: mtimeMs }
  } catch (caught) {
    throwIfExhausted(caught)
    return { file, sizeBytes: 0, modifiedAt: 0 }
  }
}

/** Only what is not there has no lists: those of a folder that cannot be listed may speak of a file. @throws FailureError as `get` */
async function namesIn(
  path: string,
  isMeant: (name: string) => boolean,
  onProblem: (problem: Failure, isForbidden: boolean) => void,
): Promise<readonly string[]> {
  try {
    return (await entriesIn(path)).flatMap(({ name }) => (isMeant(name) ? [name] : []))
  } catch (caught) {
    throwIfExhausted(caught)
    const code = codeOf(caught)
    if (code !== 'ENOENT')
      onProblem(failure('list.unreadableFolder', { path, reason: reasonOf(caught) }), code === 'EACCES' || code === 'EPERM')
    return []
  }
}

function codeOf(caught: unknown): unknown {
  return caught instanceof Error && 'code' in caught ? caught.code : null
}

/** By the chain file. Where that is missing or damaged, by their names, as they begin with their number. */
async function generationsIn(folder: string, problems: Failure[]): Promise<readonly ListFile[]> {
  const all = await namesIn(
    folder,
    (name) => isList(name) || name === CHAIN_NAME,
    (problem) => problems.push(problem),
  )
  const names = all.filter(isList)
  const chain = await readChain(join(folder, CHAIN_NAME)).catch((caught: unknown) => {
    const problem = problemIn(caught)
    // Without a list and without a chain file the folder is empty.
    if (all.length > 0) problems.push(problem)
    return null
  })
  const files =
    chain?.generations.map(({ number, name, c4 }) => ({ path: join(folder, name), generation: number, c4 })) ??
    names.map((name) => ({ path: join(folder, name), generation: Number(/^\d{1,9}/.exec(name)?.[0] ?? 0), c4: null }))
  return files.toSorted((one, other) => other.generation - one.generation)
}

/**
 * The first ones, as many as are read: in number, and in bytes together.
 *
 * @param lists the newest first
 * @param count of all
 */
function atMost(lists: readonly Written[], count: number, path: string, problems: Failure[]): readonly ListFile[] {
  let bytes = 0
  const fitting = lists.slice(0, MOST_LISTS).filter(({ sizeBytes }) => {
    // One that is too large by itself is named when it is read.
    if (sizeBytes > LIST_LIMITS.bytes) return true
    bytes += sizeBytes
    return bytes <= LIST_LIMITS.bytes
  })
  if (fitting.length < count) {
    const limit = count > MOST_LISTS ? quantity(MOST_LISTS) : phrase('{size} together', { size: sizeOf(LIST_LIMITS.bytes) })
    problems.push(failure('list.tooMany', { path, count: quantity(count), limit }))
  }
  return fitting.map(({ file }) => file)
}

/** Programs for macOS leave files `._name.mhl` beside lists on other file systems. */
function isList(name: string): boolean {
  return /\.mhl$/i.test(name) && !name.startsWith('.')
}
