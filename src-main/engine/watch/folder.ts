/**
 * @file The life of one watched folder: when it is looked at, and what reports of changes lead to. What is true is found out
 * by looking; reports only make it sooner.
 */
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import { QUIET_SECONDS, type VolumeKind } from '../../contract/watch.ts'
import { detach } from '../detach.ts'
import { isExhaustion } from '../exhaustion.ts'
import { belowOf, isReached, join, pathOf } from '../files/paths.ts'
import type { UploadNews } from '../queue/queue-port.ts'
import { waitMs } from '../queue/retry.ts'
import { createAfterwards } from './afterwards.ts'
import { createAvailability } from './availability.ts'
import { catchUp, offerAgain } from './catch-up.ts'
import { createEnqueuer } from './enqueuer.ts'
import type { FolderDeps, FolderStatus } from './folder-deps.ts'
import { locateTarget, targetAt } from './move-target.ts'
import { isSamePath } from './placing.ts'
import type { WatchedFile } from './ports.ts'
import { createReconciler } from './reconciler.ts'
import { eachBelow, lookAtReported } from './reported.ts'
import { createRounds } from './rounds.ts'
import { runScan } from './scan.ts'
import { createScanPlan } from './scan-plan.ts'
import { untilNextScan } from './schedule.ts'
import { createStabilityCheck } from './stability.ts'

const SECOND = 1_000
const RETRY_MS = 30 * SECOND
const SLICE = 100
/** More reports than these are as good as a look at everything. */
const MOST_REPORTED = 5_000

export type Folder = ReturnType<typeof createFolder>

