/** @file The request sizes of one attempt: measures requests, and keeps the state for the decisions of `chunk-size.ts`. */
import type { TusTarget } from '../../engine/ports/transfer.ts'
import type { ChunkBounds } from '../../engine/providers/chunk-bounds.ts'
import { belowLimit, boundsBelow, firstPace, halved, nextPace, type Pace } from './chunk-size.ts'

/** @param now milliseconds that only grow */
export function createRequestSizes(target: Pick<TusTarget, 'chunkBytes' | 'chunks'>, fileBytes: number, now: () => number) {
  let bounds: ChunkBounds | null = target.chunks
  let pace: Pace | null = null
  let current: { readonly bytes: number; readonly at: number } | null = null

  function beginWith(bytes: number): void {
    bounds ??= boundsBelow(bytes)
    pace = firstPace(bounds, bytes, fileBytes)
  }
  if (target.chunkBytes !== null) beginWith(target.chunkBytes)

  const next = (): number => pace?.chunkBytes ?? Number.POSITIVE_INFINITY

  return {
    /** Size of the next request; infinite for the whole rest of the file. */
    next,

    /** The server needs requests of at most this size. */
    beginWith,

    began(bytes: number): void {
      current = { bytes, at: now() }
    },

    /** The server took the request in progress. A request below the chunk size does not measure the throughput. */
    succeeded(): void {
      if (pace && bounds && current && current.bytes >= pace.chunkBytes) {
        pace = nextPace(pace, bounds, fileBytes, { bytes: current.bytes, ms: now() - current.at })
      }
      current = null
    },

    /** The request in progress took too long. @returns the next size; `null` if it cannot be smaller */
    tooSlow(): number | null {
      return current && pace && bounds ? halved(bounds, Math.min(current.bytes, pace.chunkBytes)) : null
    },

    /** The request in progress was too large for the server or a middlebox. @returns as `tooSlow` */
    tooLarge(): number | null {
      if (!current) return null
      return pace && bounds ? halved(bounds, Math.min(current.bytes, pace.chunkBytes)) : belowLimit(current.bytes)
    },
  }
}
