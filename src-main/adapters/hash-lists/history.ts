/**
 * @file The lists in the `ascmhl` folder of a folder, all together: checked against their chain, with the first hash of each format of
 * each file. The first one counts, because every later one was compared with it.
 */
import { join } from 'node:path'
import { FailureError, failure } from '../../contract/errors.ts'
import { ASCMHL_FOLDER, CHAIN_NAME, type Chain, type ListEntry } from '../../contract/hash-list.ts'
import type { ListedFormat } from '../../contract/hashes.ts'
import { foldedPath } from '../../engine/files/paths.ts'
import { entriesIn } from '../drives/files.ts'
import { fileFailure } from '../files/identity.ts'
import { readChain } from './chain.ts'
import { readEntries } from './list.ts'

/** The first value of each format, in the order in which they were listed. */
export type KnownHashes = ReadonlyMap<ListedFormat, string>

export interface KnownFile {
  /** Path in the lists, composed (NFC). */
  readonly listed: string
  /** Listed with other upper or lower case: on some drives that may be another file. */
  readonly isOtherCase: boolean
  readonly hashes: KnownHashes
}

export interface History {
  /** The folder around `ascmhl`. */
  readonly folder: string
  readonly generations: Chain['generations']
  readonly nextNumber: number
  /** Of the newest list; `null` without lists. */
  readonly ignores: readonly string[] | null
  /**
   * What lists have of a file, by its path from the folder: in any composition of its characters, else in any case. `null` also where
   * several entries differ from it by their case alone.
   */
  match(below: string): KnownFile | null
  /** Every file that a list names and that was not renamed since, by path from the folder, composed (NFC). */
  paths(): Iterable<string>
}

/** A list is named `0001_….mhl`; macOS leaves `._` files on drives of others. */
const LIST_NAME = /^(\d{4,})(?:_.*)?\.mhl$/

/**
 * @returns a history without lists where there is no `ascmhl` folder
 * @throws FailureError `list.*` for any doubt, `file.*`, `system.*`
 */
export async function readHistory(folder: string, signal: AbortSignal): Promise<History> {
  const place = join(folder, ASCMHL_FOLDER)
  const names = await namesIn(place)
  const listNames = names.filter((name) => LIST_NAME.test(name))
  if (!names.includes(CHAIN_NAME)) {
    if (listNames.length > 0) throw new FailureError(failure('list.noChain', { folder: place }))
    return { folder, generations: [], nextNumber: 1, ignores: null, match: () => null, paths: () => [] }
  }
  const chain = await readChain(join(place, CHAIN_NAME), signal)
  checkNames(chain, listNames, place)
  const known = new Map<string, Map<ListedFormat, string>>()
  let ignores: readonly string[] | null = null
  for (const { name, c4 } of chain.generations) {
    const path = join(place, name)
    const head = await readEntries(path, (entry) => remember(known, entry), signal)
    if (head.c4 !== c4) throw new FailureError(failure('list.notAsChained', { path, chain: chain.path }))
    if (head.kind === 'ascmhl2') ignores = head.ignores
  }
  const numbers = chain.generations.map(({ number }) => number)
  return {
    folder,
    generations: chain.generations,
    nextNumber: Math.max(0, ...numbers) + 1,
    ignores,
    match: matcher(known),
    paths: () => known.keys(),
  }
}

/** Whether a folder has lists of its own. */
export async function hasHistory(folder: string): Promise<boolean> {
  return (await namesIn(join(folder, ASCMHL_FOLDER))).includes(CHAIN_NAME)
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await entriesIn(folder)).map(({ name }) => name)
  } catch (caught) {
    const problem = caught instanceof FailureError ? caught.failure : fileFailure(caught, folder)
    if (problem.code === 'file.missing') return []
    throw caught instanceof FailureError ? caught : new FailureError(problem, caught)
  }
}

function checkNames(chain: Chain, listNames: readonly string[], place: string): void {
  const named = new Set(chain.generations.map(({ name }) => name))
  const gone = [...named].find((name) => !listNames.includes(name))
  if (gone !== undefined) throw new FailureError(failure('list.generationMissing', { chain: chain.path, name: gone }))
  const foreign = listNames.find((name) => !named.has(name))
  if (foreign !== undefined) throw new FailureError(failure('list.notInChain', { path: join(place, foreign) }))
}

/** A file that was renamed keeps what is known of it. */
function remember(known: Map<string, Map<ListedFormat, string>>, { path, previousPath, hashes }: ListEntry): void {
  const before = previousPath === null ? undefined : known.get(keyOf(previousPath))
  const values = known.get(keyOf(path)) ?? new Map(before)
  if (previousPath !== null) known.delete(keyOf(previousPath))
  for (const { format, value, action } of hashes) if (action !== 'failed' && !values.has(format)) values.set(format, value)
  known.set(keyOf(path), values)
}

/** The rule by which lists are matched with files wherever they are read; see `engine/offload/matching.ts`. */
function matcher(known: ReadonlyMap<string, KnownHashes>): History['match'] {
  const byFolded = Map.groupBy(known.keys(), foldedPath)
  return (below) => {
    const composed = keyOf(below)
    const alike = byFolded.get(foldedPath(below)) ?? []
    const listed = alike.includes(composed) ? composed : alike.length === 1 ? alike[0] : undefined
    const hashes = listed === undefined ? undefined : known.get(listed)
    return listed === undefined || hashes === undefined ? null : { listed, isOtherCase: listed !== composed, hashes }
  }
}

/** macOS takes names apart. */
function keyOf(below: string): string {
  return below.normalize('NFC')
}
