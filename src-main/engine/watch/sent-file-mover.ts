/**
 * @file Moves files that were sent, or puts them into the Trash, once the upload is verified, its receipt is stored, and the file is
 * still the version that was sent. Pending moves are in the watched-file store, so that they survive the process.
 */
import { FailureError, failure, failureFrom } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { exhaustionIn } from '../exhaustion.ts'
import { type FileIdentity, sameIdentity } from '../files/identity.ts'
import { pathOf } from '../files/paths.ts'
import { pagesById } from '../pages.ts'
import { sentState } from './entries.ts'
import type { FolderParts } from './folder-deps.ts'
import { createMoveRetries } from './move-retries.ts'
import { moveWithSidecars } from './move-with-sidecars.ts'
import type { WatchedFile } from './ports.ts'
import { isCopyOf, isUntouched } from './same-watched-file.ts'
import { type Family, familyOf, sidecarsOf } from './sidecars.ts'

const SLICE = 50
/** Failures that end when another program closes the file. */
const HELD_OPEN: ReadonlySet<string> = new Set(['watch.held', 'watch.heldBeside'])
/** How long the listing of a directory is reused. */
const LISTING_MS = 5_000

interface Deps
  extends Pick<
    FolderParts,
    | 'key'
    | 'profile'
    | 'root'
    | 'pathAt'
    | 'stableInodes'
    | 'watchedFiles'
    | 'files'
    | 'volumes'
    | 'clock'
    | 'log'
    | 'signal'
    | 'inTransaction'
    | 'targetProblem'
    | 'onChange'
  > {
  /** Whether the folder is there: on a drive that is away every file seems to be missing. */
  readonly isThere: () => Promise<boolean>
  /** Starts to move one file that was sent, or all of them. */
  readonly moveAway: (id?: number) => void
  /** The folder to move to, where its volume is mounted now. @throws FailureError `watch.targetAway` */
  readonly target: (folder: string) => Promise<string>
}

