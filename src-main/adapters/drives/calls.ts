/**
 * @file Calls at drives, each with an end. A call of the system cannot be called off, so what takes too long is given up: whoever
 * waits is told which drive does not answer, the drive is asked no more, and the call that it owes an answer to is what tells when
 * it is back. A drive has so few calls at once that some threads are always left for the others.
 */
import { stat } from 'node:fs/promises'
import { FailureError, failure } from '../../contract/errors.ts'
import { type DrivePlace, driveOf } from './drive-of.ts'

/** Drives that sleep take up to ten seconds to begin. */
const LIMIT_MS = 12_000
/** For one that owes an answer for long: whether it is the drive, or that one file. */
const PROBE_MS = 2_000
/** While the process ends. */
const HURRY_MS = 1_000
const HURRY_FOR_MS = 10_000
const LOOK_MS = 250
/** A timer that is so late was held up itself: the machine slept, or was busy. */
const LATE_MS = 1_000
/**
 * Of the threads that are there for all drives; see `threads.ts`. A call that was given up has its thread until it is answered,
 * and so has the question after the drive itself.
 */
const MOST_AT_ONCE = 4

interface Call {
  readonly path: string
  since: number
  giveUp: (() => void) | null
}

interface Drive {
  readonly place: DrivePlace
  /** Not answered yet, those that were given up among them. */
  readonly open: Set<Call>
  readonly waiting: (() => void)[]
  isSilent: boolean
  isProbed: boolean
  /** A call takes too long: a thread is wanted to ask for the drive itself. */
  isDoubted: boolean
}

const drives = new Map<string, Drive>()
const listeners = new Set<() => void>()
let timer: NodeJS.Timeout | null = null
let lookedAt = 0
let hurryUntil = Number.NEGATIVE_INFINITY

/**
 * Does something at the drive of a path, which has to ask one thing at a time and nothing by `ask`: each call has one thread.
 *
 * @param work calls its argument as often as the drive answers, when it asks more than once
 * @param onLate what is to be done with an answer that nobody waits for any more
 * @throws FailureError `file.notAnswering`; whatever the work throws
 */
export function ask<T>(path: string, work: (alive: () => void) => Promise<T>, onLate?: (value: T) => void): Promise<T> {
  const drive = driveAt(path)
  if (drive.isSilent || owesAnswer(drive, path)) {
    return Promise.reject(notAnswering(drive, path))
  }
  return new Promise((resolve, reject) => {
    const call: Call = { path, since: 0, giveUp: () => reject(notAnswering(drive, path)) }
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
    if (hasThread(drive)) begin()
    else drive.waiting.push(begin)
  })
}

/** Tells when a drive that owed an answer gave it. Answers a function that ends that. */
export function onAnswer(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Whether a call holds up a thread, and with it the end of the process. */
export function isOwedAnswers(): boolean {
  return [...drives.values()].some(({ open }) => open.size > 0)
}

/** The process ends: for a while nothing is waited for longer than a moment. */
export function hurry(): void {
  hurryUntil = performance.now() + HURRY_FOR_MS
}

function driveAt(path: string): Drive {
  const place = driveOf(path)
  const known = drives.get(place.key)
  if (known) return known
  const drive: Drive = { place, open: new Set(), waiting: [], isSilent: false, isProbed: false, isDoubted: false }
  drives.set(place.key, drive)
  return drive
}

/** Whether a call at the same file was given up. */
function owesAnswer({ open }: Drive, path: string): boolean {
  for (const call of open) if (call.giveUp === null && call.path === path) return true
  return false
}

/** How many calls somebody waits for. */
function awaited({ open }: Drive): number {
  let count = 0
  for (const call of open) if (call.giveUp) count += 1
  return count
}

/** One is kept for asking whether it is the drive that takes so long. */
function hasThread({ open, isDoubted }: Drive): boolean {
  return open.size < (isDoubted ? MOST_AT_ONCE - 1 : MOST_AT_ONCE)
}

function answered(drive: Drive, call: Call): void {
  drive.open.delete(call)
  const wasGivenUp = call.giveUp === null
  const wasSilent = drive.isSilent
  drive.isSilent = false
  beginNext(drive)
  if (drive.open.size === 0) drives.delete(drive.place.key)
  if (wasGivenUp && (wasSilent || call.path !== drive.place.point)) for (const listener of listeners) listener()
}

function beginNext(drive: Drive): void {
  while (hasThread(drive)) {
    const next = drive.waiting.shift()
    if (!next) return
    next()
  }
}

function watch(): void {
  if (timer !== null) return
  lookedAt = performance.now()
  timer = setInterval(look, LOOK_MS)
  timer.unref()
}

function look(): void {
  const now = performance.now()
  const late = now - lookedAt - LOOK_MS
  lookedAt = now
  const isHurried = now < hurryUntil
  for (const drive of drives.values()) {
    for (const call of drive.open) if (late > LATE_MS) call.since += late
    lookAt(drive, now, isHurried ? HURRY_MS : LIMIT_MS, isHurried)
  }
  if (timer !== null && [...drives.values()].every((drive) => awaited(drive) === 0)) {
    clearInterval(timer)
    timer = null
  }
}

function lookAt(drive: Drive, now: number, limitMs: number, isHurried: boolean): void {
  const tooLong = [...drive.open].filter((call) => call.giveUp !== null && now - call.since > limitMs)
  const [first] = tooLong
  if (first && (isHurried || (tooLong.length === awaited(drive) && drive.open.size >= MOST_AT_ONCE))) fallSilent(drive)
  else if (first && drive.open.size < MOST_AT_ONCE) void probe(drive, first)
  drive.isDoubted = first !== undefined && !drive.isSilent && !drive.isProbed
  beginNext(drive)
}

/** One file may be locked in a way that holds up whoever opens it; that says nothing of the others. */
async function probe(drive: Drive, call: Call): Promise<void> {
  if (drive.isProbed) return
  drive.isProbed = true
  const probing: Call = { path: drive.place.point, since: performance.now(), giveUp: null }
  drive.open.add(probing)
  const isThere = stat(drive.place.point).then(
    () => true,
    () => true,
  )
  void isThere.then(() => answered(drive, probing))
  const answers = await Promise.race([isThere, new Promise<false>((resolve) => setTimeout(resolve, PROBE_MS, false))])
  drive.isProbed = false
  if (!answers && drive.open.has(call)) fallSilent(drive)
  else if (drive.open.has(call)) giveUp(call)
  // As many files as it may have calls are never answered for: none of them can be told from the drive.
  if (awaited(drive) === 0 && drive.open.size >= MOST_AT_ONCE) fallSilent(drive)
}

function fallSilent(drive: Drive): void {
  drive.isSilent = true
  for (const call of drive.open) giveUp(call)
  for (const begin of drive.waiting.splice(0)) begin()
}

function giveUp(call: Call): void {
  const tell = call.giveUp
  call.giveUp = null
  tell?.()
}

function notAnswering({ place }: Drive, path: string): FailureError {
  return new FailureError(failure('file.notAnswering', { path, volume: place.label, point: place.point }))
}
