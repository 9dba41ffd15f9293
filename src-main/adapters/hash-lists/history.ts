/**
 * @file All lists of an `ascmhl` folder, checked against their chain file, with the first hash of each file in each format: every
 * later one was compared with the first.
 */
import { join } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { ASCMHL_FOLDER, CHAIN_NAME, type Chain, type ListEntry } from '../../contract/proof/hash-list.ts'
import type { ListedFormat } from '../../contract/proof/hashes.ts'
import { foldedPath } from '../../engine/files/paths.ts'
import { entriesIn } from '../drives/files.ts'
import { fileError } from '../files/identity.ts'
import { readChain } from './chain.ts'
import { readEntries } from './list.ts'

/** The first value of each format, in the order in which they were listed. */
export type KnownHashes = ReadonlyMap<ListedFormat, string>

export interface KnownFile {
  /** Path in the lists, composed (NFC). */
  readonly listed: string
  /** Listed in another case, which on some drives may be another file. */
  readonly isOtherCase: boolean
  readonly hashes: KnownHashes
}

export interface History {
  /** The folder around `ascmhl`. */
  readonly folder: string
  readonly generations: Chain['generations']
  readonly nextNumber: number
  /** Patterns of the newest list; `null` without lists. */
  readonly ignores: readonly string[] | null
  /**
   * The listed file of a relative path: in any composition of its characters, else in any case. `null` also if several listed paths
   * differ from it in case alone.
   */
  match(below: string): KnownFile | null
  /** Relative paths, composed (NFC), of all files that a list names and that were not renamed since. */
  paths(): Iterable<string>
}

/** Name of a list, `0001_….mhl`; it excludes the `._` files that macOS writes on other file systems. */
const LIST_NAME = /^(\d{4,})(?:_.*)?\.mhl$/

/**
 * @returns a history without lists where there is no `ascmhl` folder
 * @throws FailureError `list.*` for any doubt, `file.*`, `system.*`
 */
export async function readHistory(folder: string, signal: AbortSignal): Promise<History> {
  const listFolder = join(folder, ASCMHL_FOLDER)
  const names = await namesIn(listFolder)
  const listNames = names.filter((name) => LIST_NAME.test(name))
  if (!names.includes(CHAIN_NAME)) {
    if (listNames.length > 0) throw new FailureError(failure('list.noChain', { folder: listFolder }))
    return { folder, generations: [], nextNumber: 1, ignores: null, match: () => null, paths: () => [] }
  }
  const chain = await readChain(join(listFolder, CHAIN_NAME), signal)
  checkNames(chain, listNames, listFolder)
  const known = new Map<string, Map<ListedFormat, string>>()
  let ignores: readonly string[] | null = null
  for (const { name, c4 } of chain.generations) {
    const path = join(listFolder, name)
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
    const error = fileError(caught, folder)
    if (error.failure.code === 'file.missing') return []
    throw error
  }
}

/** The chain file and the folder must name the same lists. */
function checkNames(chain: Chain, listNames: readonly string[], listFolder: string): void {
  const named = new Set(chain.generations.map(({ name }) => name))
  const gone = [...named].find((name) => !listNames.includes(name))
  if (gone !== undefined) throw new FailureError(failure('list.generationMissing', { chain: chain.path, name: gone }))
  const foreign = listNames.find((name) => !named.has(name))
  if (foreign !== undefined) throw new FailureError(failure('list.notInChain', { path: join(listFolder, foreign) }))
}

/** A renamed file keeps the hashes of its previous path. */
function remember(known: Map<string, Map<ListedFormat, string>>, { path, previousPath, hashes }: ListEntry): void {
  const before = previousPath === null ? undefined : known.get(keyOf(previousPath))
  const values = known.get(keyOf(path)) ?? new Map(before)
  if (previousPath !== null) known.delete(keyOf(previousPath))
  for (const { format, value, action } of hashes) if (action !== 'failed' && !values.has(format)) values.set(format, value)
  known.set(keyOf(path), values)
}

/** The same rule as in `engine/offload/matching.ts`. */
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

/** macOS decomposes names (NFD). */
function keyOf(below: string): string {
  return below.normalize('NFC')
}
