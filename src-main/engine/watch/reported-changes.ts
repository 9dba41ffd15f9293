/** @file Checks the paths that were reported as changed, without scanning the whole folder. */
import { belowDirectory, belowOf, directoryOf, foldedPath, isReached, isSamePath, pathOf } from '../files/paths.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FolderScanner } from './folder-scanner.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import type { Reconciler } from './reconciler.ts'

const SLICE = 100
/** For more paths than this, a scan of the whole folder costs no more. */
const MAX_REPORTED = 5_000
const SCAN_DELAY_MS = 1_000

export interface StatReportedDeps
  extends Pick<FolderParts, 'key' | 'root' | 'files' | 'watchedFiles' | 'signal' | 'inTransaction'> {
  readonly reconciler: Reconciler
}

export interface ReportedChangesDeps
  extends StatReportedDeps,
    Pick<FolderParts, 'filter' | 'availability' | 'serial' | 'clock' | 'isActive'> {
  readonly scanner: FolderScanner
  /** A known file is missing under its path. */
  readonly onVanished: (entry: WatchedFile) => void
}

export function createReportedChanges(deps: ReportedChangesDeps) {
  const { key, watchedFiles, files, availability, scanner, clock } = deps
  /** Below the folder, with `/`. */
  const reported = new Set<string>()
  let checking: Promise<void> | null = null

  const isDue = (): boolean => reported.size > 0 && deps.isActive()

  function start(): void {
    if (isDue()) checking ??= checkAll().catch(scanner.noteProblem)
  }

  async function checkAll(): Promise<void> {
    try {
      while (isDue()) {
        await scanner.running()
        const paths = [...reported].slice(0, SLICE)
        for (const path of paths) reported.delete(path)
        await deps.serial.run(() => check(paths))
        await clock.turn()
      }
    } finally {
      // In the same turn as the last check of the loop: a path that is reported after it starts another one.
      checking = null
    }
  }

  /** New paths are reconciled before missing ones are: a file may have moved from one to the other. */
  async function check(paths: readonly string[]): Promise<void> {
    const { folders, gone } = await statReported(deps, paths)
    const missing: string[] = []
    const root = folders.length > 0 ? await files.folder(availability.path()) : null
    for (const below of folders) {
      const folder = await files.folder(pathOf(availability.path(), below))
      if (folder === null) missing.push(below)
      // A folder with another real path was reached through a link, which is not followed.
      else if (root && isSamePath(folder.path, pathOf(root.path, below)) && deps.filter().enters(below)) {
        await scanner.scanTree(below)
      }
    }
    // On a drive that is away every file seems to be missing.
    if ((gone.length > 0 || missing.length > 0) && (await availability.check(true))) {
      deps.inTransaction(() => gone.forEach(deps.onVanished))
      if (missing.length > 0) await forgetFilesBelow(missing)
    }
  }

  async function forgetFilesBelow(directories: readonly string[]): Promise<void> {
    for (const directory of watchedFiles.directories(key)) {
      if (!directories.some((outer) => belowDirectory(outer, directory) !== null)) continue
      for (let after: string | undefined = ''; after !== undefined; ) {
        const entries: readonly WatchedFile[] = watchedFiles.inDirectory(key, directory, after, SLICE)
        deps.inTransaction(() => entries.forEach(deps.onVanished))
        after = entries.at(-1)?.name
        await clock.turn()
        deps.signal().throwIfAborted()
      }
    }
  }

  return {
    /** @param paths absolute; `null` when anything may have changed */
    report(paths: readonly string[] | null): void {
      if (paths === null) {
        scanner.soon(SCAN_DELAY_MS)
        return
      }
      for (const path of paths) {
        const below = belowOf(availability.path(), path)
        // A name that is no text cannot be asked for.
        if (below === null || below.includes('\uFFFD')) scanner.soon(SCAN_DELAY_MS)
        else if (below !== '' && isReached(below, deps.filter().enters)) reported.add(below)
      }
      if (reported.size > MAX_REPORTED) {
        reported.clear()
        scanner.soon(SCAN_DELAY_MS)
      }
      start()
    },

    /** The same for one path below the folder that the rules are known to reach. */
    reportBelow(path: string): void {
      reported.add(path)
      start()
    },

    /** Checks what was reported while a scan was running. */
    start,
    clear: (): void => reported.clear(),
    /** Resolves when no path is being checked any more. */
    idle: (): Promise<void> => checking ?? Promise.resolve(),
  }
}

interface StatReported {
  /** Paths of folders, and of what may have been folders. */
  readonly folders: readonly string[]
  /** Files that are missing. Valid only when the folder itself is still there. */
  readonly gone: readonly WatchedFile[]
}

/** Reads the reported paths and reconciles the files among them. */
export async function statReported(deps: StatReportedDeps, paths: readonly string[]): Promise<StatReported> {
  const { key, root, files, watchedFiles, reconciler } = deps
  const folders: string[] = []
  const seen: { directory: string; found: FoundFile }[] = []
  const gone: WatchedFile[] = []
  const respelled = respelledIn(paths)
  for (const below of paths) {
    const directory = directoryOf(below)
    if (respelled.has(below)) {
      folders.push(directory)
      continue
    }
    const found = await files.stat(pathOf(root(), below))
    const name = below.slice(directory === '' ? 0 : directory.length + 1)
    if (found) seen.push({ directory, found })
    else {
      const entry = watchedFiles.at(key, directory, name)
      if (entry && entry.reason !== 'link') gone.push(entry)
      else folders.push(below)
    }
    deps.signal().throwIfAborted()
  }
  deps.inTransaction(() => {
    for (const { directory, found } of seen) reconciler.found(directory, found, watchedFiles.at(key, directory, found.name))
  })
  await reconciler.resolveMoves()
  return { folders, gone }
}

/**
 * Paths that differ in case alone. Where the drive does not distinguish them both lead to the file, and only a listing of its
 * folder has its name.
 */
function respelledIn(paths: readonly string[]): ReadonlySet<string> {
  const spellings = Map.groupBy(paths, foldedPath)
  return new Set([...spellings.values()].filter(({ length }) => length > 1).flat())
}
