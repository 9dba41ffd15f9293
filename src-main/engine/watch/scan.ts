import type { Failure } from '../../contract/errors.ts'
import { FailureError } from '../../contract/errors.ts'
import { isExhaustion } from '../exhaustion.ts'
import { isWithin, join, pathOf } from '../files/paths.ts'
import type { Clock } from '../ports.ts'
import type { FolderContent, FolderFiles, FoundFile, UnnamedFile, WatchedFile, WatchedFileStore } from './ports.ts'

const SLICE = 200
/** The longest time that a slice takes, however much the rules have to be asked. */
const SLICE_MS = 8

export interface ScanDeps {
  readonly files: FolderFiles
  readonly watchedFiles: WatchedFileStore
  readonly clock: Clock
  /** Runs changes of a slice together, as one transaction. */
  readonly atOnce: (work: () => void) => void
}

export interface ScanJob {
  /** Key of the folder in the ledger. */
  readonly folder: string
  /** Where the folder is now. */
  readonly root: string
  /** Where to begin, below the folder with `/`; empty for the folder itself. */
  readonly from: string
  /** Not on a network. */
  readonly isNear: boolean
  readonly enters: (directory: string) => boolean
  readonly signal: AbortSignal
  readonly onFile: (directory: string, found: FoundFile, entry: WatchedFile | null) => void
  readonly onUnnamed: (directory: string, found: UnnamedFile, entry: WatchedFile | null) => void
  readonly onLink: (directory: string, name: string, entry: WatchedFile | null) => void
  readonly onSeen: (files: number) => void
}

export interface ScanOutcome {
  readonly seen: number
  /** Known files that are not where they were. Only to be believed when the folder itself is still there. */
  readonly vanished: readonly WatchedFile[]
  readonly problems: readonly { readonly path: string; readonly failure: Failure }[]
}

/** @throws FailureError when the place to begin with cannot be read, or the journal refuses; the signal's reason */
export async function runScan(deps: ScanDeps, job: ScanJob): Promise<ScanOutcome> {
  const { files, watchedFiles } = deps
  const { folder, root, from } = job
  /** Directories that were read, with the folders in them. */
  const read = new Map<string, ReadonlySet<string>>()
  const vanished: WatchedFile[] = []
  const problems: { path: string; failure: Failure }[] = []
  let seen = 0

  const open = [from]
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    job.signal.throwIfAborted()
    const path = pathOf(root, directory)
    let content: FolderContent
    try {
      content = await files.readFolder(path, { isNear: job.isNear, signal: job.signal })
    } catch (caught) {
      if (directory === from || !(caught instanceof FailureError) || isExhaustion(caught.failure)) throw caught
      problems.push({ path, failure: caught.failure })
      continue
    }
    job.signal.throwIfAborted()
    read.set(directory, new Set(content.folders))
    await takeIn(directory, content)
    const below = content.folders.map((name) => join(directory, name)).filter((one) => job.enters(one))
    open.push(...below.sort().reverse())
  }
  for (const directory of watchedFiles.directories(folder)) {
    if (isWithin(from, directory) && !read.has(directory) && isGone(directory)) noteVanished(await all(directory))
  }
  return { seen, vanished, problems }

  async function takeIn(directory: string, { files: found, links, unnamed }: FolderContent): Promise<void> {
    const known = new Map((await all(directory)).map((entry) => [entry.name, entry]))
    for (let next = 0; next < found.length; ) {
      const slice = found.slice(next, next + SLICE)
      const until = deps.clock.now() + SLICE_MS
      const before = next
      deps.atOnce(() => {
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
      deps.atOnce(() => {
        for (const file of unnamed) job.onUnnamed(directory, file, known.get(file.name) ?? null)
      })
    }
    if (links.length > 0) {
      deps.atOnce(() => {
        for (const name of links) job.onLink(directory, name, known.get(name) ?? null)
      })
    }
    for (const { name } of [...found, ...unnamed]) known.delete(name)
    for (const name of links) known.delete(name)
    noteVanished(known.values())
  }

  /** One by one: as arguments of one call a hundred thousand would be too many. */
  function noteVanished(entries: Iterable<WatchedFile>): void {
    for (const entry of entries) vanished.push(entry)
  }

  async function all(directory: string): Promise<WatchedFile[]> {
    const entries: WatchedFile[] = []
    for (;;) {
      const page = watchedFiles.inDirectory(folder, directory, entries.at(-1)?.name ?? '', SLICE)
      entries.push(...page)
      if (page.length < SLICE) return entries
      await deps.clock.turn()
      job.signal.throwIfAborted()
    }
  }

  /** What was not read because of the rules, or could not be read, says nothing about the files in it. */
  function isGone(directory: string): boolean {
    const parts = directory.split('/')
    for (let count = parts.length - 1; count >= 0; count -= 1) {
      const folders = read.get(parts.slice(0, count).join('/'))
      if (folders) return !folders.has(parts[count] ?? '')
    }
    return false
  }
}
