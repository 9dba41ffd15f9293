import { describe, expect, it } from 'vitest'
import { chunksFor, FREE_CHUNKS } from '../../../../src-main/adapters/providers/kit/chunks.ts'
import { belowLimit, boundsBelow, firstPace, halved, nextPace, type Pace } from '../../../../src-main/adapters/tus/chunk-size.ts'

const MIB = 1024 * 1024
const GB = 1_000_000_000
/** As at Cloudflare. */
const BOUNDS = { min: 5 * MIB, max: 200 * MIB, step: 256 * 1024 }

/** Sends a file at that many bytes per second, with so much time from the last byte to the answer. */
function sizesOver(
  bytesPerSecond: number,
  fileBytes: number,
  bounds = BOUNDS,
  answerMs = 100,
): { sizes: number[]; seconds: number } {
  const sizes: number[] = []
  let pace: Pace = firstPace(bounds, 50 * MIB, fileBytes)
  let left = fileBytes
  let total = 0
  while (left > 0) {
    const bytes = Math.min(left, pace.chunkBytes)
    const ms = (bytes / bytesPerSecond) * 1_000 + answerMs
    sizes.push(bytes)
    left -= bytes
    total += ms
    pace = nextPace(pace, bounds, fileBytes, { bytes, ms })
  }
  return { sizes, seconds: total / 1_000 }
}

describe('the size of the next request', () => {
  it('takes between ten and twenty seconds once the throughput is known', () => {
    const { sizes } = sizesOver(6_000_000, 20 * GB)
    for (const bytes of sizes.slice(8, -1)) {
      expect(bytes / 6_000_000).toBeGreaterThanOrEqual(10)
      expect(bytes / 6_000_000).toBeLessThanOrEqual(20)
    }
  })

  it('makes the server confirm a file at least twenty times', () => {
    expect(sizesOver(6_000_000, GB).sizes.length).toBeGreaterThanOrEqual(20)
    expect(sizesOver(500_000, 200_000_000).sizes.length).toBeGreaterThanOrEqual(20)
  })

  it.each([1_000_000, 5_000_000, 25_000_000, 100_000_000])(
    'costs little at a round trip of 100 ms and %d bytes a second, within narrow rules',
    (rate) => {
      for (const fileBytes of [GB, 10 * GB]) {
        expect(fileBytes / rate / sizesOver(rate, fileBytes).seconds).toBeGreaterThanOrEqual(0.88)
      }
    },
  )

  it('keeps to bounds and steps, whatever the throughput', () => {
    for (const rate of [1_000, 300_000, 7_777_777, 2_000_000_000]) {
      const { sizes } = sizesOver(rate, 3 * GB)
      for (const bytes of sizes.slice(0, -1)) {
        expect(bytes % BOUNDS.step).toBe(0)
        expect(bytes).toBeGreaterThanOrEqual(BOUNDS.min)
        expect(bytes).toBeLessThanOrEqual(BOUNDS.max)
      }
    }
  })

  it('never changes where the server takes one size only', () => {
    const fixed = { min: 6 * MIB, max: 6 * MIB, step: 1 }
    expect(new Set(sizesOver(1_000_000, 60 * MIB, fixed).sizes)).toEqual(new Set([6 * MIB]))
    expect(halved(fixed, 6 * MIB)).toBeNull()
  })

  it('is halved down to the smallest, and grows again after successful requests only', () => {
    expect(halved(BOUNDS, 50 * MIB)).toBe(25 * MIB)
    expect(halved(BOUNDS, 8 * MIB)).toBe(5 * MIB)
    expect(halved(BOUNDS, 5 * MIB)).toBeNull()
    let pace = firstPace(BOUNDS, 25 * MIB, 100 * GB)
    const sizes = [1, 2, 3, 4].map(() => {
      pace = nextPace(pace, BOUNDS, 100 * GB, { bytes: pace.chunkBytes, ms: 1_000 })
      return pace.chunkBytes / MIB
    })
    expect(sizes).toEqual([25, 25, 50, 50])
  })

  it('goes below the usual limits of middleboxes, and stops at the smallest', () => {
    expect([GB, 100_000_000, 60_000_000, 2_000_000].map(belowLimit)).toEqual([100_000_000, 50_000_000, 50_000_000, 1_562_500])
    expect(belowLimit(MIB)).toBeNull()
    let size: number | null = 100_000_000
    const tried: number[] = []
    while (size !== null) {
      tried.push(size)
      size = halved(boundsBelow(size), size)
    }
    expect(tried.at(-1)).toBe(MIB)
    expect(tried.length).toBe(8)
  })
})

describe('the chunk size of a provider', () => {
  const rule = { ...BOUNDS, usual: 50 * MIB }

  it('is the usual one within its bounds, or the learned one', () => {
    const bounds = { min: rule.min, max: rule.max, step: rule.step }
    expect(chunksFor(rule, { chunkBytes: null, learnedChunkBytes: null })).toEqual({ chunkBytes: 50 * MIB, chunks: bounds })
    expect(chunksFor(rule, { chunkBytes: null, learnedChunkBytes: 10 * MIB })).toEqual({ chunkBytes: 10 * MIB, chunks: bounds })
  })

  it('is the one that a person chose, moved into the rule', () => {
    const asked = chunksFor(rule, { chunkBytes: 1, learnedChunkBytes: 10 * MIB })
    expect(asked).toEqual({ chunkBytes: 5 * MIB, chunks: { min: 5 * MIB, max: 5 * MIB, step: 1 } })
  })

  it('is one request where any size is taken, unless something else was learned', () => {
    expect(chunksFor(FREE_CHUNKS, { chunkBytes: null, learnedChunkBytes: null })).toEqual({ chunkBytes: null, chunks: null })
    expect(chunksFor(FREE_CHUNKS, { chunkBytes: null, learnedChunkBytes: 9 })).toEqual({ chunkBytes: 9, chunks: null })
  })
})
