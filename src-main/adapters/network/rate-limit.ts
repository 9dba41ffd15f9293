/**
 * @file Rate limits: grants bytes evenly over time, to the upload with the fewest recent bytes, under the general limit and those of
 * accounts. Uploads share equally, regardless of their number of requests and the size of their blocks.
 *
 * Each limit has the time at which it is free again. A grant moves that time on by what the bytes take at the current rate, so
 * earlier grants at another rate do not count. A limit that was idle may catch up by `CREDIT_MS` and no more: together with
 * one piece that is the most that a second can exceed its share.
 *
 * Rates are read again while an upload waits, so a change by a person, the schedule or the clock needs no event.
 */
import type { Sender } from '../../engine/ports/http.ts'

/** Bytes per second; `null` is no limit, 0 sends nothing. */
interface Rates {
  general(): number | null
  ofAccount(accountId: string): number | null
}

export interface RateLimit {
  /** Resolves to how many of these bytes may be sent now: at least one, or 0 once `stopped` returns true. */
  take(sender: Sender, bytes: number, stopped: () => boolean): Promise<number>
  /** The most bytes that one grant may take: reading more ahead is of no use. */
  maxBytes(sender: Sender): number
}

const SECOND = 1_000
/** A piece takes no longer than this. */
const PIECE_MS = 20
/** Smaller pieces cost more than they smooth. */
const SMALLEST_PIECE = 64
const CREDIT_MS = 40
/** How long a rate is used before it is read again. */
const REFRESH_EVERY_MS = 50
/** Granted bytes count half after this time. For about so long a new upload is ahead of the others. */
const HALF_LIFE_MS = 300

interface Limit {
  rate: number | null
  freeAt: number
  readAt: number
  readonly read: () => number | null
}

interface Waiter {
  readonly sender: Sender
  readonly bytes: number
  readonly stopped: () => boolean
  readonly resolve: (granted: number) => void
}

/** Recent bytes, with exponential decay. */
interface Share {
  bytes: number
  at: number
}

export function createRateLimit(rates: Rates): RateLimit {
  const general = newLimit(() => rates.general())
  const accounts = new Map<string, Limit>()
  const shares = new Map<string, Share>()
  let waiting: Waiter[] = []
  let timer: NodeJS.Timeout | undefined

  function limitsOf({ accountId }: Sender, at: number): readonly Limit[] {
    let own = accounts.get(accountId)
    if (!own) {
      own = newLimit(() => rates.ofAccount(accountId))
      accounts.set(accountId, own)
    }
    for (const limit of [general, own]) refresh(limit, at)
    return [general, own]
  }

  function shareOf({ uploadId }: Sender, at: number): number {
    const share = shares.get(uploadId)
    return share ? share.bytes * 0.5 ** ((at - share.at) / HALF_LIFE_MS) : 0
  }

  function grant(waiter: Waiter, at: number): void {
    const limits = limitsOf(waiter.sender, at)
    const granted = Math.min(waiter.bytes, pieceOf(limits))
    for (const limit of limits) {
      if (limit.rate) limit.freeAt = Math.max(limit.freeAt, at - CREDIT_MS) + (granted * SECOND) / limit.rate
    }
    shares.set(waiter.sender.uploadId, { bytes: shareOf(waiter.sender, at) + granted, at })
    waiter.resolve(granted)
  }

  /** Of those that may send now the one with the least recent bytes; among equals the one that has waited longest. */
  function next(at: number): Waiter | undefined {
    let found: Waiter | undefined
    let least = Number.POSITIVE_INFINITY
    for (const waiter of waiting) {
      if (freeAt(limitsOf(waiter.sender, at)) > at) continue
      const share = shareOf(waiter.sender, at)
      if (share < least) [found, least] = [waiter, share]
    }
    return found
  }

  function serve(): void {
    clearTimeout(timer)
    const at = performance.now()
    for (const waiter of waiting) if (waiter.stopped()) waiter.resolve(0)
    waiting = waiting.filter(({ stopped }) => !stopped())
    for (let waiter = next(at); waiter; waiter = next(at)) {
      const served = waiter
      waiting = waiting.filter((other) => other !== served)
      grant(served, at)
    }
    if (waiting.length === 0) return
    const soonest = Math.min(...waiting.map(({ sender }) => freeAt(limitsOf(sender, at))))
    timer = setTimeout(serve, Math.max(1, Math.min(REFRESH_EVERY_MS, Math.ceil(soonest - at))))
  }

  function forgetIdle(at: number): void {
    for (const [uploadId, share] of shares) if (at - share.at > 20 * HALF_LIFE_MS) shares.delete(uploadId)
  }

  return {
    take(sender, bytes, stopped) {
      const at = performance.now()
      if (limitsOf(sender, at).every(({ rate }) => rate === null)) return Promise.resolve(bytes)
      if (!shares.has(sender.uploadId)) forgetIdle(at)
      return new Promise((resolve) => {
        waiting.push({ sender, bytes, stopped, resolve })
        serve()
      })
    },
    maxBytes: (sender) => pieceOf(limitsOf(sender, performance.now())),
  }
}

function newLimit(read: () => number | null): Limit {
  return { rate: null, freeAt: 0, readAt: Number.NEGATIVE_INFINITY, read }
}

/** A new rate starts at once: grants of the old one delay nobody. */
function refresh(limit: Limit, at: number): void {
  if (at - limit.readAt < REFRESH_EVERY_MS) return
  limit.readAt = at
  const rate = limit.read()
  if (rate === limit.rate) return
  limit.rate = rate
  limit.freeAt = at
}

function freeAt(limits: readonly Limit[]): number {
  return Math.max(...limits.map(({ rate, freeAt }) => (rate === 0 ? Number.POSITIVE_INFINITY : rate === null ? 0 : freeAt)))
}

function pieceOf(limits: readonly Limit[]): number {
  const pieces = limits.map(({ rate }) =>
    rate === null ? Number.MAX_SAFE_INTEGER : Math.max(SMALLEST_PIECE, Math.floor((rate * PIECE_MS) / SECOND)),
  )
  return Math.min(...pieces)
}
