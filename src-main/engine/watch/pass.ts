/**
 * @file One look at a whole folder, or at one directory of it: what is there against what is known, directory by directory,
 * so that it costs one walk, whatever the number of files.
 */
import native from 'node:path'
import type { Failure } from '../../contract/errors.ts'
import { FailureError } from '../../contract/errors.ts'
import { isExhaustion } from '../exhaustion.ts'
import type { PathKind } from '../paths.ts'
import type { Clock } from '../ports.ts'
import type { FolderContent, FoundFile, LedgerEntry, UnnamedFile, WatchedFiles, WatchLedger } from './ports.ts'

const SLICE = 200
/** The longest time that a slice takes, however much the rules have to be asked. */
const SLICE_MS = 8

export interface PassDeps {
  readonly files: WatchedFiles
  readonly ledger: WatchLedger
  readonly clock: Clock
  /** Runs changes of a slice together, as one transaction. */
  readonly atOnce: (work: () => void) => void
}

export interface PassJob {
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
  readonly onFile: (directory: string, found: FoundFile, entry: LedgerEntry | null) => void
  readonly onUnnamed: (directory: string, found: UnnamedFile, entry: LedgerEntry | null) => void
  readonly onLink: (directory: string, name: string, entry: LedgerEntry | null) => void
  readonly onSeen: (files: number) => void
}

export interface PassOutcome {
  readonly seen: number
  /** Known files that are not where they were. Only to be believed when the folder itself is still there. */
  readonly vanished: readonly LedgerEntry[]
  readonly problems: readonly { readonly path: string; readonly failure: Failure }[]
}

/** @throws FailureError when the place to begin with cannot be read, or the journal refuses; the signal's reason */
export async function runPass(deps: PassDeps, job: PassJob): Promise<PassOutcome> {
  const { files, ledger } = deps
  const { folder, root, from } = job
  /** Directories that were read, with the folders in them. */
  const read = new Map<string, ReadonlySet<string>>()
  const vanished: LedgerEntry[] = []
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
  for (const directory of ledger.directories(folder)) {
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
  function noteVanished(entries: Iterable<LedgerEntry>): void {
    for (const entry of entries) vanished.push(entry)
  }

  async function all(directory: string): Promise<LedgerEntry[]> {
    const entries: LedgerEntry[] = []
    for (;;) {
      const page = ledger.inDirectory(folder, directory, entries.at(-1)?.name ?? '', SLICE)
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

/** `('', 'A')` → `A`; `('A', 'B')` → `A/B`. */
export function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

/** The path of something below a folder, as the system spells it; `below` has `/` on every system. */
export function pathOf(root: string, below: string, kind: PathKind = native): string {
  return below === '' ? root : kind.join(root, ...below.split('/'))
}

export function isWithin(outer: string, inner: string): boolean {
  return outer === '' || inner === outer || inner.startsWith(`${outer}/`)
}

/** Whether a look that enters only some directories comes to the one that holds a path. */
export function isReached(below: string, enters: (directory: string) => boolean): boolean {
  const parts = below.split('/').slice(0, -1)
  return parts.every((_, index) => enters(parts.slice(0, index + 1).join('/')))
}
