/**
 * @file Calls at drives, each with a time-out. A system call cannot be cancelled, so one that takes too long is given up: it fails
 * with the drive that does not answer, further calls at the drive fail at once, and the answer to the pending call shows that the
 * drive is back. Calls per drive are limited, so that some threads are always left for other drives.
 */
import { stat } from 'node:fs/promises'
import { FailureError, failure } from '../../contract/errors.ts'
import { type DriveLocation, driveOf } from './drive-of.ts'

/** Drives that sleep take up to ten seconds to begin. */
const LIMIT_MS = 12_000
/** How long a probe waits that finds out whether the drive or one file does not answer. */
const PROBE_MS = 2_000
/** Limit while the process ends. */
const ENDING_LIMIT_MS = 1_000
const ENDING_FOR_MS = 10_000
const CHECK_EVERY_MS = 250
/** A timer that is so late was delayed itself: the machine slept, or was busy. */
const LATE_MS = 1_000
/**
 * Threads per drive, of those for all drives; see `threads.ts`. A call that was given up keeps its thread until it is answered,
 * and so does a probe.
 */
const MOST_AT_ONCE = 4
/** Calls that are not urgent, of those. */
const MOST_LATER = 2

interface Call {
  readonly path: string
  /** What waits for it can wait: calls for transfers and people come first. */
  readonly isLater: boolean
  since: number
  giveUp: (() => void) | null
  /** Made to find out whether the drive answers, for no caller. */
  readonly isProbe?: true
}

interface Drive {
  readonly location: DriveLocation
  /** Not answered yet, including those that were given up. */
  readonly open: Set<Call>
  readonly waiting: (() => void)[]
  /** Calls that are not urgent: they begin while the drive has nothing else to do. */
  readonly later: (() => void)[]
  isSilent: boolean
  isProbed: boolean
  /** A call takes too long: a thread is kept free for a probe. */
  isDoubted: boolean
}

const drives = new Map<string, Drive>()
const listeners = new Set<() => void>()
let timer: NodeJS.Timeout | null = null
let checkedAt = 0
let endingUntil = Number.NEGATIVE_INFINITY

/**
 * Runs work at the drive of a path. The work makes one system call at a time, none of them by `ask`: each call has one thread.
 *
 * @param work calls its argument with every answer of the drive, when it makes more than one system call
 * @param onLate handles an answer that came after the time-out
 * @param isUrgent otherwise it begins only while nothing urgent is under way at the drive
 * @throws FailureError `file.notAnswering`; whatever the work throws
 */
export function ask<T>(
  path: string,
  work: (alive: () => void) => Promise<T>,
  onLate?: (value: T) => void,
  isUrgent = true,
): Promise<T> {
  const drive = driveAt(path)
  if (drive.isSilent || owesAnswer(drive, path)) {
    return Promise.reject(notAnswering(drive, path))
  }
  return new Promise((resolve, reject) => {
    const call: Call = { path, isLater: !isUrgent, since: 0, giveUp: () => reject(notAnswering(drive, path)) }
    const alive = (): void => {
      call.since = performance.now()
    }
    const begin = (): void => {
      if (drive.isSilent) {
        call.giveUp?.()
        return
      }
      alive()
      drive.open.add(call)
      watch()
      work(alive).then(
        (value) => {
          const isLate = call.giveUp === null
          answered(drive, call)
          if (isLate) onLate?.(value)
          else resolve(value)
        },
        (caught: unknown) => {
          answered(drive, call)
          reject(caught)
        },
      )
    }
    if (isUrgent ? hasThread(drive) : isFree(drive)) begin()
    else (isUrgent ? drive.waiting : drive.later).push(begin)
  })
}