export function createSentFileMover(deps: Deps) {
  const { key, watchedFiles, files, clock } = deps
  let running: Promise<void> | null = null
  /** Files that were sent a moment ago; and whether all files are due, with those that failed before. */
  const wanted = new Set<number>()
  let wantsAll = false
  const retries = createMoveRetries({ clock, retry: deps.moveAway })
  /** While the target is on a drive that is away. */
  let stopVolumeEvents: (() => void) | null = null
  let listing: { readonly directory: string; readonly names: readonly string[]; readonly at: number } | null = null

  async function run(): Promise<void> {
    try {
      // The caller may still have to store that the file was sent.
      await clock.turn()
      while (wantsAll || wanted.size > 0) {
        if (wantsAll) await runAll()
        for (const id of [...wanted]) {
          wanted.delete(id)
          await moveAway(id)
        }
      }
    } finally {
      // In the same turn as the last check of the loop: a file that is added after it starts another one.
      running = null
    }
  }

  async function runAll(): Promise<void> {
    wantsAll = false
    const pages = pagesById<WatchedFile>(
      (after) => watchedFiles.toMove(key, after, SLICE),
      ({ id }) => id,
    )
    for (const entries of pages) for (const { id } of entries) await moveAway(id)
  }

  /** Cancels the retries of a file unless another program still has it open. */
  async function moveAway(id: number): Promise<void> {
    let isHeld = false
    try {
      isHeld = await tryToMove(id)
    } finally {
      if (!isHeld) retries.cancel(id)
    }
  }

  /** Returns whether another program has it open. */
  async function tryToMove(id: number): Promise<boolean> {
    deps.signal().throwIfAborted()
    const entry = watchedFiles.get(id)
    if (entry?.state !== 'sent' || entry.receiptId === null || entry.afterwards === null) return false
    const path = deps.pathAt(entry)
    try {
      await moveSent(entry, path)
      return false
    } catch (caught) {
      deps.signal().throwIfAborted()
      // Not a property of the file: the next scan of the folder tries again.
      if (exhaustionIn(caught)) return false
      const cause = failureFrom(caught)
      if (cause.code.startsWith('store.')) throw caught
      const problem = caught instanceof FailureError ? cause : failure('watch.notMoved', { path, reason: cause.code })
      deps.log.warn(`a sent file was not moved: ${problem.code}`)
      const isHeld = HELD_OPEN.has(problem.code)
      const isRetriedSoon = isHeld && retries.schedule(id)
      save(entry, { ...sentState(isRetriedSoon ? 'pending' : 'failed'), failure: problem })
      if (problem.code === 'watch.targetAway') awaitTarget()
      return isHeld
    }
  }

  /** Tries again whenever volumes are mounted or unmounted. */
  function awaitTarget(): void {
    if (stopVolumeEvents) return
    stopVolumeEvents = deps.volumes.onChange(findTarget)
    // It may have been mounted before the listener was added.
    findTarget()
  }

  function findTarget(): void {
    const { afterwards } = deps.profile().rules
    if (deps.signal().aborted || afterwards.do !== 'move') {
      stopWaiting()
      return
    }
    const found = (): void => {
      stopWaiting()
      deps.moveAway()
    }
    // Still away, or the volumes cannot be read: the next change tries again.
    deps.target(afterwards.folder).then(found, () => {})
  }

  function stopWaiting(): void {
    stopVolumeEvents?.()
    stopVolumeEvents = null
  }

  async function moveSent(entry: WatchedFile, path: string): Promise<void> {
    const { afterwards, sidecars: takesSidecars } = deps.profile().rules
    const found = await files.stat(path)
    if (found === null || entry.goneAt !== null) return noteGone(entry)
    const isSent = sentCheck(entry, path)
    if (afterwards.do === 'keep') return save(entry, { ...sentState(null), movedTo: null, failure: null })
    if (!(await isSent())) return keepChanged(entry, path)
    const names = takesSidecars ? await namesIn(entry.directory) : []
    // The clip is last: if the process ends in between, it is still due, and its sidecars with it.
    const sidecars = await existing(entry, sidecarsOf(entry.name, names))
    const movedTo =
      afterwards.do === 'move'
        ? await moveInto(entry, {
            folder: await deps.target(afterwards.folder),
            sidecars,
            family: familyOf(entry.name, names),
            isSent,
          })
        : await toTrash(entry, sidecars, isSent)
    if (movedTo === null) return keepChanged(entry, path)
    save(entry, { ...sentState(null), movedTo, failure: null, goneAt: clock.now(), ...(await dateAt(movedTo)) })
  }

  /**
   * A check that the file at a path is the version that was sent. A date may change although nobody wrote to the file, for example
   * with the clock: then the content is compared, and read once for each version.
   */
  function sentCheck(entry: WatchedFile, path: string): () => Promise<boolean> {
    let verified: FileIdentity | null = null
    return async () => {
      const now = await files.stat(path)
      if (now === null) return false
      if (isUntouched(entry, now, deps.stableInodes()) || (verified && sameIdentity(verified, now.identity))) return true
      if (entry.sha256 === null || entry.sizeBytes !== now.identity.sizeBytes) return false
      if ((await files.sha256(path, now.identity, deps.signal())) !== entry.sha256) return false
      verified = now.identity
      return true
    }
  }

  /** The file was written to since it was sent: it stays, with the reason. */
  function keepChanged(entry: WatchedFile, path: string): void {
    deps.log.info('a sent file is not moved: it was written to since')
    save(entry, { ...sentState(null), movedTo: null, failure: failure('watch.notAsSent', { path }) })
  }

  async function moveInto(
    entry: WatchedFile,
    job: {
      readonly folder: string
      readonly sidecars: readonly string[]
      readonly family: Family
      readonly isSent: () => Promise<boolean>
    },
  ): Promise<string | null> {
    if (await deps.targetProblem(job.folder)) {
      const path = deps.pathAt(entry)
      throw new FailureError(failure('watch.notMoved', { path, reason: phrase('the folder to move to is watched now') }))
    }
    return moveWithSidecars(deps, { entry, ...job })
  }

  async function toTrash(
    { directory, name }: WatchedFile,
    sidecars: readonly string[],
    isSent: () => Promise<boolean>,
  ): Promise<string | null> {
    for (const beside of sidecars) await files.trash(deps.pathAt({ directory, name: beside }))
    if (!(await isSent())) return null
    await files.trash(deps.pathAt({ directory, name }))
    return 'trash'
  }

  /** The process may have ended after the move, before that was stored. */
  async function noteGone(entry: WatchedFile): Promise<void> {
    if (!(await deps.isThere())) return
    const there = entry.movedTo === null || entry.movedTo === 'trash' ? null : await files.stat(entry.movedTo)
    const isMoved = there !== null && isCopyOf(entry, there)
    const columns = isMoved ? { movedTo: entry.movedTo, mtimeNs: there.identity.mtimeNs } : { movedTo: null }
    save(entry, { ...sentState(null), failure: null, goneAt: entry.goneAt ?? clock.now(), ...columns })
  }

  /** The date as the new drive stores it, maybe less exactly: it identifies the file if it comes back. */
  async function dateAt(path: string): Promise<Partial<WatchedFile>> {
    const there = path === 'trash' ? null : await files.stat(path)
    return there ? { mtimeNs: there.identity.mtimeNs } : {}
  }

  /** The existing files among these, without those that the folder sends as well: they are moved on their own. */
  async function existing({ directory }: WatchedFile, names: readonly string[]): Promise<string[]> {
    const there: string[] = []
    for (const name of names) {
      const entry = watchedFiles.at(key, directory, name)
      const isToBeSent = entry !== null && entry.state !== 'ignored'
      if (!isToBeSent && (await files.stat(deps.pathAt({ directory, name })))) there.push(name)
    }
    return there
  }

  /** Cached: files that are moved one after the other are mostly in one directory, which can be a large one. */
  async function namesIn(directory: string): Promise<readonly string[]> {
    if (listing?.directory !== directory || clock.now() - listing.at > LISTING_MS) {
      const { files: found } = await files.readFolder(pathOf(deps.root(), directory))
      listing = { directory, names: found.map(({ name }) => name), at: clock.now() }
    }
    return listing.names
  }

  function save(entry: WatchedFile, change: Partial<WatchedFile>): void {
    const current = watchedFiles.get(entry.id)
    if (current) watchedFiles.save({ ...current, ...change })
    deps.onChange()
  }

  return {
    /** Moves one file that was sent, or all of them, with those that failed before. */
    run(id?: number): Promise<void> {
      if (id === undefined) wantsAll = true
      else wanted.add(id)
      running ??= run()
      return running
    },
    /** Whether files are being moved, or will be soon. */
    isRunning: (): boolean => running !== null || retries.isWaiting(),
    /** Cancels all retries. */
    stop(): void {
      retries.cancelAll()
      stopWaiting()
    },
    idle: (): Promise<void> => running ?? Promise.resolve(),
  }
}
