/** @file The sizes of the requests of one attempt: keeps what `chunk-size.ts` decides from, and the time. */
import type { TusTarget } from '../../engine/ports/transfer.ts'
import type { ChunkBounds } from '../../engine/providers/chunk-bounds.ts'
import { belowLimit, boundsBelow, firstPace, halved, nextPace, type Pace } from './chunk-size.ts'

/** @param now milliseconds that only grow */
export function createRequestSizes(target: Pick<TusTarget, 'chunkBytes' | 'chunks'>, fileBytes: number, now: () => number) {
  let bounds: ChunkBounds | null = target.chunks
  let pace: Pace | null = null
  let underWay: { readonly bytes: number; readonly at: number } | null = null

  function beginWith(bytes: number): void {
    bounds ??= boundsBelow(bytes)
    pace = firstPace(bounds, bytes, fileBytes)
  }
  if (target.chunkBytes !== null) beginWith(target.chunkBytes)

  const next = (): number => pace?.chunkBytes ?? Number.POSITIVE_INFINITY

  return {
    /** Of the next request; infinite for the whole rest of the file. */
    next,

    /** The host needs requests, and not larger ones than this. */
    beginWith,

    began(bytes: number): void {
      underWay = { bytes, at: now() }
    },

    /** The host took the request under way. A part that filled only a bit of a request says little of the way. */
    taken(): void {
      if (pace && bounds && underWay && underWay.bytes >= pace.chunkBytes) {
        pace = nextPace(pace, bounds, fileBytes, { bytes: underWay.bytes, ms: now() - underWay.at })
      }
      underWay = null
    },

    /** The request under way took too long. Answers the size to go on with, if there is a better one. */
    tooSlow(): number | null {
      return underWay && pace && bounds ? halved(bounds, Math.min(underWay.bytes, pace.chunkBytes)) : null
    },

    /** The request under way was too large for something on the way. */
    tooLarge(): number | null {
      if (!underWay) return null
      return pace && bounds ? halved(bounds, Math.min(underWay.bytes, pace.chunkBytes)) : belowLimit(underWay.bytes)
    },
  }
}
