/**
 * @file Facts of MPEG transport streams (ISO/IEC 13818-1): the library parses their beginning; the duration is computed from the
 * timestamps of the first and last frames, because no header has it.
 */
import type { BoundedFile } from './bounded-file.ts'
import { nameOfCode } from './codec-names.ts'
import { HEAD_BYTES } from './container.ts'
import { h264Picture } from './h264-picture.ts'
import type { Library } from './library.ts'
import type { PartialFacts } from './media.ts'
import { type Frame, framesIn, type PacketLayout, packetLayoutOf, payloadOf, withoutDamagedPackets } from './transport-packets.ts'
import { durationOf, frameRateOf, MIN_FRAMES, type SamplePoint } from './transport-times.ts'

/** Packets that are read at either end, one attempt after the other: more only where the frames are too large for fewer. */
const END_PACKETS = [100, 700, 2_800] as const
/**
 * Positions at which timestamps are compared with those of both ends, as shares of the size. Round fractions would be boundaries of joined
 * parts of equal length, and miss the jumps.
 */
const SAMPLE_POSITIONS = [0.17, 0.38, 0.62, 0.83] as const
/** Packets that are read there, one attempt after the other. */
const SAMPLE_PACKETS = [20, END_PACKETS[0], END_PACKETS[1]] as const
/** A stream without audio in so many packets has none. */
const MAX_PACKETS_BEFORE_AUDIO = END_PACKETS[1]
/** The sequence parameter set, which contains the picture size, is before the first frame. */
const MAX_PICTURE_BYTES = 4_096
/** No interlaced video has more frames per second: a higher rate is that of fields. */
const MAX_INTERLACED_FPS = 31

export async function readTransportStream(file: BoundedFile, library: Library): Promise<PartialFacts> {
  const layout = packetLayoutOf(await file.read(0, HEAD_BYTES))
  if (!layout) return {}
  const head = await excerptOf(file, layout, false)
  const tail = head.bytes.length >= file.sizeBytes ? head : await excerptOf(file, layout, true)
  const videos = new Set(head.frames.filter(({ isVideo }) => isVideo).map(({ pid }) => pid))
  const [pid = head.frames[0]?.pid] = videos
  const ofStream = ({ frames }: Excerpt): Frame[] => frames.filter((frame) => frame.pid === pid)
  const frameRate = videos.size === 0 ? null : frameRateOf(ofStream(head))
  const hasTwoEnds = tail !== head && pid !== undefined && ofStream(tail).length > 0
  const samples = hasTwoEnds ? await sampleFrames(file, layout, pid) : []
  const frameSeconds = frameRate ? 1 / frameRate : 0
  const durationSeconds = durationOf(ofStream(head), ofStream(tail), file.sizeBytes, frameSeconds, samples)
  // A stream of several programmes has no single picture size or codec.
  if (videos.size > 1 || pid === undefined) return { durationSeconds }
  const facts = await library(head.bytes)
  // The library reports the rows of a field as those of a frame.
  const parsed = facts?.codec === 'avc' ? h264Picture(payloadOf(head.bytes, layout, pid, MAX_PICTURE_BYTES)) : null
  const picture = facts?.codec === 'avc' ? parsed : facts
  return {
    durationSeconds,
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    frameRate: parsed?.mayBeInterlaced && (frameRate ?? 0) > MAX_INTERLACED_FPS ? null : frameRate,
    videoCodec: facts && nameOfCode(facts),
    // The excerpt may end before the first audio packet.
    audioChannels: facts?.audioChannels ?? null,
  }
}

interface Excerpt {
  readonly bytes: Buffer
  readonly frames: readonly Frame[]
}

/** Reads as much of one end as contains the timestamps of enough frames. */
async function excerptOf(file: BoundedFile, layout: PacketLayout, isEnd: boolean): Promise<Excerpt> {
  let excerpt: Excerpt = { bytes: Buffer.alloc(0), frames: [] }
  for (const count of END_PACKETS) {
    const bytes = count * layout.bytes
    const at = isEnd ? Math.max(0, Math.floor((file.sizeBytes - bytes) / layout.bytes) * layout.bytes) : 0
    const read = withoutDamagedPackets(await file.read(at, bytes), layout)
    excerpt = { bytes: read, frames: framesIn(read, layout) }
    const isInStep = read[layout.lead] === 0x47
    if (!isInStep || read.length >= file.sizeBytes || isEnough(excerpt.frames, count >= MAX_PACKETS_BEFORE_AUDIO)) break
  }
  return excerpt
}

/** A frame of a stream at each sample position; none where frames are too large to find one. */
async function sampleFrames(file: BoundedFile, layout: PacketLayout, pid: number): Promise<readonly SamplePoint[]> {
  const found: SamplePoint[] = []
  for (const position of SAMPLE_POSITIONS) {
    const at = Math.floor((file.sizeBytes * position) / layout.bytes) * layout.bytes
    for (const count of SAMPLE_PACKETS) {
      const bytes = withoutDamagedPackets(await file.read(at, count * layout.bytes), layout)
      const frame = framesIn(bytes, layout).find((candidate) => candidate.pid === pid)
      if (frame) found.push({ position: at / file.sizeBytes, pts: frame.pts })
      if (frame || bytes[layout.lead] !== 0x47) break
    }
  }
  return found
}

function isEnough(frames: readonly Frame[], isAudioOptional: boolean): boolean {
  const videos = frames.filter(({ isVideo }) => isVideo).length
  if (videos === 0) return isAudioOptional && frames.length >= MIN_FRAMES
  return videos >= MIN_FRAMES && (isAudioOptional || videos < frames.length)
}
