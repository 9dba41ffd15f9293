/** @file A look at single paths of which something was reported. */

import { belowDirectory, directoryOf, foldedPath, pathOf } from '../files/paths.ts'
import type { Clock } from '../ports.ts'
import type { FolderFiles, FoundFile, WatchedFile, WatchedFileStore } from './ports.ts'
import type { Reconciler } from './reconciler.ts'

const SLICE = 100

export interface ReportedDeps {
  readonly key: string
  readonly root: () => string
  readonly files: FolderFiles
  readonly watchedFiles: WatchedFileStore
  readonly reconciler: Reconciler
  readonly signal: () => AbortSignal
  readonly atOnce: (work: () => void) => void
}

export interface Reported {
  /** Paths of what is a folder, or may have been one. */
  readonly folders: readonly string[]
  /** Files that are not there. Only to be believed when the folder itself is still there. */
  readonly gone: readonly WatchedFile[]
}

export async function lookAtReported(deps: ReportedDeps, paths: readonly string[]): Promise<Reported> {
  const { key, root, files, watchedFiles, reconciler } = deps
  const folders: string[] = []
  const seen: { directory: string; found: FoundFile }[] = []
  const gone: WatchedFile[] = []
  const respelled = respelledIn(paths)
  for (const below of paths) {
    if (respelled.has(below)) {
      folders.push(directoryOf(below))
      continue
    }
    const found = await files.stat(pathOf(root(), below))
    const directory = directoryOf(below)
    const name = below.slice(directory === '' ? 0 : directory.length + 1)
    if (found) seen.push({ directory, found })
    else {
      const entry = watchedFiles.at(key, directory, name)
      if (entry && entry.reason !== 'link') gone.push(entry)
      else folders.push(below)
    }
    deps.signal().throwIfAborted()
  }
  deps.atOnce(() => {
    for (const { directory, found } of seen) reconciler.noteFile(directory, found, watchedFiles.at(key, directory, found.name))
  })
  await reconciler.settleSuspects()
  return { folders, gone }
}

/** Names that differ in case alone: where drives do not tell them apart, both lead to the file, and only its folder says its name. */
function respelledIn(paths: readonly string[]): ReadonlySet<string> {
  const spellings = Map.groupBy(paths, foldedPath)
  return new Set([...spellings.values()].filter(({ length }) => length > 1).flat())
}

/** Every known file below some directories, a slice at a time. */
export async function eachBelow(
  {
    key,
    watchedFiles,
    clock,
    signal,
    atOnce,
  }: Pick<ReportedDeps, 'key' | 'watchedFiles' | 'signal' | 'atOnce'> & { readonly clock: Clock },
  directories: readonly string[],
  on: (entry: WatchedFile) => void,
): Promise<void> {
  for (const directory of watchedFiles.directories(key)) {
    if (!directories.some((outer) => belowDirectory(outer, directory) !== null)) continue
    for (let after: string | undefined = ''; after !== undefined; ) {
      const entries: readonly WatchedFile[] = watchedFiles.inDirectory(key, directory, after, SLICE)
      atOnce(() => entries.forEach(on))
      after = entries.at(-1)?.name
      await clock.turn()
      signal().throwIfAborted()
    }
  }
}
