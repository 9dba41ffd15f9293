/**
 * @file Transport streams: the library reads their beginning, and the times of their first and last frames say how long they are
 * (ISO/IEC 13818-1).
 */
import type { BoundedFile } from './bounded-file.ts'
import { nameOfCode } from './codec-names.ts'
import { HEAD_BYTES, packetsOf } from './container.ts'
import { h264Picture } from './h264-picture.ts'
import type { Library } from './library.ts'
import type { PartialFacts } from './media.ts'
import { type Frame, framesIn, type Layout, payloadOf } from './transport-packets.ts'
import { type Between, durationOf, frameRateOf, LEAST_FRAMES } from './transport-times.ts'

/** Packets that are read at either end: more only where the frames are too large for fewer. */
const PACKETS = [100, 700, 2_800] as const
/** Where times are held against those of both ends, at no common fraction: parts of one length, joined, would fit one. */
const PLACES = [0.17, 0.38, 0.62, 0.83] as const
/** Packets that are read there. */
const PACKETS_BETWEEN = [20, PACKETS[0], PACKETS[1]] as const
/** With so many, sound would have been seen. */
const MOST_FOR_SOUND = PACKETS[1]
/** The size of the picture is stated before the first frame. */
const MOST_PICTURE_BYTES = 4_096
/** Interlaced frames are never shorter: what comes faster are fields. */
const MOST_INTERLACED_RATE = 31

export async function readTransportStream(file: BoundedFile, library: Library): Promise<PartialFacts> {
  const layout = packetsOf(await file.read(0, HEAD_BYTES))
  if (!layout) return {}
  const head = await excerptOf(file, layout, false)
  const tail = head.bytes.length >= file.sizeBytes ? head : await excerptOf(file, layout, true)
  const videos = new Set(head.frames.filter(({ isVideo }) => isVideo).map(({ pid }) => pid))
  const [pid = head.frames[0]?.pid] = videos
  const ofStream = ({ frames }: Excerpt): Frame[] => frames.filter((frame) => frame.pid === pid)
  const frameRate = videos.size === 0 ? null : frameRateOf(ofStream(head))
  const hasTwoEnds = tail !== head && pid !== undefined && ofStream(tail).length > 0
  const between = hasTwoEnds ? await framesBetween(file, layout, pid) : []
  const frameSeconds = frameRate ? 1 / frameRate : 0
  const durationSeconds = durationOf(ofStream(head), ofStream(tail), file.sizeBytes, frameSeconds, between)
  // Of several programmes nobody can say which is meant.
  if (videos.size > 1 || pid === undefined) return { durationSeconds }
  const facts = await library(head.bytes)
  // The library takes the rows of a field for those of a frame.
  const own = facts?.codec === 'avc' ? h264Picture(payloadOf(head.bytes, layout, pid, MOST_PICTURE_BYTES)) : null
  const picture = facts?.codec === 'avc' ? own : facts
  return {
    durationSeconds,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    frameRate: own?.mayBeInterlaced && (frameRate ?? 0) > MOST_INTERLACED_RATE ? null : frameRate,
    videoCodec: facts && nameOfCode(facts),
    // The beginning may end before the first sound.
    audioChannels: facts?.audioChannels ?? null,
  }
}

interface Excerpt {
  readonly bytes: Buffer
  readonly frames: readonly Frame[]
}

/** Bytes at an end of the file, enough for the times of some frames. */
async function excerptOf(file: BoundedFile, layout: Layout, isEnd: boolean): Promise<Excerpt> {
  let excerpt: Excerpt = { bytes: Buffer.alloc(0), frames: [] }
  for (const count of PACKETS) {
    const bytes = count * layout.bytes
    const at = isEnd ? Math.max(0, Math.floor((file.sizeBytes - bytes) / layout.bytes) * layout.bytes) : 0
    const read = await file.read(at, bytes)
    excerpt = { bytes: read, frames: framesIn(read, layout) }
    const isInStep = read[layout.lead] === 0x47
    if (!isInStep || read.length >= file.sizeBytes || isEnough(excerpt.frames, count >= MOST_FOR_SOUND)) break
  }
  return excerpt
}

/** A frame of a stream at each place; none where frames are too large to find one. */
async function framesBetween(file: BoundedFile, layout: Layout, pid: number): Promise<readonly Between[]> {
  const found: Between[] = []
  for (const place of PLACES) {
    const at = Math.floor((file.sizeBytes * place) / layout.bytes) * layout.bytes
    for (const count of PACKETS_BETWEEN) {
      const bytes = await file.read(at, count * layout.bytes)
      const frame = framesIn(bytes, layout).find((one) => one.pid === pid)
      if (frame) found.push({ part: at / file.sizeBytes, shownAt: frame.shownAt })
      if (frame || bytes[layout.lead] !== 0x47) break
    }
  }
  return found
}

function isEnough(frames: readonly Frame[], isSoundOptional: boolean): boolean {
  const videos = frames.filter(({ isVideo }) => isVideo).length
  if (videos === 0) return isSoundOptional && frames.length >= LEAST_FRAMES
  return videos >= LEAST_FRAMES && (isSoundOptional || videos < frames.length)
}
