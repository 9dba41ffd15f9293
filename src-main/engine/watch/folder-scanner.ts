/** @file Scans of one watched folder: when they run, one at a time, and what they leave behind. */
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors/errors.ts'
import { isExhaustion } from '../exhaustion.ts'
import { waitMs } from '../queue/attempt/retry.ts'
import { type CatchUpDeps, catchUp, retryRefused } from './catch-up.ts'
import type { FolderParts } from './folder-deps.ts'
import type { Reconciler } from './reconciler.ts'
import { runScan } from './scan.ts'
import { createScanPlan } from './scan-plan.ts'
import { untilNextScan } from './schedule.ts'

const SECOND = 1_000
const RETRY_MS = 30 * SECOND
const SLICE = 100

interface FolderScannerDeps extends FolderParts, CatchUpDeps {
  readonly reconciler: Reconciler
  readonly isNear: () => boolean
  /** The whole folder was scanned. */
  readonly onScanned: () => void
  /** A scan ended, whether it failed or not. */
  readonly onEnd: () => void
}

export type FolderScanner = ReturnType<typeof createFolderScanner>

export function createFolderScanner(deps: FolderScannerDeps) {
  const { key, clock, log, availability, reconciler, rounds, isActive } = deps
  let problem: Failure | null = null
  let seen: number | null = null
  let lastScanAt: number | null = null
  /** Consecutive scans that failed because the machine was out of resources. */
  let exhaustedScans = 0
  let scanning: Promise<void> | null = null
  /** The queue may accept now what it refused. */
  let retriesRefused = true
  /** A scan was due while one was running: the change that it is for may be in a directory that was read before. */
  let isOutdated = false

  const plan = createScanPlan(clock, () => {
    if (scanning !== null) isOutdated = true
    void scan()
  })

  function soon(delayMs: number): void {
    if (isActive()) plan.soon(delayMs)
  }

  function planNext(): void {
    soon(untilNextScan(deps.profile().rules, availability.unreported !== null, clock.now(), deps.random()))
  }

  /** Joins a scan that is running. */
  function scan(): Promise<void> {
    if (scanning === null) plan.forget()
    scanning ??= deps.scanQueue
      .run(() => deps.serial.run(scanWhole))
      .catch(noteProblem)
      .finally(() => {
        scanning = null
        deps.onEnd()
      })
    return scanning
  }

  async function scanWhole(): Promise<void> {
    seen = 0
    deps.onChange()
    try {
      if (!isActive() || !(await availability.check(true))) return
      await catchUp(deps)
      if (retriesRefused) await retryRefused(deps)
      retriesRefused = false
      rounds.beginScan()
      if (!(await scanTree(''))) return
      lastScanAt = clock.now()
      rounds.endScan()
      deps.onScanned()
    } finally {
      seen = null
      planNext()
      if (isOutdated) soon(SECOND)
      isOutdated = false
      deps.onChange()
    }
  }

  /**
   * Scans a directory and everything below it; empty for the whole folder. Answers whether the result is valid: the folder
   * was there all the time.
   */
  async function scanTree(from: string): Promise<boolean> {
    const { arrivals } = availability
    const signal = deps.signal()
    const outcome = await runScan(deps, {
      folder: key,
      root: availability.path(),
      from,
      isNear: deps.isNear(),
      enters: deps.filter().enters,
      signal,
      onFile: reconciler.found,
      onUnnamed: reconciler.foundUnnamed,
      onLink: reconciler.foundLink,
      onSeen(count) {
        if (from !== '') return
        seen = count
        deps.onChange()
      },
    })
    await reconciler.resolveMoves()
    // On a drive that is away every file seems to be missing.
    if (!(await availability.check(true)) || arrivals !== availability.arrivals) return false
    for (let start = 0; start < outcome.vanished.length; start += SLICE) {
      deps.inTransaction(() => outcome.vanished.slice(start, start + SLICE).forEach(reconciler.vanished))
      await clock.turn()
      signal.throwIfAborted()
    }
    exhaustedScans = 0
    if (from === '') problem = outcome.problems[0]?.failure ?? null
    return true
  }

  function noteProblem(caught: unknown): void {
    if (deps.signal().aborted) return
    const found = failureFrom(caught)
    if (caught instanceof FailureError) log.warn(`a watched folder could not be looked at: ${found.code}`)
    else log.error('a watched folder could not be looked at', caught)
    const reason = found.params['reason'] ?? found.code
    const isComplete = found.code.startsWith('store.') || isExhaustion(found)
    problem = isComplete ? found : failure('watch.unreadable', { path: availability.path(), reason })
    exhaustedScans = isExhaustion(found) ? exhaustedScans + 1 : 0
    soon(exhaustedScans > 0 ? waitMs('backoff', { consecutiveFailures: exhaustedScans, random: deps.random() }) : RETRY_MS)
    deps.onChange()
  }

  return {
    status: () => ({ problem, seen, lastScanAt, nextScanAt: plan.at }),
    isRunning: (): boolean => scanning !== null,
    /** Resolves when no scan is running. */
    running: (): Promise<void> => scanning ?? Promise.resolve(),
    /** Plans a scan of the whole folder. */
    soon,
    scanTree,
    noteProblem,

    /** The folder is available again: earlier problems are over. */
    restart(): void {
      problem = null
      soon(0)
    },

    /** Its rules, its account or the machine changed. */
    reconsider(): void {
      retriesRefused = true
      soon(0)
    },

    /** A scan of the whole folder that begins from now on. @throws FailureError `store.*` when the journal refuses */
    async scanNow(): Promise<void> {
      if (seen !== null) await scanning
      await scan()
      if (problem?.code.startsWith('store.')) throw new FailureError(problem)
    },

    clockMoved(byMs: number): void {
      plan.clockMoved(byMs)
      planNext()
    },

    /** The first scan is planned when the folder is found. */
    start(): void {
      retriesRefused = true
    },
    stop: plan.forget,
  }
}
