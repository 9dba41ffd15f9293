/**
 * @file System calls on drives, each with a time-out. A system call cannot be cancelled, so one that takes too long is abandoned: it is
 * rejected with `file.notAnswering`, and keeps its thread until the drive answers. If a probe of the drive hangs too, the drive is
 * unresponsive: all calls to it fail at once, until one of the abandoned ones is answered. Calls per drive are limited, so that some
 * threads are always left for other drives.
 */
import { stat } from 'node:fs/promises'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { TIMED_OUT, withTimeout } from '../../engine/with-timeout.ts'
import { clock } from '../clock.ts'
import { type DriveLocation, driveOf } from './drive-of.ts'

/** Drives that sleep take up to ten seconds to spin up. */
const LIMIT_MS = 12_000
/** Time-out of a probe, which finds out whether the drive or only one file does not answer. */
const PROBE_MS = 2_000
/** The time-out while the process exits, and how long that lasts. */
const EXIT_LIMIT_MS = 1_000
const EXIT_PHASE_MS = 10_000
const CHECK_EVERY_MS = 250
/** A timer that is this late was delayed itself, because the machine slept or was busy: the delay does not count for the calls. */
const LATE_MS = 1_000
/** Threads per drive, of those for all drives; see `threads.ts`. An abandoned call keeps its thread, and so does a probe. */
const MAX_CONCURRENT = 4
/** How many of them calls may have that are not urgent. */
const MAX_NOT_URGENT = 2

interface Call {
  readonly path: string
  /** Calls for transfers and people are; background work is not. */
  readonly isUrgent: boolean
  /** Made to find out whether the drive answers, for no caller. */
  readonly isProbe: boolean
  /** When it began, or the drive answered a part of it, in the time of `performance`. */
  activeAt: number
  /** Nobody waits for its result: it took too long, or is a probe. */
  isAbandoned: boolean
  /** Rejects it with the failure of the drive. */
  readonly fail: () => void
}

interface Drive {
  readonly location: DriveLocation
  /** Begun and not answered, including abandoned ones. */
  readonly calls: Set<Call>
  /** Begin the calls that wait for a thread. */
  readonly urgentQueue: (() => void)[]
  readonly otherQueue: (() => void)[]
  isUnresponsive: boolean
  isProbed: boolean
  /** A call takes too long: one thread is reserved for a probe. */
  needsProbe: boolean
}

const drives = new Map<string, Drive>()
const listeners = new Set<() => void>()
let timer: NodeJS.Timeout | null = null
let checkedAt = 0
let exitPhaseUntil = Number.NEGATIVE_INFINITY

/**
 * Runs work that calls the drive of a path. It makes one system call at a time, and none by `callDrive`: each call has one thread.
 *
 * @param work calls its argument with every answer of the drive, when it makes more than one system call: each has the full time-out
 * @param onLate handles a result that came after the time-out
 * @param isUrgent otherwise it begins only while nothing urgent runs on the drive
 * @throws FailureError `file.notAnswering`; whatever the work throws
 */
export function callDrive<T>(
  path: string,
  work: (reportProgress: () => void) => Promise<T>,
  onLate?: (value: T) => void,
  isUrgent = true,
): Promise<T> {
  const drive = driveAt(path)
  if (drive.isUnresponsive || hasAbandonedCall(drive, path)) return Promise.reject(notAnswering(drive, path))
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(notAnswering(drive, path))
    const call: Call = { path, isUrgent, isProbe: false, activeAt: 0, isAbandoned: false, fail }
    const reportProgress = (): void => {
      call.activeAt = performance.now()
    }
    const begin = (): void => {
      if (drive.isUnresponsive) {
        fail()
        return
      }
      reportProgress()
      drive.calls.add(call)
      startTimer()
      work(reportProgress).then(
        (value) => {
          answered(drive, call)
          if (call.isAbandoned) onLate?.(value)
          else resolve(value)
        },
        (caught: unknown) => {
          answered(drive, call)
          reject(caught)
        },
      )
    }
    if (isUrgent ? hasThread(drive) : isIdle(drive)) begin()
    else (isUrgent ? drive.urgentQueue : drive.otherQueue).push(begin)
  })
}

