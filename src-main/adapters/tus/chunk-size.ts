/**
 * @file How large the next request of an upload is: pure. Large enough that the way there and back does not count, small
 * enough that little is sent twice when one is lost, and that the host confirms a position now and then.
 */
import { type ChunkBounds, withinBounds } from '../../engine/providers/chunk-bounds.ts'

const MEBIBYTE = 1024 * 1024
/** How long a request should take. */
const AIM_MS = 15_000
/** Shorter requests spend too much of their time waiting for the answer, however small the file is. */
const LEAST_MS = 1_500
/** A file is confirmed at least this often, unless requests became shorter than that. */
const ROUND_TRIPS = 20
/** So many requests in a row without trouble, and larger ones are tried again. */
const CALM_REQUESTS = 3
/** Where the host has no rule, requests do not become smaller than this. */
const SMALLEST_BYTES = MEBIBYTE
/** First size after a whole file was too large for one request: what middleboxes commonly let through. */
const COMMON_LIMIT_BYTES = 100_000_000

export interface Pace {
  readonly chunkBytes: number
  /** No request is larger for now: the size to begin with, halved by trouble, doubled when calm. */
  readonly ceiling: number
  /** Requests in a row that went well. */
  readonly calm: number
}

/** The first request of an attempt: nothing is known yet of how fast the way is. */
export function firstPace(bounds: ChunkBounds, beginWith: number, fileBytes: number): Pace {
  return { chunkBytes: fitting(bounds, Math.min(beginWith, fileBytes / ROUND_TRIPS)), ceiling: beginWith, calm: 0 }
}

/** After a request that went well. */
export function nextPace(pace: Pace, bounds: ChunkBounds, fileBytes: number, sent: { bytes: number; ms: number }): Pace {
  const perMs = sent.bytes / Math.max(1, sent.ms)
  const calm = pace.calm + 1
  const ceiling = calm % CALM_REQUESTS === 0 ? Math.min(bounds.max, pace.ceiling * 2) : pace.ceiling
  const wanted = Math.max(LEAST_MS * perMs, Math.min(AIM_MS * perMs, fileBytes / ROUND_TRIPS))
  return { chunkBytes: fitting(bounds, Math.min(ceiling, wanted)), ceiling, calm }
}

/** Half the size, after a request that was too much for the way or the host; `null` when it cannot be smaller. */
export function halved(bounds: ChunkBounds, chunkBytes: number): number | null {
  const smaller = fitting(bounds, chunkBytes / 2)
  return smaller < chunkBytes ? smaller : null
}

/** What to try when so much in one request was too large for a host that has no rule; `null` when it is not about that. */
export function belowLimit(requestBytes: number): number | null {
  let bytes = COMMON_LIMIT_BYTES
  while (bytes >= requestBytes) bytes = Math.floor(bytes / 2)
  return bytes >= SMALLEST_BYTES ? bytes : null
}

/** Bounds for a host without a rule that was seen to need requests of a size. */
export function boundsBelow(bytes: number): ChunkBounds {
  return { min: 1, max: bytes, step: 1 }
}

function fitting(bounds: ChunkBounds, wanted: number): number {
  return withinBounds(bounds, Math.max(wanted, Math.min(SMALLEST_BYTES, bounds.max)))
}
