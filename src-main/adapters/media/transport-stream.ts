/**
 * @file Transport streams: the library reads their beginning, and the times of their first and last frames say how long they are
 * (ISO/IEC 13818-1).
 */
import type { BoundedFile } from './bounded-file.ts'
import { nameOfCode } from './codec-names.ts'
import { HEAD_BYTES, packetsOf } from './container.ts'
import type { Library } from './library.ts'
import type { Told } from './media.ts'

/** Packets at either end that are read. */
const MOST_PACKETS = 700
const CLOCK_HZ = 90_000
/** Times have 33 bits. */
const WRAPS_AT = 2 ** 33
/** Fewer frames say little about their rate. */
const LEAST_FRAMES = 4

export async function readTransportStream(file: BoundedFile, library: Library): Promise<Told> {
  const packets = packetsOf(await file.read(0, HEAD_BYTES))
  if (!packets) return {}
  const most = MOST_PACKETS * packets.bytes
  const head = await file.read(0, most)
  const tailAt = Math.max(0, Math.floor((file.sizeBytes - most) / packets.bytes) * packets.bytes)
  const tail = tailAt === 0 ? head : await file.read(tailAt, most)
  const facts = await library(head)
  const first = timesIn(head, packets)
  return {
    durationSeconds: durationOf(first, timesIn(tail, packets)),
    width: facts?.width ?? null,
    height: facts?.height ?? null,
    frameRate: frameRateOf(first.video),
    videoCodec: facts && nameOfCode(facts),
    // The beginning may end before the first sound.
    audioChannels: facts?.audioChannels ?? null,
  }
}

interface Times {
  readonly video: readonly number[]
  readonly all: readonly number[]
}

/** Presentation times in packets that begin a frame. */
export function timesIn(bytes: Buffer, { bytes: size, lead }: { readonly bytes: number; readonly lead: number }): Times {
  const video: number[] = []
  const all: number[] = []
  for (let at = lead; at + 188 <= bytes.length; at += size) {
    if (bytes[at] !== 0x47) break
    const isStart = ((bytes[at + 1] ?? 0) & 0x40) !== 0
    const control = ((bytes[at + 3] ?? 0) >> 4) & 3
    if (!isStart || (control & 1) === 0) continue
    const start = at + 4 + (control === 3 ? 1 + (bytes[at + 4] ?? 0) : 0)
    if (start + 14 > at + 188) continue
    const stream = bytes[start + 3] ?? 0
    const isMedia = stream >= 0xc0 && stream <= 0xef
    // A private stream is the sound of most discs.
    if (bytes.readUIntBE(start, 3) !== 1 || !(isMedia || stream === 0xbd) || ((bytes[start + 7] ?? 0) & 0x80) === 0) continue
    const time = timeAt(bytes, start + 9)
    all.push(time)
    if (stream >= 0xe0 && isMedia) video.push(time)
  }
  return { video, all }
}

/** 33 bits in five bytes, with a marker after each part. */
function timeAt(bytes: Buffer, at: number): number {
  const high = ((bytes[at] ?? 0) >> 1) & 7
  return high * 2 ** 30 + (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1)
}

/** From the first to the last frame, with that where its length is known. `null` where either end holds no beginning of a frame. */
function durationOf(first: Times, last: Times): number | null {
  const isVideo = first.video.length > 0 || last.video.length > 0
  const [from, to] = isVideo ? [first.video, last.video] : [first.all, last.all]
  if (from.length === 0 || to.length === 0) return null
  const start = Math.min(...from)
  const between = Math.max(...to) - start
  const rate = isVideo ? frameRateOf(first.video) : null
  const units = (between < 0 ? between + WRAPS_AT : between) + (rate === null ? 0 : CLOCK_HZ / rate)
  return units > 0 ? units / CLOCK_HZ : null
}

/** By the shortest time between two frames, which are not in the order in which they are shown. */
function frameRateOf(times: readonly number[]): number | null {
  if (times.length < LEAST_FRAMES) return null
  const sorted = [...times].sort((one, other) => one - other)
  const steps = sorted.slice(1).map((time, index) => time - (sorted[index] ?? 0))
  const step = Math.min(...steps.filter((units) => units > 0))
  return Number.isFinite(step) ? Math.round((CLOCK_HZ * 1_000) / step) / 1_000 : null
}
