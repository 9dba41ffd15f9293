import { describe, expect, it } from 'vitest'
import { boundedFile } from '../../../../src-main/adapters/media/bounded-file.ts'
import type { Library } from '../../../../src-main/adapters/media/library.ts'
import { readTransportStream } from '../../../../src-main/adapters/media/transport-stream.ts'
import { type PacketSpec, transportStream } from '../../../support/transport-stream.ts'

const WRAPS_AT = 2 ** 33

/** What a stream tells; `gapBytes` of packets without frames lie between its parts. */
async function factsOf(
  head: readonly PacketSpec[],
  tail: readonly PacketSpec[] = [],
  gapBytes = 0,
  library: Library = async () => null,
) {
  const [first, last] = [transportStream(head), transportStream(tail)]
  const gap = Math.ceil(gapBytes / 188) * 188
  const sizeBytes = first.length + gap + last.length
  const file = boundedFile(
    {
      async read(target: Uint8Array, offset: number, length: number, position: number) {
        for (let index = 0; index < length; index += 1) {
          const at = position + index
          const ofGap = at % 188 === 0 ? 0x47 : at % 188 === 1 ? 0x1f : 0xff
          const ofTail = at - first.length - gap
          target[offset + index] = at < first.length ? (first[at] ?? 0) : ofTail >= 0 ? (last[ofTail] ?? 0) : ofGap
        }
        return { bytesRead: length, buffer: target } as never
      },
    },
    sizeBytes,
  )
  const { durationSeconds, frameRate } = await readTransportStream(file, library)
  return { durationSeconds, frameRate: frameRate ?? null, bytesRead: file.bytesRead }
}

/** Frames at a rate, with times rounded as multiplexers do. */
const frames = (count: number, rate: number, from = 126_000, more: Partial<PacketSpec> = {}): PacketSpec[] =>
  Array.from({ length: count }, (_, index) => ({ pts: Math.round(from + (index * 90_000) / rate), ...more }))

describe('the frame rate of a transport stream', () => {
  it.each([
    [24_000 / 1_001, 23.976],
    [24, 24],
    [25, 25],
    [30_000 / 1_001, 29.97],
    [30, 30],
    [50, 50],
    [60_000 / 1_001, 59.94],
    [60, 60],
    [120_000 / 1_001, 119.88],
    [10, 10],
  ])('%s is exact, however timestamps are rounded', async (rate, shown) => {
    expect((await factsOf(frames(20, rate))).frameRate).toBe(shown)
    expect((await factsOf(frames(5, rate, 126_001.4))).frameRate).toBe(shown)
  })

  it('is by the order of decoding, which is not that of presentation', async () => {
    // I P B B P B B: shown 0 3 1 2 6 4 5.
    const shown = [0, 3, 1, 2, 6, 4, 5]
    const mixed = shown.map((at, index) => ({ pts: 90_000 + at * 3_600, dts: 86_400 + index * 3_600 }))
    expect(await factsOf(mixed)).toMatchObject({ frameRate: 25, durationSeconds: 0.28 })
  })

  it.each([
    ['steps differ', [...frames(6, 25), ...frames(6, 50, 126_000 + 6 * 3_600)]],
    ['parts were joined that begin at the same time', [...frames(6, 25), ...frames(6, 25)]],
    ['parts were joined with a gap', [...frames(6, 25), ...frames(6, 25, 900_000)]],
    ['two programmes lie in each other', frames(12, 25).flatMap((frame) => [frame, { pts: frame.pts + 150, pid: 0x200 }])],
    ['frames are few', frames(3, 25)],
    ['there is sound alone', frames(12, 25, 0, { stream: 0xc0 })],
  ])('is unknown: %s', async (_case, specs) => {
    expect((await factsOf(specs)).frameRate).toBeNull()
  })
})