/** Calls the listener when a call that was given up is answered. Returns a function that ends this. */
export function onAnswer(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Whether a call blocks a thread, and with it the end of the process. */
export function isOwedAnswers(): boolean {
  return [...drives.values()].some(({ open }) => open.size > 0)
}

/** The process ends: for a while the time-outs are short. */
export function shortenLimits(): void {
  endingUntil = performance.now() + ENDING_FOR_MS
}

function driveAt(path: string): Drive {
  const location = driveOf(path)
  const known = drives.get(location.key)
  if (known) return known
  const drive: Drive = { location, open: new Set(), waiting: [], later: [], isSilent: false, isProbed: false, isDoubted: false }
  drives.set(location.key, drive)
  return drive
}

/** Whether a call at the same file was given up. */
function owesAnswer({ open }: Drive, path: string): boolean {
  for (const call of open) if (call.giveUp === null && call.path === path) return true
  return false
}

/** The number of pending calls that were not given up. */
function awaited({ open }: Drive): number {
  let count = 0
  for (const call of open) if (call.giveUp) count += 1
  return count
}

/** One thread is kept for the probe of a doubted drive. */
function hasThread({ open, isDoubted }: Drive): boolean {
  return open.size < (isDoubted ? MOST_AT_ONCE - 1 : MOST_AT_ONCE)
}

/** Whether a call may begin that is not urgent. */
function isFree(drive: Drive): boolean {
  const awaitedCalls = [...drive.open].filter(({ giveUp: isAwaited }) => isAwaited)
  return hasThread(drive) && awaitedCalls.length < MOST_LATER && awaitedCalls.every(({ isLater }) => isLater)
}

function answered(drive: Drive, call: Call): void {
  drive.open.delete(call)
  const wasGivenUp = call.giveUp === null
  const wasSilent = drive.isSilent
  drive.isSilent = false
  beginNext(drive)
  if (drive.open.size === 0) drives.delete(drive.location.key)
  if (wasGivenUp && (wasSilent || !call.isProbe)) for (const listener of listeners) listener()
}

function beginNext(drive: Drive): void {
  while (hasThread(drive)) {
    const next = drive.waiting.shift() ?? (isFree(drive) ? drive.later.shift() : undefined)
    if (!next) return
    next()
  }
}

function watch(): void {
  if (timer !== null) return
  checkedAt = performance.now()
  timer = setInterval(checkDrives, CHECK_EVERY_MS)
  timer.unref()
}

function checkDrives(): void {
  const now = performance.now()
  const late = now - checkedAt - CHECK_EVERY_MS
  checkedAt = now
  const isEnding = now < endingUntil
  for (const drive of drives.values()) {
    for (const call of drive.open) if (late > LATE_MS) call.since += late
    checkDrive(drive, now, isEnding ? ENDING_LIMIT_MS : LIMIT_MS, isEnding)
  }
  if (timer !== null && [...drives.values()].every((drive) => awaited(drive) === 0)) {
    clearInterval(timer)
    timer = null
  }
}

function checkDrive(drive: Drive, now: number, limitMs: number, isEnding: boolean): void {
  const tooLong = [...drive.open].filter((call) => call.giveUp !== null && now - call.since > limitMs)
  const [first] = tooLong
  if (first && (isEnding || (tooLong.length === awaited(drive) && drive.open.size >= MOST_AT_ONCE))) fallSilent(drive)
  else if (first && drive.open.size < MOST_AT_ONCE) void probe(drive, first)
  drive.isDoubted = first !== undefined && !drive.isSilent && !drive.isProbed
  beginNext(drive)
}

/** One file may be locked so that opening it blocks; then only calls at that file fail. */
async function probe(drive: Drive, call: Call): Promise<void> {
  if (drive.isProbed) return
  drive.isProbed = true
  const probing: Call = { path: drive.location.point, isLater: false, since: performance.now(), giveUp: null, isProbe: true }
  drive.open.add(probing)
  const isThere = stat(drive.location.point).then(
    () => true,
    () => true,
  )
  void isThere.then(() => answered(drive, probing))
  const answers = await Promise.race([isThere, new Promise<false>((resolve) => setTimeout(resolve, PROBE_MS, false))])
  drive.isProbed = false
  if (!answers && drive.open.has(call)) fallSilent(drive)
  else if (drive.open.has(call)) giveUp(call)
  // All threads of the drive are blocked, so no probe is possible any more.
  if (awaited(drive) === 0 && drive.open.size >= MOST_AT_ONCE) fallSilent(drive)
}

function fallSilent(drive: Drive): void {
  drive.isSilent = true
  for (const call of drive.open) giveUp(call)
  for (const begin of [...drive.waiting.splice(0), ...drive.later.splice(0)]) begin()
}

function giveUp(call: Call): void {
  const { giveUp: reject } = call
  call.giveUp = null
  reject?.()
}

function notAnswering({ location }: Drive, path: string): FailureError {
  return new FailureError(failure('file.notAnswering', { path, volume: location.label, point: location.point }))
}
