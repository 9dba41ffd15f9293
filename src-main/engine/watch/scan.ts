/** @file A scan of a folder: every file in it, with what the journal has of it, and the known files that are missing. */
import type { Failure } from '../../contract/errors/errors.ts'
import { isExhaustion } from '../exhaustion.ts'
import { belowDirectory } from '../files/paths.ts'
import type { Clock } from '../ports.ts'
import type { FolderContent, FolderFiles, FoundFile, UnnamedFile, WatchedFile, WatchedFileStore } from './ports.ts'
import { type TreeWalk, walkTree } from './tree-walk.ts'

const SLICE = 200
/** A slice holds the thread no longer than this, however slow the rules are to evaluate. */
const SLICE_MS = 8

interface ScanDeps {
  readonly files: FolderFiles
  readonly watchedFiles: WatchedFileStore
  readonly clock: Clock
  /** Runs the writes of a slice in one transaction. */
  readonly inTransaction: (work: () => void) => void
}

interface ScanJob extends Pick<TreeWalk, 'root' | 'from' | 'isNear' | 'enters' | 'signal'> {
  /** Key of the folder in the watched-file store. */
  readonly folder: string
  readonly onFile: (directory: string, found: FoundFile, entry: WatchedFile | null) => void
  readonly onUnnamed: (directory: string, found: UnnamedFile, entry: WatchedFile | null) => void
  readonly onLink: (directory: string, name: string, entry: WatchedFile | null) => void
  readonly onSeen: (files: number) => void
}

interface ScanOutcome {
  readonly seen: number
  /** Known files that are missing. Valid only when the folder itself is still there after the scan. */
  readonly vanished: readonly WatchedFile[]
  readonly problems: readonly { readonly path: string; readonly failure: Failure }[]
}

/** @throws FailureError when the folder to begin with cannot be read, or the journal refuses; the reason of the signal */
export async function runScan(deps: ScanDeps, job: ScanJob): Promise<ScanOutcome> {
  const { files, watchedFiles } = deps
  const { folder, from } = job
  /** Directories that were read, with the names of the folders in them. */
  const read = new Map<string, ReadonlySet<string>>()
  const vanished: WatchedFile[] = []
  const problems: { path: string; failure: Failure }[] = []
  let seen = 0

  await walkTree(files, {
    ...job,
    onFolder(directory, content) {
      read.set(directory, new Set(content.folders))
      return recordContent(directory, content)
    },
    onUnreadable(path, problem) {
      if (isExhaustion(problem.failure)) throw problem
      problems.push({ path, failure: problem.failure })
    },
  })
  for (const directory of watchedFiles.directories(folder)) {
    if (belowDirectory(from, directory) === null || read.has(directory)) continue
    if (isGone(directory)) addVanished(await filesIn(directory))
  }
  return { seen, vanished, problems }

  async function recordContent(directory: string, { files: found, links, unnamed }: FolderContent): Promise<void> {
    const known = new Map((await filesIn(directory)).map((entry) => [entry.name, entry]))
    for (let next = 0; next < found.length; ) {
      const slice = found.slice(next, next + SLICE)
      const until = deps.clock.now() + SLICE_MS
      const before = next
      deps.inTransaction(() => {
        for (const file of slice) {
          job.onFile(directory, file, known.get(file.name) ?? null)
          next += 1
          if (deps.clock.now() >= until) break
        }
      })
      seen += next - before
      job.onSeen(seen)
      await deps.clock.turn()
      job.signal.throwIfAborted()
    }
    if (unnamed.length > 0) {
      deps.inTransaction(() => {
        for (const file of unnamed) job.onUnnamed(directory, file, known.get(file.name) ?? null)
      })
    }
    if (links.length > 0) {
      deps.inTransaction(() => {
        for (const name of links) job.onLink(directory, name, known.get(name) ?? null)
      })
    }
    for (const { name } of [...found, ...unnamed]) known.delete(name)
    for (const name of links) known.delete(name)
    addVanished(known.values())
  }

  /** One by one: a hundred thousand arguments of one call would overflow the stack. */
  function addVanished(entries: Iterable<WatchedFile>): void {
    for (const entry of entries) vanished.push(entry)
  }

  async function filesIn(directory: string): Promise<WatchedFile[]> {
    const entries: WatchedFile[] = []
    for (;;) {
      const page = watchedFiles.inDirectory(folder, directory, entries.at(-1)?.name ?? '', SLICE)
      entries.push(...page)
      if (page.length < SLICE) return entries
      await deps.clock.turn()
      job.signal.throwIfAborted()
    }
  }

  /** False for folders that were not entered or could not be read: nothing is known of the files in them. */
  function isGone(directory: string): boolean {
    const parts = directory.split('/')
    for (let count = parts.length - 1; count >= 0; count -= 1) {
      const folders = read.get(parts.slice(0, count).join('/'))
      if (folders) return !folders.has(parts[count] ?? '')
    }
    return false
  }
}