/** Calls the listener whenever an abandoned call was answered. Returns a function that removes it. */
export function onLateAnswer(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Whether a call blocks a thread, and so the exit of the process. */
export function hasPendingCalls(): boolean {
  return [...drives.values()].some(({ calls }) => calls.size > 0)
}

/** Makes the time-outs short for a while, because the process exits. */
export function shortenLimits(): void {
  exitPhaseUntil = performance.now() + EXIT_PHASE_MS
}

function driveAt(path: string): Drive {
  const location = driveOf(path)
  const known = drives.get(location.key)
  if (known) return known
  const flags = { isUnresponsive: false, isProbed: false, needsProbe: false }
  const drive: Drive = { location, calls: new Set(), urgentQueue: [], otherQueue: [], ...flags }
  drives.set(location.key, drive)
  return drive
}

/** Whether a call with the same path was abandoned and is not answered yet. */
function hasAbandonedCall({ calls }: Drive, path: string): boolean {
  for (const call of calls) if (call.isAbandoned && call.path === path) return true
  return false
}

function awaitedCalls({ calls }: Drive): readonly Call[] {
  return [...calls].filter(({ isAbandoned }) => !isAbandoned)
}

function hasThread({ calls, needsProbe }: Drive): boolean {
  return calls.size < (needsProbe ? MAX_CONCURRENT - 1 : MAX_CONCURRENT)
}

/** Whether a call may begin that is not urgent. */
function isIdle(drive: Drive): boolean {
  const awaited = awaitedCalls(drive)
  return hasThread(drive) && awaited.length < MAX_NOT_URGENT && awaited.every(({ isUrgent }) => !isUrgent)
}

function answered(drive: Drive, call: Call): void {
  drive.calls.delete(call)
  const wasUnresponsive = drive.isUnresponsive
  drive.isUnresponsive = false
  beginNext(drive)
  if (drive.calls.size === 0) drives.delete(drive.location.key)
  if (call.isAbandoned && (wasUnresponsive || !call.isProbe)) for (const listener of listeners) listener()
}

function beginNext(drive: Drive): void {
  while (hasThread(drive)) {
    const begin = drive.urgentQueue.shift() ?? (isIdle(drive) ? drive.otherQueue.shift() : undefined)
    if (!begin) return
    begin()
  }
}

function startTimer(): void {
  if (timer !== null) return
  checkedAt = performance.now()
  timer = setInterval(checkDrives, CHECK_EVERY_MS)
  timer.unref()
}

function checkDrives(): void {
  const now = performance.now()
  const lateMs = now - checkedAt - CHECK_EVERY_MS
  checkedAt = now
  for (const drive of drives.values()) {
    for (const call of drive.calls) if (lateMs > LATE_MS) call.activeAt += lateMs
    checkDrive(drive, now)
  }
  if (timer !== null && [...drives.values()].every((drive) => awaitedCalls(drive).length === 0)) {
    clearInterval(timer)
    timer = null
  }
}

function checkDrive(drive: Drive, now: number): void {
  const isExiting = now < exitPhaseUntil
  const awaited = awaitedCalls(drive)
  const tooLong = awaited.filter(({ activeAt }) => now - activeAt > (isExiting ? EXIT_LIMIT_MS : LIMIT_MS))
  const [first] = tooLong
  const isBlocked = tooLong.length === awaited.length && drive.calls.size >= MAX_CONCURRENT
  if (first && (isExiting || isBlocked)) markUnresponsive(drive)
  else if (first && drive.calls.size < MAX_CONCURRENT) void probe(drive, first)
  drive.needsProbe = first !== undefined && !drive.isUnresponsive && !drive.isProbed
  beginNext(drive)
}

/** Checks whether the drive answers at all. One file may be locked so that opening it blocks; then only calls with its path fail. */
async function probe(drive: Drive, call: Call): Promise<void> {
  if (drive.isProbed) return
  drive.isProbed = true
  const { point } = drive.location
  const probing: Call = {
    path: point,
    isUrgent: true,
    isProbe: true,
    activeAt: performance.now(),
    isAbandoned: true,
    fail: () => {},
  }
  drive.calls.add(probing)
  const answer = stat(point).then(
    () => true,
    () => true,
  )
  void answer.then(() => answered(drive, probing))
  const hasAnswered = (await withTimeout(answer, PROBE_MS, clock)) !== TIMED_OUT
  drive.isProbed = false
  if (!hasAnswered && drive.calls.has(call)) markUnresponsive(drive)
  else if (drive.calls.has(call)) abandon(call)
  // All threads of the drive are blocked, so no further probe is possible.
  if (awaitedCalls(drive).length === 0 && drive.calls.size >= MAX_CONCURRENT) markUnresponsive(drive)
}

function markUnresponsive(drive: Drive): void {
  drive.isUnresponsive = true
  for (const call of drive.calls) abandon(call)
  // They fail at once.
  for (const begin of [...drive.urgentQueue.splice(0), ...drive.otherQueue.splice(0)]) begin()
}

function abandon(call: Call): void {
  if (call.isAbandoned) return
  call.isAbandoned = true
  call.fail()
}

function notAnswering({ location }: Drive, path: string): FailureError {
  return new FailureError(failure('file.notAnswering', { path, volume: location.label, point: location.point }))
}
