/**
 * @file The preview of adding files: the clips, the conflicts of each at each account, and the sums. Adds nothing, and reads media facts
 * of the first clips only.
 */
import { basename } from 'node:path'
import { type Failure, FailureError, failure, failureFrom } from '../../../contract/errors/errors.ts'
import {
  type AddPreview,
  MAX_PREVIEWED_CLIPS,
  type PreviewConflict,
  type PreviewedClip,
} from '../../../contract/queue/add-preview.ts'
import type { PathProblem } from '../../../contract/queue/outcomes.ts'
import type { Parsed } from '../../../contract/requests.ts'
import type { FileLocations } from '../../files/file-locations.ts'
import { sameIdentity } from '../../files/identity.ts'
import type { LocatedFile } from '../../files/same-file.ts'
import type { ReadingCache } from '../../media/reading-cache.ts'
import { untilAborted } from '../../until-aborted.ts'
import { TIMED_OUT, withTimeout } from '../../with-timeout.ts'
import type { MeasuredSpeed } from '../attempt/measured-speed.ts'
import type { QueueDeps } from '../queue-deps.ts'
import { type AccountPreview, createAccountPreview } from './account-preview.ts'
import { checkedOptions } from './add-targets.ts'
import { createDuplicateFinder } from './duplicate-finder.ts'
import type { KnownFiles } from './known-files.ts'
import { createPreviewedClips } from './previewed-clips.ts'

/** A person waits for the answer. */
const MAX_WALK_MS = 10_000
const MAX_READING_MS = 1_500
/** Between two turns of the event loop. */
const SLICE_MS = 5
/** A file with an older date is not being written, unless its clock is wrong; then its upload notices. */
const FRESH_MS = 60_000
/** Between two checks of a file that may be growing. */
const CHECK_AGAIN_MS = 1_000
const MAX_PROBLEMS = 50

interface Deps extends Pick<QueueDeps, 'accounts' | 'providers' | 'files' | 'clock' | 'thumbnailId'> {
  readonly locations: FileLocations
  readonly knownFiles: Pick<KnownFiles, 'openUpload' | 'receipt' | 'uncertainReceipts'>
  readonly speeds: Pick<MeasuredSpeed, 'together'>
  readonly readings: ReadingCache
}

/** The result of a walk. */
interface Walked {
  /** False where the time was over before the walk was. */
  readonly complete: boolean
  readonly found: readonly LocatedFile[]
  readonly bytes: number
  /** The number of files by their name. */
  readonly names: ReadonlyMap<string, number>
  /** The number of files that share their name with another one. */
  readonly namesakes: number
  readonly problems: readonly PathProblem[]
  readonly problemCount: number
  readonly leftOut: number
}