describe('the duration of a transport stream', () => {
  it('is that from its first to its last frame, with that', async () => {
    expect((await factsOf(frames(10, 25), frames(10, 25, 126_000 + 90 * 3_600), 1e6)).durationSeconds).toBe(4)
  })

  it('continues where timestamps wrap, in a part that is read or between', async () => {
    const start = WRAPS_AT - 4 * 3_600
    expect((await factsOf(frames(10, 25, start))).durationSeconds).toBe(0.4)
    expect((await factsOf(frames(10, 25, start), frames(10, 25, start + 990 * 3_600), 50e6)).durationSeconds).toBe(40)
  })

  it.each([
    ['the clock was not near its end', WRAPS_AT / 2, 90_000, 50e9],
    ['so long a recording would have almost no bytes', 0.8 * WRAPS_AT, 90_000, 1e6],
    ['so short a recording would have too many', WRAPS_AT - 90_000, 90_000, 50e9],
  ])('is unknown if the last timestamp is before the first, and %s', async (_case, first, last, gapBytes) => {
    expect((await factsOf(frames(10, 25, first), frames(10, 25, last), gapBytes)).durationSeconds).toBeNull()
  })

  it('is unknown if timestamps jump in what is read', async () => {
    expect((await factsOf([...frames(6, 25), ...frames(6, 25)])).durationSeconds).toBeNull()
    expect((await factsOf([...frames(6, 25), ...frames(6, 25, 9e6)])).durationSeconds).toBeNull()
  })

  it('is known if timestamps grow with the bytes, however unevenly scenes take them', async () => {
    // A second half with three frames for each of the first.
    const quiet = frames(20_000, 25)
    const busy = frames(20_000, 75, 126_000 + 20_000 * 3_600)
    const withSound = frames(20_000, 25).flatMap((frame) => [frame, { ...frame, pid: 0x101, stream: 0xc0 }])
    const even = await factsOf(withSound)
    expect(even.durationSeconds).toBe(800)
    expect(even.bytesRead).toBeLessThan(80 * 1024)
    expect((await factsOf([...quiet, ...busy])).durationSeconds).toBeCloseTo(800 + 20_000 / 75, 0)
    expect((await factsOf(frames(40_000, 50, WRAPS_AT - 300 * 90_000))).durationSeconds).toBe(800)
  })

  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 25])(
    'is unknown for %i parts that were joined and begin at the same time',
    async (count) => {
      const part = frames(Math.ceil(40_000 / count), 25)
      expect((await factsOf(Array.from({ length: count }, () => part).flat())).durationSeconds).toBeNull()
    },
  )

  it.each([
    ['a short part before a long one', [...frames(8_000, 25), ...frames(32_000, 25)]],
    ['a long part before a short one', [...frames(32_000, 25), ...frames(8_000, 25)]],
    ['parts of another day', [...frames(20_000, 25), ...frames(20_000, 25, 80_000 * 90_000)]],
    ['parts in another order', [...frames(20_000, 25, 2_000 * 90_000), ...frames(20_000, 25)]],
  ])('is unknown if the file was joined from %s', async (_case, specs) => {
    expect((await factsOf(specs)).durationSeconds).toBeNull()
  })

  it('is that of one programme', async () => {
    const both = frames(12, 25).flatMap((frame) => [frame, { pts: frame.pts + 7e6, pid: 0x200 }])
    expect((await factsOf(both)).durationSeconds).toBe(0.48)
  })
})

describe('a packet that is marked as damaged', () => {
  const damaged = (pts: number): PacketSpec => ({ pts, isDamaged: true })

  it('counts for no fact, at either end and between', async () => {
    const head = [damaged(7e9), ...frames(5, 25), damaged(0), ...frames(5, 25, 126_000 + 5 * 3_600)]
    const tail = [...frames(10, 25, 126_000 + 90 * 3_600), damaged(8e9)]
    expect(await factsOf(head, tail, 1e6)).toMatchObject({ frameRate: 25, durationSeconds: 4 })
    const isBetween = (index: number): boolean => index > 1_000 && index < 39_000
    const every = frames(40_000, 25).map((frame, index) => (isBetween(index) && index % 7 > 0 ? damaged(5e9) : frame))
    expect((await factsOf(every)).durationSeconds).toBe(1_600)
  })

  it('is a null packet to the library', async () => {
    const seen: Buffer[] = []
    await factsOf([damaged(0), ...frames(5, 25)], [], 0, async (bytes) => {
      seen.push(Buffer.from(bytes))
      return null
    })
    expect(seen[0]?.readUInt16BE(1)).toBe(0x1fff)
    expect(seen[0]?.readUInt16BE(188 + 1)).toBe(0x4100)
  })
})
