/** @file The packets of a transport stream, and the times of the frames that begin in them (ISO/IEC 13818-1). Pure. */

/** How packets lie: each has 188 bytes, some after four bytes of a time. */
export interface Layout {
  readonly bytes: 188 | 192
  readonly lead: 0 | 4
}

/** The beginning of a frame, or of a piece of sound. Times are in units of 1/90000 s, of 33 bits. */
export interface Frame {
  /** The number of its stream. */
  readonly pid: number
  readonly isVideo: boolean
  readonly shownAt: number
  /** Frames lie in the order in which they are decoded, not in that in which they are shown. */
  readonly decodedAt: number
}

/** Private and extended streams: the sound of most discs and cameras. */
const OTHER_SOUND: ReadonlySet<number> = new Set([0xbd, 0xfd])

/** Frames that begin in these bytes, in their order; ends where packets are out of step. */
export function framesIn(bytes: Buffer, layout: Layout): Frame[] {
  const frames: Frame[] = []
  for (const { pid, isStart, start, end } of packetsIn(bytes, layout)) {
    if (!isStart || start + 19 > end || bytes.readUIntBE(start, 3) !== 1) continue
    const stream = bytes[start + 3] ?? 0
    const isMedia = stream >= 0xc0 && stream <= 0xef
    // PTS_DTS_flags: 2 for the time at which a frame is shown, 3 with that of its decoding.
    const timeFlags = (bytes[start + 7] ?? 0) >> 6
    if (!(isMedia || OTHER_SOUND.has(stream)) || timeFlags < 2) continue
    const shownAt = timeAt(bytes, start + 9)
    const decodedAt = timeFlags === 3 ? timeAt(bytes, start + 14) : shownAt
    frames.push({ pid, isVideo: isMedia && stream >= 0xe0, shownAt, decodedAt })
  }
  return frames
}

/** What the packets of one stream carry, up to so many bytes. */
export function payloadOf(bytes: Buffer, layout: Layout, pid: number, maxBytes: number): Buffer {
  const parts: Buffer[] = []
  let count = 0
  for (const packet of packetsIn(bytes, layout)) {
    if (packet.pid !== pid) continue
    if (count >= maxBytes) break
    const part = bytes.subarray(packet.start, packet.end)
    parts.push(part)
    count += part.length
  }
  return Buffer.concat(parts)
}

interface Packet {
  readonly pid: number
  readonly isStart: boolean
  /** Where its content lies. */
  readonly start: number
  readonly end: number
}

function* packetsIn(bytes: Buffer, { bytes: size, lead }: Layout): Generator<Packet> {
  for (let at = lead; at + 188 <= bytes.length && bytes[at] === 0x47; at += size) {
    const flags = bytes.readUInt16BE(at + 1)
    const control = ((bytes[at + 3] ?? 0) >> 4) & 3
    const start = at + 4 + (control === 3 ? 1 + (bytes[at + 4] ?? 0) : 0)
    const end = at + 188
    if ((control & 1) === 1 && start < end) yield { pid: flags & 0x1fff, isStart: (flags & 0x4000) !== 0, start, end }
  }
}

/** 33 bits in five bytes, with a marker after each part. */
function timeAt(bytes: Buffer, at: number): number {
  const high = ((bytes[at] ?? 0) >> 1) & 7
  return high * 2 ** 30 + (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1)
}
