/**
 * @file What happens to a file once it is sent: only when its upload is verified, its receipt is stored, and it is still
 * the version that was sent.
 */
import { extname } from 'node:path/posix'
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import { exhaustionIn } from '../exhaustion.ts'
import type { Clock, Log } from '../ports.ts'
import type { WatchProfile } from '../settings/store-options.ts'
import { join, pathOf } from './pass.ts'
import type { FoundFile, LedgerEntry, WatchedFiles, WatchLedger } from './ports.ts'
import { isUntouched } from './recognise.ts'

const SLICE = 50
/** How long it is remembered what is beside a clip. */
const LISTING_MS = 5_000
/** What cameras and editing programs write beside a clip: metadata, subtitles, thumbnails, proxies. */
const SIDECAR_ENDINGS = new Set([
  'xml',
  'xmp',
  'srt',
  'vtt',
  'thm',
  'lrv',
  'lrf',
  'cpf',
  'bim',
  'ppn',
  'smi',
  'edl',
  'ale',
  'txt',
])

export interface AfterwardsDeps {
  readonly key: string
  readonly profile: () => WatchProfile
  readonly root: () => string
  readonly stableInodes: () => boolean
  readonly ledger: WatchLedger
  readonly files: WatchedFiles
  readonly clock: Clock
  readonly log: Log
  readonly signal: () => AbortSignal
  /** Whether the folder is there: a drive that is away looks as if all its files were. */
  readonly isThere: () => Promise<boolean>
  /** Why nothing can be moved into a folder, or `null`. */
  readonly targetProblem: (folder: string) => Promise<Failure | null>
  readonly onChange: () => void
}

export function createAfterwards(deps: AfterwardsDeps) {
  const { key, ledger, files, clock } = deps
  let running: Promise<void> | null = null
  /** Files that were sent a moment ago; and whether all are to be dealt with, with those that failed before. */
  const wanted = new Set<number>()
  let wantsAll = false
  let listing: { readonly directory: string; readonly files: readonly FoundFile[]; readonly at: number } | null = null

  async function run(): Promise<void> {
    // Whoever says that a file was sent may still have to store it.
    await clock.turn()
    while (wantsAll || wanted.size > 0) {
      if (wantsAll) await runAll()
      for (const id of [...wanted]) {
        wanted.delete(id)
        await moveAway(id)
      }
    }
  }

  async function runAll(): Promise<void> {
    wantsAll = false
    for (let after = 0; ; ) {
      const entries = ledger.toMove(key, after, SLICE)
      for (const { id } of entries) await moveAway(id)
      const last = entries.at(-1)
      if (!last) return
      after = last.id
    }
  }

  async function moveAway(id: number): Promise<void> {
    deps.signal().throwIfAborted()
    const entry = ledger.get(id)
    if (entry?.state !== 'sent' || entry.receiptId === null || entry.afterwards === null || entry.goneAt !== null) return
    const path = pathOf(deps.root(), join(entry.directory, entry.name))
    try {
      await moveSent(entry, path)
    } catch (caught) {
      deps.signal().throwIfAborted()
      // Nothing was found out about the file; the next look at the folder deals with it.
      if (exhaustionIn(caught)) return
      const problem =
        caught instanceof FailureError ? caught.failure : failure('watch.notMoved', { path, reason: failureFrom(caught).code })
      deps.log.warn(`a sent file was not moved: ${problem.code}`)
      save(entry, { afterwards: 'failed', failure: problem })
    }
  }

  async function moveSent(entry: LedgerEntry, path: string): Promise<void> {
    const { afterwards, sidecars: takesSidecars } = deps.profile().rules
    const sidecars = takesSidecars && afterwards.do !== 'keep' ? await sidecarsOf(entry) : []
    const found = await files.look(path)
    const isSent = found !== null && isUntouched(entry, found, deps.stableInodes())
    if (afterwards.do === 'keep' || (found !== null && !isSent)) {
      save(entry, { afterwards: null })
      return
    }
    if (found === null) {
      if (!(await deps.isThere())) return
      // The process may have ended between the move and this line.
      save(entry, { afterwards: null, movedTo: await earlierTarget(entry), goneAt: clock.now() })
      return
    }
    // The clip last: whatever ends the process in between, it is still to be moved, and its sidecars with it.
    for (const name of sidecars) {
      const beside = pathOf(deps.root(), join(entry.directory, name))
      if (await files.look(beside)) await take(entry, beside, name)
    }
    const movedTo = await take(entry, path)
    save(entry, { afterwards: null, movedTo, failure: null, goneAt: clock.now() })
  }

  /** Answers where the file is now. */
  async function take(entry: LedgerEntry, path: string, name = entry.name): Promise<string> {
    const { afterwards } = deps.profile().rules
    if (afterwards.do !== 'move') {
      await files.trash(path)
      return 'trash'
    }
    const problem = await deps.targetProblem(afterwards.folder)
    if (problem) throw new FailureError(failure('watch.notMoved', { path, reason: 'the folder to move to is watched now' }))
    return files.move(path, targetOf(entry, afterwards.folder, name), deps.signal())
  }

  function targetOf({ directory }: LedgerEntry, folder: string, name: string): string {
    return pathOf(folder, join(directory, name))
  }

  async function earlierTarget(entry: LedgerEntry): Promise<string | null> {
    const { afterwards } = deps.profile().rules
    if (afterwards.do !== 'move') return null
    const path = targetOf(entry, afterwards.folder, entry.name)
    const found = await files.look(path)
    return found && isUntouched(entry, found, false) ? path : null
  }

  /** `C0001.XML` and, as Sony’s cameras name them, `C0001M01.XML` go with `C0001.MP4`, unless another clip has that name, too. */
  async function sidecarsOf({ directory, name }: LedgerEntry): Promise<string[]> {
    const all = await filesIn(directory)
    const stem = stemOf(name)
    const isSidecar = (file: FoundFile): boolean =>
      SIDECAR_ENDINGS.has(endingOf(file.name)) && (stemOf(file.name) === stem || stemOf(file.name) === `${stem}m01`)
    const shares = all.some(
      (file) => file.name !== name && stemOf(file.name) === stem && !SIDECAR_ENDINGS.has(endingOf(file.name)),
    )
    return shares ? [] : all.filter((file) => isSidecar(file) && !isToBeSent(directory, file)).map((file) => file.name)
  }

  /** A file that the folder sends as well goes its own way. */
  function isToBeSent(directory: string, { name }: FoundFile): boolean {
    const entry = ledger.at(key, directory, name)
    return entry !== null && entry.state !== 'ignored'
  }

  /** Files that are moved one after the other are mostly in one folder, which can be a large one. */
  async function filesIn(directory: string): Promise<readonly FoundFile[]> {
    if (listing?.directory !== directory || clock.now() - listing.at > LISTING_MS) {
      const { files: found } = await files.readFolder(pathOf(deps.root(), directory))
      listing = { directory, files: found, at: clock.now() }
    }
    return listing.files
  }

  function save(entry: LedgerEntry, change: Partial<LedgerEntry>): void {
    const now = ledger.get(entry.id)
    if (now) ledger.save({ ...now, ...change })
    deps.onChange()
  }

  return {
    /** Deals with one file that was sent, or with all of them; what failed before is tried again then. */
    run(id?: number): Promise<void> {
      if (id === undefined) wantsAll = true
      else wanted.add(id)
      running ??= run().finally(() => {
        running = null
      })
      return running
    },
    idle: (): Promise<void> => running ?? Promise.resolve(),
  }
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length).toLowerCase()
}

function endingOf(name: string): string {
  return extname(name).slice(1).toLowerCase()
}
