/**
 * @file Decides the size of the next request of an upload: large enough that the round trip does not matter, small enough that little
 * is sent twice if one is lost, and that the server confirms an offset now and then. Pure.
 */
import { type ChunkBounds, withinBounds } from '../../engine/providers/chunk-bounds.ts'

const MEBIBYTE = 1024 * 1024
/** Intended duration of a request. */
const TARGET_MS = 15_000
/** Shorter requests spend too much of their time waiting for the answer, however small the file is. */
const MIN_MS = 1_500
/** A file is sent in at least this many requests, unless they would be shorter than `MIN_MS`. */
const ROUND_TRIPS = 20
/** After this many successful requests in a row larger ones are tried again. */
const SUCCESSES_TO_GROW = 3
/** Without a rule of the server, requests do not become smaller than this. */
const SMALLEST_BYTES = MEBIBYTE
/** First size after a whole file was too large for one request: a common limit of middleboxes. */
const COMMON_LIMIT_BYTES = 100_000_000

export interface Pace {
  readonly chunkBytes: number
  /** Upper bound for now: the first size, halved after a failure, doubled after successes. */
  readonly ceiling: number
  /** Successful requests in a row. */
  readonly successes: number
}

/** The first request of an attempt: the throughput is not known yet. */
export function firstPace(bounds: ChunkBounds, beginWith: number, fileBytes: number): Pace {
  return { chunkBytes: fitting(bounds, Math.min(beginWith, fileBytes / ROUND_TRIPS)), ceiling: beginWith, successes: 0 }
}

/** After a successful request. */
export function nextPace(pace: Pace, bounds: ChunkBounds, fileBytes: number, sent: { bytes: number; ms: number }): Pace {
  const perMs = sent.bytes / Math.max(1, sent.ms)
  const successes = pace.successes + 1
  const ceiling = successes % SUCCESSES_TO_GROW === 0 ? Math.min(bounds.max, pace.ceiling * 2) : pace.ceiling
  const wanted = Math.max(MIN_MS * perMs, Math.min(TARGET_MS * perMs, fileBytes / ROUND_TRIPS))
  return { chunkBytes: fitting(bounds, Math.min(ceiling, wanted)), ceiling, successes }
}

/** Half the size, after a request that was too large or too slow; `null` if it cannot be smaller. */
export function halved(bounds: ChunkBounds, chunkBytes: number): number | null {
  const smaller = fitting(bounds, chunkBytes / 2)
  return smaller < chunkBytes ? smaller : null
}

/** The next size after a request that was too large for a server without a rule; `null` if size cannot be the reason. */
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
