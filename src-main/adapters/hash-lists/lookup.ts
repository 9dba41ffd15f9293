/** @file Finds the entries of a file in hash lists: those in its folder and in the folders above, up to the root of its drive. */
import { dirname, join, relative, sep } from 'node:path'
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { CHAIN_NAME, entryPath } from '../../contract/proof/hash-list.ts'
import { orDefault } from '../../engine/exhaustion.ts'
import type { MatchedEntries, MatchedEntry } from '../../engine/offload/matched-entries.ts'
import type { HashLists } from '../../engine/ports/hash-lists.ts'
import { untilAborted } from '../../engine/until-aborted.ts'
import { realpath } from '../drives/files.ts'
import { createListFolders, type ListFile } from './folders.ts'
import { type CachedList, createListCache } from './list-cache.ts'
import { foldersUpFrom, inodeOf, isOtherFile } from './locations.ts'

/** @param now milliseconds of any clock */
export function createHashLists(now: () => number): HashLists {
  const folders = createListFolders(now)
  const lists = createListCache()
  /** Lists whose file was checked after their folder was read. */
  const checked = new WeakSet<ListFile>()

  return {
    async find(given, sizeBytes, signal) {
      const found: Found = { dated: [], problems: [], elsewhere: [] }
      for (const { folder, path } of foldersOf(given, await untilAborted(realPath(given), signal))) {
        const wanted = entryPath(relative(folder, path).split(sep).join('/'))
        if (wanted === null) continue
        const { lists: files, problems, forbidden } = await untilAborted(folders.get(folder), signal)
        found.problems.push(...problems)
        if (forbidden && folder === dirname(path)) found.problems.push(forbidden)
        const query: Query = { path, sizeBytes, folder, wanted, before: Number.POSITIVE_INFINITY }
        for (const file of files.filter(({ generation }) => generation === null)) {
          await addEntries(found, query, file, await readList(file, signal))
        }
        // The newest generation first: it names the path of the file in the generations before it. Their dates may be wrong.
        let next = query
        for (const file of files.filter(({ generation }) => generation !== null)) {
          next = await addEntries(found, next, file, await readList(file, signal))
        }
      }
      return listedOf(found)
    },
  }

  async function readList(file: ListFile, signal: AbortSignal): Promise<CachedList> {
    const list = await lists.get(file.path, checked.has(file), signal)
    checked.add(file)
    return list
  }
}

interface Found {
  readonly dated: { readonly at: number; readonly entry: MatchedEntry }[]
  readonly problems: Failure[]
  /** Lists that name the file at another path, or may do so; they count only if no list has it at its own path. */
  readonly elsewhere: Failure[]
}

interface Query {
  readonly path: string
  readonly sizeBytes: number
  readonly folder: string
  /** The path of the file relative to the folder, as the list would have it. */
  readonly wanted: string
  /** The list is no newer than this (epoch ms). */
  readonly before: number
}

/** Adds the entries of one list. @returns the query for the generation before it */
async function addEntries(found: Found, query: Query, file: ListFile, list: CachedList): Promise<Query> {
  const { path, sizeBytes, folder, wanted } = query
  if (list.kind === 'problem') {
    found.problems.push(list.failure)
    return query
  }
  const { head, index } = list
  if (file.c4 !== null && file.c4 !== head.c4) {
    found.problems.push(failure('list.notAsChained', { path: file.path, chain: join(dirname(file.path), CHAIN_NAME) }))
    return query
  }
  const at = Math.min(query.before, head.createdAt ?? (file.generation === null ? 0 : query.before))
  const match = index.match(wanted)
  if (match.kind === 'ambiguous') {
    const [first, second] = match.paths
    found.problems.push(failure('list.ambiguous', { path, list: head.path, first, second }))
  } else if (
    match.kind === 'none' ||
    (!match.isExact && (await isOtherFile(path, join(folder, match.entries[0]?.path ?? wanted))))
  ) {
    const other = index.elsewhere(wanted, sizeBytes)
    const isMoved = other && (other.isOutside || (await inodeOf(join(folder, other.path))) === null)
    const { count, first } = head.outside
    if (isMoved) found.elsewhere.push(failure('list.otherPath', { path, list: head.path, listed: other.path }))
    else if (count > 0) found.elsewhere.push(failure('list.outside', { path, list: head.path, count, first: first[0] ?? '' }))
  } else {
    for (const { hashes, unusable, sizeBytes: listed } of match.entries) {
      found.dated.push({ at, entry: { list: head.path, hashes, unusable } })
      // If there is a hash, its difference is reported instead.
      const isOther = listed !== null && listed !== sizeBytes && hashes.length === 0
      if (isOther) found.problems.push(failure('list.otherSize', { path, list: head.path, listed, size: sizeBytes }))
    }
    const previousPath = match.entries.find((entry) => entry.previousPath !== null)?.previousPath
    return { ...query, wanted: previousPath ?? wanted, before: at }
  }
  return { ...query, before: at }
}

/** The newest first; lists without a date come last. Both paths of a link may lead to the same lists, which count once. */
function listedOf({ dated, problems, elsewhere }: Found): MatchedEntries {
  const entries = unique(dated.toSorted((one, other) => other.at - one.at).map(({ entry }) => entry))
  return { entries, problems: unique([...problems, ...(entries.length === 0 ? elsewhere : [])]) }
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}

/** The folders whose lists may name a file. Lists beside a link count as well as those beside the file itself. */
function foldersOf(...paths: readonly string[]): readonly { readonly folder: string; readonly path: string }[] {
  return [...new Set(paths)].flatMap((path) => foldersUpFrom(dirname(path)).map((folder) => ({ folder, path })))
}

/** @throws FailureError `file.notAnswering` and `system.*` */
function realPath(path: string): Promise<string> {
  return realpath(path).catch(orDefault(path))
}
