/** @file One limit for all uploads together: bytes are handed out evenly over time, in blocks small enough not to burst. */

export interface RateLimit {
  /** Resolves when this many bytes may be sent. At once when there is no limit. */
  take(bytes: number): Promise<void>
  /** The most bytes that should be taken in one go. */
  largestBlock(): number
}

/** Blocks are at most this part of a second's worth, so that no second holds much more than its share. */
const BLOCKS_PER_SECOND = 20

/**
 * @param bytesPerSecond asked for with every block, so that a change takes effect at once; 0 is no limit
 */
export function createRateLimit(bytesPerSecond: () => number): RateLimit {
  let freeAt = 0
  return {
    largestBlock() {
      const rate = bytesPerSecond()
      return rate === 0 ? Number.MAX_SAFE_INTEGER : Math.max(1_024, Math.floor(rate / BLOCKS_PER_SECOND))
    },
    async take(bytes) {
      const rate = bytesPerSecond()
      if (rate === 0) return
      const now = performance.now()
      const start = Math.max(now, freeAt)
      freeAt = start + (bytes * 1000) / rate
      if (start > now) await new Promise((resolve) => setTimeout(resolve, start - now))
    },
  }
}