export function createAddPreview(deps: Deps) {
  const { accounts, providers, files, locations, knownFiles, speeds, readings, clock, thumbnailId } = deps
  const clips = createPreviewedClips(thumbnailId)

  /** @throws FailureError `account.unknown`; the reason of the signal */
  async function preview({ paths, except, to }: Parsed<'queue.previewAdd'>, signal: AbortSignal): Promise<AddPreview> {
    const previews = await Promise.all(to.map(previewOf))
    const walkedAt = clock.now()
    const { found, names, ...walked } = await walk(paths, new Set(except), signal)
    const first = found.slice(0, MAX_PREVIEWED_CLIPS)
    const { unread, unreadable } = await readFirst(first, signal)
    const growing = await growingOf(first, walkedAt, signal)
    const { conflicts, going } = await conflictsOf(found, previews, signal)
    const shown: PreviewedClip[] = []
    for (const file of first) {
      signal.throwIfAborted()
      const hasNamesake = (names.get(basename(file.path)) ?? 0) > 1
      const isGrowing = growing.has(file)
      const problem = isGrowing ? null : await whyUnreadable(file, unreadable.has(file))
      shown.push({ ...clipOf(file), growing: isGrowing, hasNamesake, failure: problem, conflicts: conflicts.get(file) ?? [] })
    }
    const results = previews.map((account) => account.result())
    return {
      ...walked,
      clips: found.length,
      going,
      durationSeconds: durationOf(found),
      shown,
      unread,
      accounts: results,
      seconds: speeds.together(
        results.reduce((sum, { bytes }) => sum + bytes, 0),
        results.map(({ accountId }) => accountId),
      ),
    }
  }

  /** Walks as adding does: each file counts once, whatever paths lead to it. */
  async function walk(paths: readonly string[], seen: Set<string>, signal: AbortSignal): Promise<Walked> {
    const until = clock.now() + MAX_WALK_MS
    const duplicateOf = createDuplicateFinder()
    const locate = locations.locator()
    const found: LocatedFile[] = []
    const problems: PathProblem[] = []
    const names = new Map<string, number>()
    let [bytes, namesakes, problemCount, leftOut] = [0, 0, 0, 0]
    const walked = (complete: boolean): Walked => ({
      complete,
      found,
      bytes,
      names,
      namesakes,
      problems,
      problemCount,
      leftOut,
    })
    /** Sums are computed here, because for all files together that would take too long in one turn of the event loop. */
    const count = (file: LocatedFile): void => {
      const name = basename(file.path)
      const others = names.get(name) ?? 0
      names.set(name, others + 1)
      namesakes += others === 1 ? 2 : others > 1 ? 1 : 0
      bytes += file.identity.sizeBytes
      found.push(file)
    }
    for (const path of paths) {
      for await (const entry of files.walk(path, signal)) {
        signal.throwIfAborted()
        if (clock.now() > until) return walked(false)
        if (seen.has(entry.path)) continue
        seen.add(entry.path)
        const file = entry.kind === 'file' ? await locate(entry) : null
        if (file && duplicateOf(file) === null) count(file)
        else if (entry.kind !== 'problem') leftOut += 1
        else {
          problemCount += 1
          if (problems.length < MAX_PROBLEMS) problems.push({ path: entry.path, failure: entry.failure })
        }
      }
    }
    return walked(true)
  }

  /** The conflicts of the first files at each account, and `going`: how many of all files would be added to any account. */
  async function conflictsOf(
    found: readonly LocatedFile[],
    previews: readonly AccountPreview[],
    signal: AbortSignal,
  ): Promise<{ readonly conflicts: ReadonlyMap<LocatedFile, readonly PreviewConflict[]>; readonly going: number }> {
    let going = 0
    const conflicts = new Map<LocatedFile, readonly PreviewConflict[]>()
    let turnAt = clock.now() + SLICE_MS
    for (const file of found) {
      const results = previews.map((account) => account.add(file))
      if (results.some(({ isAdded }) => isAdded)) going += 1
      if (conflicts.size < MAX_PREVIEWED_CLIPS) {
        conflicts.set(
          file,
          results.flatMap(({ conflict }) => conflict ?? []),
        )
      }
      if (clock.now() < turnAt) continue
      await clock.turn()
      signal.throwIfAborted()
      turnAt = clock.now() + SLICE_MS
    }
    return { conflicts, going }
  }

  async function previewOf({ account: name, options, again }: Parsed<'queue.previewAdd'>['to'][number]) {
    const account = await accounts.resolve({ account: name })
    const provider = providers.get(account.provider)
    const lastTest = accounts.view(account.id)?.lastTest ?? null
    const target = { account, provider, ...optionsOrFailure(), again }
    return createAccountPreview({ target, lastTest, knownFiles, readings })

    function optionsOrFailure(): { readonly options: Readonly<Record<string, string>>; readonly failure: Failure | null } {
      try {
        return {
          options: checkedOptions({ account, provider }, options, { now: clock.now(), isOneOfSeveral: false }),
          failure: null,
        }
      } catch (caught) {
        if (!(caught instanceof FailureError)) throw caught
        return { options: account.defaults.options, failure: caught.failure }
      }
    }
  }

  /** Reads media facts. Returns how many files there was no time for, and the files that could not be read. */
  async function readFirst(
    first: readonly LocatedFile[],
    signal: AbortSignal,
  ): Promise<{ readonly unread: number; readonly unreadable: ReadonlySet<LocatedFile> }> {
    const unreadable = new Set<LocatedFile>()
    const until = clock.now() + MAX_READING_MS
    let unread = 0
    for (const file of first) {
      signal.throwIfAborted()
      if (readings.of(file) !== null) continue
      const left = until - clock.now()
      // The drive may be busy with transfers.
      const facts =
        left > 0
          ? await withTimeout(
              readings.read(file).catch(() => null),
              left,
              clock,
            )
          : TIMED_OUT
      if (facts === TIMED_OUT) unread += 1
      else if (facts === null) unreadable.add(file)
    }
    return { unread, unreadable }
  }

  /** The files that are another version a moment later. */
  async function growingOf(
    first: readonly LocatedFile[],
    walkedAt: number,
    signal: AbortSignal,
  ): Promise<ReadonlySet<LocatedFile>> {
    const fresh = first.filter(({ identity }) => Math.abs(dateOf(identity.mtimeNs) - clock.now()) < FRESH_MS)
    const growing = new Set<LocatedFile>()
    const left = walkedAt + CHECK_AGAIN_MS - clock.now()
    if (fresh.length > 0 && left > 0) await wait(left, signal)
    for (const file of fresh) {
      signal.throwIfAborted()
      const now = await files.identify(file.path).catch(() => null)
      if (now && !sameIdentity(now, file.identity)) growing.add(file)
    }
    return growing
  }

  /** @throws the reason of the signal as soon as it aborts */
  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(ms, resolve)
    try {
      await untilAborted(promise, signal)
    } finally {
      cancel()
    }
  }

  /** The sum of the durations; `null` unless that of every file is known. */
  function durationOf(found: readonly LocatedFile[]): number | null {
    let sum = 0
    for (const file of found) {
      const seconds = readings.of(file)?.durationSeconds
      if (!seconds) return null
      sum += seconds
    }
    return found.length === 0 ? null : sum
  }

  function clipOf(file: LocatedFile) {
    const { path, identity } = file
    return {
      ...clips.note({ ...file, kind: 'upload', media: readings.at(path) }),
      path,
      name: basename(path),
      sizeBytes: identity.sizeBytes,
      modifiedAt: dateOf(identity.mtimeNs),
      media: readings.of(file),
    }
  }

  async function whyUnreadable({ path, identity }: LocatedFile, isUnreadable: boolean): Promise<Failure | null> {
    if (identity.sizeBytes === 0) return failure('file.empty', { path })
    if (!isUnreadable) return null
    try {
      const source = await files.open(path, identity)
      await source.close()
      return null
    } catch (caught) {
      return failureFrom(caught)
    }
  }

  return { preview, clip: clips.get }
}

function dateOf(mtimeNs: string): number {
  return Number(BigInt(mtimeNs) / 1_000_000n)
}
