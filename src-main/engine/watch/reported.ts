/** @file A look at single paths of which something was reported. */

import type { Clock } from '../ports.ts'
import { directoryOf } from './delivery.ts'
import type { Observer } from './observer.ts'
import { isWithin, pathOf } from './pass.ts'
import type { FoundFile, LedgerEntry, WatchedFiles, WatchLedger } from './ports.ts'

const SLICE = 100

export interface ReportedDeps {
  readonly key: string
  readonly root: () => string
  readonly files: WatchedFiles
  readonly ledger: WatchLedger
  readonly observer: Observer
  readonly signal: () => AbortSignal
  readonly atOnce: (work: () => void) => void
}

export interface Reported {
  /** Paths of what is a folder, or may have been one. */
  readonly folders: readonly string[]
  /** Files that are not there. Only to be believed when the folder itself is still there. */
  readonly gone: readonly LedgerEntry[]
}

export async function lookAtReported(deps: ReportedDeps, paths: readonly string[]): Promise<Reported> {
  const { key, root, files, ledger, observer } = deps
  const folders: string[] = []
  const seen: { directory: string; found: FoundFile }[] = []
  const gone: LedgerEntry[] = []
  const respelled = respelledIn(paths)
  for (const below of paths) {
    if (respelled.has(below)) {
      folders.push(directoryOf(below))
      continue
    }
    const found = await files.look(pathOf(root(), below))
    const directory = directoryOf(below)
    const name = below.slice(directory === '' ? 0 : directory.length + 1)
    if (found) seen.push({ directory, found })
    else {
      const entry = ledger.at(key, directory, name)
      if (entry && entry.reason !== 'link') gone.push(entry)
      else folders.push(below)
    }
    deps.signal().throwIfAborted()
  }
  deps.atOnce(() => {
    for (const { directory, found } of seen) observer.noteFile(directory, found, ledger.at(key, directory, found.name))
  })
  await observer.settleSuspects()
  return { folders, gone }
}

/** Names that differ in case alone: where drives do not tell them apart, both lead to the file, and only its folder says its name. */
function respelledIn(paths: readonly string[]): ReadonlySet<string> {
  const spellings = Map.groupBy(paths, (path) => path.normalize('NFC').toLowerCase())
  return new Set([...spellings.values()].filter(({ length }) => length > 1).flat())
}

/** Every known file below some directories, a slice at a time. */
export async function eachBelow(
  { key, ledger, clock, signal, atOnce }: Pick<ReportedDeps, 'key' | 'ledger' | 'signal' | 'atOnce'> & { readonly clock: Clock },
  directories: readonly string[],
  on: (entry: LedgerEntry) => void,
): Promise<void> {
  for (const directory of ledger.directories(key)) {
    if (!directories.some((outer) => isWithin(outer, directory))) continue
    for (let after: string | undefined = ''; after !== undefined; ) {
      const entries: readonly LedgerEntry[] = ledger.inDirectory(key, directory, after, SLICE)
      atOnce(() => entries.forEach(on))
      after = entries.at(-1)?.name
      await clock.turn()
      signal().throwIfAborted()
    }
  }
}
