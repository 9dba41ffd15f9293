/** @file A look at single paths of which something was reported. */
import { directoryOf } from './delivery.ts'
import type { Observer } from './observer.ts'
import { pathOf } from './pass.ts'
import type { FoundFile, LedgerEntry, WatchedFiles, WatchLedger } from './ports.ts'

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
  for (const below of paths) {
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