export function createFolder(deps: FolderDeps) {
  const { key, watchedFiles, files, clock, log } = deps
  let controller = new AbortController()
  controller.abort()
  let { signal } = controller
  let isActive = false
  let problem: Failure | null = null
  let seen: number | null = null
  let lastScanAt: number | null = null
  /** Looks in a row for which the machine had no more to give. */
  let exhausted = 0
  let scanning: Promise<void> | null = null
  /** What the queue refused may be taken now. */
  let offersAgain = true
  /** Something happened while it was looked at: where that was may have been looked at before. */
  let isOvertaken = false
  /** One look at a time, at the whole or at a part: what one has read another must not change. */
  let looking: Promise<unknown> = Promise.resolve()
  /** Reported and not looked at yet, below the folder with `/`. */
  const reported = new Set<string>()
  let following: Promise<void> | null = null

  const plan = createScanPlan(clock, () => {
    if (scanning !== null) isOvertaken = true
    void scanNow()
  })
  const availability = createAvailability({
    ...deps,
    onThere() {
      problem = null
      scanSoon(0)
    },
    onMoved: (path) => deps.update({ path }),
    onAway: () => stability.clear(),
    onReport: report,
  })
  const rounds = createRounds(deps)
  const volumeKind = (): VolumeKind => availability.volume?.kind ?? deps.profile().volume.kind

  const shared = {
    key,
    profile: deps.profile,
    root: availability.path,
    locate: availability.locate,
    watchedFiles,
    files,
    clock,
    log,
    isUnsure: rounds.isUnsure,
    stableInodes: () => availability.volume?.stableInodes ?? true,
    signal: () => signal,
    atOnce: deps.atOnce,
    onChange: deps.onChange,
  }
  const enqueuer = createEnqueuer({
    ...shared,
    queue: deps.queue,
    batches: deps.batches,
    onSentBefore: moveAway,
    onHeldBack: (until) => Number.isFinite(until) && scanSoon(Math.max(SECOND, until - clock.now())),
  })
  const stability = createStabilityCheck({
    ...shared,
    quietMs: () => (deps.profile().rules.quietSeconds ?? QUIET_SECONDS[volumeKind()]) * SECOND,
    on: {
      onFinished: (id, found) => reconciler.finished(id, found),
      onUnfinished: (id, found, reason) => reconciler.unfinished(id, found, reason),
      onVanished(id) {
        const entry = watchedFiles.get(id)
        if (!entry) return
        reported.add(join(entry.directory, entry.name))
        follow()
      },
    },
  })
  const reconciler = createReconciler({ ...shared, filter: deps.filter, queue: deps.queue, enqueuer, stability: () => stability })
  const afterwards = createAfterwards({
    ...shared,
    volumes: deps.volumes,
    targetProblem: deps.targetProblem,
    isThere: () => availability.check(true),
    moveAway,
    target,
  })

  /** One file that was sent, or all of them. */
  function moveAway(id?: number): void {
    if (isActive) detach(afterwards.run(id).catch(noteTrouble), log, 'sent files could not be moved')
  }

  /** Of folders that earlier versions watched it is not known: then what it is on now is noted, once the folder is there. */
  async function target(folder: string): Promise<string> {
    const { target: known } = deps.profile()
    if (known === undefined && (await files.folder(folder))) {
      const found = await targetAt(folder, deps)
      if (found) deps.update({ target: found })
    }
    return locateTarget(folder, known, deps)
  }

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = looking.then(work)
    looking = mine.catch(() => {})
    return mine
  }

  function report(paths: readonly string[] | null): void {
    if (paths === null) {
      scanSoon(SECOND)
      return
    }
    for (const path of paths) {
      const below = belowOf(availability.path(), path)
      if (below === null || below.includes('\uFFFD')) scanSoon(SECOND)
      else if (below !== '' && isReached(below, deps.filter().enters)) reported.add(below)
    }
    if (reported.size > MOST_REPORTED) {
      reported.clear()
      scanSoon(SECOND)
    }
    follow()
  }

  function follow(): void {
    following ??= followAll()
      .catch(noteTrouble)
      .finally(() => {
        following = null
      })
  }

  async function followAll(): Promise<void> {
    while (reported.size > 0 && isActive) {
      await scanning
      const paths = [...reported].slice(0, SLICE)
      for (const path of paths) reported.delete(path)
      await alone(() => followPaths(paths))
      await clock.turn()
    }
  }

  /** What came is looked at before what went: it may be the same. */
  async function followPaths(paths: readonly string[]): Promise<void> {
    const { folders, gone } = await lookAtReported({ ...shared, reconciler }, paths)
    const missing: string[] = []
    const root = folders.length > 0 ? await files.folder(availability.path()) : null
    for (const below of folders) {
      const folder = await files.folder(pathOf(availability.path(), below))
      if (folder === null) missing.push(below)
      // What is reached through a link is elsewhere.
      else if (root && isSamePath(folder.path, pathOf(root.path, below)) && deps.filter().enters(below)) await pass(below)
    }
    if ((gone.length > 0 || missing.length > 0) && (await availability.check(true))) await forget(gone, missing)
  }

  async function forget(gone: readonly WatchedFile[], missing: readonly string[]): Promise<void> {
    deps.atOnce(() => gone.forEach(noteVanished))
    if (missing.length > 0) await eachBelow(shared, missing, noteVanished)
  }

  /** It may be gone because it was moved. */
  function noteVanished(entry: WatchedFile): void {
    reconciler.vanished(entry)
    if (entry.afterwards !== null) moveAway(entry.id)
  }

  /** Answers whether what was found can be believed: the folder was there all the time. */
  async function pass(from: string): Promise<boolean> {
    const { arrivals } = availability
    const outcome = await runScan(shared, {
      folder: key,
      root: availability.path(),
      from,
      isNear: volumeKind() !== 'network',
      enters: deps.filter().enters,
      signal,
      onFile: reconciler.noteFile,
      onUnnamed: reconciler.noteUnnamed,
      onLink: reconciler.noteLink,
      onSeen(count) {
        if (from !== '') return
        seen = count
        deps.onChange()
      },
    })
    await reconciler.settleSuspects()
    // What seems to be gone may only be out of reach.
    if (!(await availability.check(true)) || arrivals !== availability.arrivals) return false
    for (let start = 0; start < outcome.vanished.length; start += SLICE) {
      deps.atOnce(() => outcome.vanished.slice(start, start + SLICE).forEach(reconciler.vanished))
      await clock.turn()
      signal.throwIfAborted()
    }
    exhausted = 0
    if (from === '') problem = outcome.problems[0]?.failure ?? null
    return true
  }

  async function scan(): Promise<void> {
    seen = 0
    deps.onChange()
    try {
      if (!isActive || !(await availability.check(true))) return
      await catchUp({ ...shared, queue: deps.queue, reconciler })
      if (offersAgain) await offerAgain(shared)
      offersAgain = false
      rounds.looking()
      if (!(await pass(''))) return
      lastScanAt = clock.now()
      rounds.looked()
      moveAway()
    } finally {
      seen = null
      planScan()
      if (isOvertaken) scanSoon(SECOND)
      isOvertaken = false
      deps.onChange()
    }
  }

  /** What was asked for while one look goes on is for the next: where that was may have been looked at before. */
  function scanNow(): Promise<void> {
    if (scanning === null) plan.forget()
    scanning ??= deps
      .inTurn(() => alone(scan))
      .catch(noteTrouble)
      .finally(() => {
        scanning = null
        follow()
      })
    return scanning
  }

  function noteTrouble(caught: unknown): void {
    if (signal.aborted) return
    const found = failureFrom(caught)
    if (caught instanceof FailureError) log.warn(`a watched folder could not be looked at: ${found.code}`)
    else log.error('a watched folder could not be looked at', caught)
    const reason = found.params['reason'] ?? found.code
    const saysAll = found.code.startsWith('store.') || isExhaustion(found)
    problem = saysAll ? found : failure('watch.unreadable', { path: availability.path(), reason })
    exhausted = isExhaustion(found) ? exhausted + 1 : 0
    scanSoon(exhausted > 0 ? waitMs('backoff', { consecutiveFailures: exhausted, random: deps.random() }) : RETRY_MS)
    deps.onChange()
  }

  function scanSoon(delayMs: number): void {
    if (isActive) plan.soon(delayMs)
  }

  function planScan(): void {
    scanSoon(untilNextScan(deps.profile().rules, availability.unreported !== null, clock.now(), deps.random()))
  }

  function isBusy(): boolean {
    return isActive && (enqueuer.waiting > 0 || stability.fresh > 0 || scanning !== null || reconciler.isComparing())
  }

  return {
    status: (): FolderStatus => ({
      isActive,
      isBusy: isBusy(),
      isMoving: isActive && afterwards.isRunning(),
      away: availability.failure,
      problem,
      volumeKind: volumeKind(),
      unreported: isActive ? availability.unreported : null,
      seen,
      lastScanAt,
      nextScanAt: plan.at,
    }),

    root: availability.path,

    /** Whether more files may be finished in a moment. */
    isBusy,

    start(): void {
      if (isActive) return
      controller = new AbortController()
      signal = AbortSignal.any([controller.signal, deps.closing])
      isActive = true
      offersAgain = true
      rounds.restart()
      availability.start()
    },

    /** Nothing is read any more; what is known stays. */
    async stop(): Promise<void> {
      if (!isActive) return
      isActive = false
      plan.forget()
      controller.abort()
      stability.clear()
      reported.clear()
      afterwards.stop()
      await availability.stop()
      await Promise.allSettled([scanning, following, stability.idle(), reconciler.idle(), afterwards.idle(), enqueuer.flushed()])
      deps.onChange()
    },

    /** Looks at the folder as a whole, from now on. @throws FailureError `store.*` when the journal refuses */
    async scanNow(): Promise<void> {
      if (seen !== null) await scanning
      await scanNow()
      if (problem?.code.startsWith('store.')) throw new FailureError(problem)
    },

    /** Its rules, its account or the machine are not as they were. */
    reconsider(): void {
      offersAgain = true
      scanSoon(0)
    },

    /** A drive that owed an answer gave it. */
    lookNow: availability.lookNow,

    clockMoved(byMs: number): void {
      stability.clockMoved(byMs)
      if (!isActive) return
      plan.clockMoved(byMs)
      planScan()
    },

    /** Why the file of an upload cannot be there at the moment; `null` when the folder is there. */
    async awayFailure(path: string): Promise<Failure | null> {
      if (!isActive || (await availability.check(true))) return null
      if (availability.failure?.code === 'file.notAnswering')
        return failure('file.notAnswering', { ...availability.failure.params, path })
      return failure('file.away', { path, volume: deps.profile().volume.label })
    },

    onUpload(given: WatchedFile, news: UploadNews): void {
      if (given.state === 'queued' && news.kind !== 'removed') reconciler.inQueue(given, news.upload.identity)
      const entry = watchedFiles.get(given.id) ?? given
      switch (news.kind) {
        case 'sent':
          rounds.noteSent()
          if (entry.state !== 'sent') reconciler.sent(entry, news.upload.identity)
          moveAway(entry.id)
          return
        case 'removed':
          if (entry.state === 'queued') reconciler.removed(entry)
          return
        case 'stopped':
          if (!isActive || entry.state !== 'queued' || entry.goneAt !== null) return
          if (news.failure.code === 'file.changed') deps.queue.fileChanged(news.upload.id)
          else if (news.failure.code === 'file.missing') scanSoon(SECOND)
          return
        case 'other':
          deps.onChange()
      }
    },

    sendAnyway: reconciler.sendAnyway,
    decline: reconciler.decline,

    /** Settles when no file is being compared any more. */
    idle: reconciler.idle,
  }
}
