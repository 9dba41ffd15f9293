/**
 * @file How large the next request of an upload is: pure. Large enough that the round trip does not count, small
 * enough that little is sent twice when one is lost, and that the server confirms an offset now and then.
 */
import { type ChunkBounds, withinBounds } from '../../engine/providers/chunk-bounds.ts'

const MEBIBYTE = 1024 * 1024
/** How long a request should take. */
const AIM_MS = 15_000
/** Shorter requests spend too much of their time waiting for the answer, however small the file is. */
const LEAST_MS = 1_500
/** A file is confirmed at least this often, unless requests became shorter than that. */
const ROUND_TRIPS = 20
/** After so many successful requests in a row larger ones are tried again. */
const CALM_REQUESTS = 3
/** Where the server has no rule, requests do not become smaller than this. */
const SMALLEST_BYTES = MEBIBYTE
/** First size after a whole file was too large for one request: what middleboxes commonly let through. */
const COMMON_LIMIT_BYTES = 100_000_000

export interface Pace {
  readonly chunkBytes: number
  /** Upper bound for now: the first size, halved after a failure, doubled after successes. */
  readonly ceiling: number
  /** Successful requests in a row. */
  readonly calm: number
}

/** The first request of an attempt: the throughput is not known yet. */
export function firstPace(bounds: ChunkBounds, beginWith: number, fileBytes: number): Pace {
  return { chunkBytes: fitting(bounds, Math.min(beginWith, fileBytes / ROUND_TRIPS)), ceiling: beginWith, calm: 0 }
}

/** After a successful request. */
export function nextPace(pace: Pace, bounds: ChunkBounds, fileBytes: number, sent: { bytes: number; ms: number }): Pace {
  const perMs = sent.bytes / Math.max(1, sent.ms)
  const calm = pace.calm + 1
  const ceiling = calm % CALM_REQUESTS === 0 ? Math.min(bounds.max, pace.ceiling * 2) : pace.ceiling
  const wanted = Math.max(LEAST_MS * perMs, Math.min(AIM_MS * perMs, fileBytes / ROUND_TRIPS))
  return { chunkBytes: fitting(bounds, Math.min(ceiling, wanted)), ceiling, calm }
}

/** Half the size, after a request that was too large or too slow; `null` when it cannot be smaller. */
export function halved(bounds: ChunkBounds, chunkBytes: number): number | null {
  const smaller = fitting(bounds, chunkBytes / 2)
  return smaller < chunkBytes ? smaller : null
}

/** The next size after a request that was too large for a server without a rule; `null` when size is not the reason. */
export function belowLimit(requestBytes: number): number | null {
  let bytes = COMMON_LIMIT_BYTES
  while (bytes >= requestBytes) bytes = Math.floor(bytes / 2)
  return bytes >= SMALLEST_BYTES ? bytes : null
}

/** Bounds for a server without a rule that needs requests of a size. */
export function boundsBelow(bytes: number): ChunkBounds {
  return { min: 1, max: bytes, step: 1 }
}

function fitting(bounds: ChunkBounds, wanted: number): number {
  return withinBounds(bounds, Math.max(wanted, Math.min(SMALLEST_BYTES, bounds.max)))
}
