/** @file The hash lists that speak of a file: in its folder and in those above it, up to the root of its drive. */
import { dirname, join, relative, sep } from 'node:path'
import { type Failure, failure } from '../../contract/errors.ts'
import { CHAIN_NAME, entryPath, type ListEntry } from '../../contract/hash-list.ts'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import type { Listed, Statement } from '../../engine/offload/statements.ts'
import type { HashLists } from '../../engine/ports/hash-lists.ts'
import { untilAborted } from '../../engine/until-aborted.ts'
import { driveOf } from '../drives/drive-of.ts'
import { realpath, stat } from '../drives/files.ts'
import { createListFolders, type ListFile } from './folders.ts'
import { createIndexedLists, type IndexedList } from './indexed.ts'

/** Folders above the file, its own included: deeper than the folders of any card. */
const MOST_LEVELS = 10

/** @param now milliseconds of any clock */
export function createHashLists(now: () => number): HashLists {
  const folders = createListFolders(now)
  const lists = createIndexedLists()
  /** Lists that were looked at since their folder was. */
  const lookedAt = new WeakSet<ListFile>()

  return {
    async find(given, sizeBytes, signal) {
      const found: Found = { dated: [], problems: [], elsewhere: [] }
      for (const { folder, path } of placesOf(given, await untilAborted(realPath(given), signal))) {
        const wanted = entryPath(relative(folder, path).split(sep).join('/'))
        if (wanted === null) continue
        const { lists: files, problems, forbidden } = await untilAborted(folders.get(folder), signal)
        found.problems.push(...problems)
        if (forbidden && folder === dirname(path)) found.problems.push(forbidden)
        const asked: Asked = { path, sizeBytes, folder, wanted, before: Number.POSITIVE_INFINITY }
        for (const file of files.filter(({ generation }) => generation === null)) {
          await addEntries(found, asked, file, await readList(file, signal))
        }
        // A file has its earlier paths in earlier generations, whose dates are those of any clock.
        let then = asked
        for (const file of files.filter(({ generation }) => generation !== null)) {
          then = await addEntries(found, then, file, await readList(file, signal))
        }
      }
      return listed(found)
    },
  }

  async function readList(file: ListFile, signal: AbortSignal): Promise<IndexedList> {
    const list = await lists.get(file.path, lookedAt.has(file), signal)
    lookedAt.add(file)
    return list
  }
}

interface Found {
  readonly dated: { readonly at: number; readonly statement: Statement }[]
  readonly problems: Failure[]
  readonly elsewhere: Failure[]
}

interface Asked {
  readonly path: string
  readonly sizeBytes: number
  readonly folder: string
  /** The path of the file in the list. */
  readonly wanted: string
  /** The list is no newer than this (epoch ms). */
  readonly before: number
}

/** Adds what one list says. Returns what to ask the generation before it. */
async function addEntries(found: Found, asked: Asked, file: ListFile, list: IndexedList): Promise<Asked> {
  const { path, sizeBytes, folder, wanted } = asked
  if (list.kind === 'problem') {
    found.problems.push(list.failure)
    return asked
  }
  const { head, index } = list
  if (file.c4 !== null && file.c4 !== head.c4) {
    found.problems.push(failure('list.notAsChained', { path: file.path, chain: join(dirname(file.path), CHAIN_NAME) }))
    return asked
  }
  const at = Math.min(asked.before, head.createdAt ?? (file.generation === null ? 0 : asked.before))
  const match = index.match(wanted)
  if (match.kind === 'ambiguous') {
    const [first, second] = match.paths
    found.problems.push(failure('list.ambiguous', { path, list: head.path, first, second }))
  } else if (match.kind === 'none' || (!match.isExact && (await isAnotherFile(path, folder, match.entries)))) {
    const other = index.elsewhere(wanted, sizeBytes)
    const isMoved = other && (other.isOutside || (await inodeOf(join(folder, other.path))) === null)
    const { count, first } = head.outside
    if (isMoved) found.elsewhere.push(failure('list.otherPath', { path, list: head.path, listed: other.path }))
    else if (count > 0) found.elsewhere.push(failure('list.outside', { path, list: head.path, count, first: first[0] ?? '' }))
  } else {
    for (const { hashes, unusable, sizeBytes: listed } of match.entries) {
      found.dated.push({ at, statement: { list: head.path, hashes, unusable } })
      // Where there is a hash, that differs as well.
      const isOther = listed !== null && listed !== sizeBytes && hashes.length === 0
      if (isOther) found.problems.push(failure('list.otherSize', { path, list: head.path, listed, size: sizeBytes }))
    }
    const previousPath = match.entries.find((entry) => entry.previousPath !== null)?.previousPath
    return { ...asked, wanted: previousPath ?? wanted, before: at }
  }
  return { ...asked, before: at }
}

/** Lists without a date come last. What two paths of the file lead to is there once. */
function listed({ dated, problems, elsewhere }: Found): Listed {
  const statements = once(dated.toSorted((one, other) => other.at - one.at).map(({ statement }) => statement))
  return { statements, problems: once([...problems, ...(statements.length === 0 ? elsewhere : [])]) }
}

function once<T>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()]
}

/** A link beside other files leads to lists as the file itself does. */
function placesOf(...paths: readonly string[]): readonly { readonly folder: string; readonly path: string }[] {
  return [...new Set(paths)].flatMap((path) => foldersAbove(path).map((folder) => ({ folder, path })))
}

/** @throws FailureError `file.notAnswering` and `system.*` */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (caught) {
    throwIfExhausted(caught)
    return path
  }
}

function foldersAbove(path: string): readonly string[] {
  const { point } = driveOf(path)
  const folders: string[] = []
  for (let folder = dirname(path); folders.length < MOST_LEVELS; folder = dirname(folder)) {
    folders.push(folder)
    if (folder === point || folder === dirname(folder)) break
  }
  return folders
}

/** Whether the entry is of a file of its own beside this one, as there may be where case matters. */
async function isAnotherFile(path: string, folder: string, entries: readonly ListEntry[]): Promise<boolean> {
  const [entry] = entries
  if (!entry) return false
  const [own, other] = await Promise.all([inodeOf(path), inodeOf(join(folder, entry.path))])
  return other !== null && other !== own
}

async function inodeOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return null
  }
}
