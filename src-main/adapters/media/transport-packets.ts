/** @file The packets of an MPEG transport stream, and the timestamps of the frames that begin in them (ISO/IEC 13818-1). Pure. */

/** Packets have 188 bytes; in some files (M2TS) each follows a timestamp of 4 bytes, the lead. */
export interface PacketLayout {
  readonly bytes: 188 | 192
  readonly lead: 0 | 4
}

/** The layout by three sync bytes at its distance; `null` for other files. */
export function packetLayoutOf(head: Buffer): PacketLayout | null {
  const isSync = (...at: number[]): boolean => at.every((position) => head[position] === 0x47)
  if (isSync(0, 188, 376)) return { bytes: 188, lead: 0 }
  return isSync(4, 196, 388) ? { bytes: 192, lead: 4 } : null
}

/** The packet identifier of null packets, which every reader skips. */
const NULL_PID = 0x1fff

/**
 * The same bytes, with null packets for those that a receiver marked as damaged (`transport_error_indicator`): any of their bits may be
 * wrong, and the library does not know the mark.
 */
export function withoutDamagedPackets(bytes: Buffer, { bytes: size, lead }: PacketLayout): Buffer {
  let intact = bytes
  for (let at = lead; at + 188 <= bytes.length && bytes[at] === 0x47; at += size) {
    if (bytes.readUInt8(at + 1) < 0x80) continue
    if (intact === bytes) intact = Buffer.from(bytes)
    intact.writeUInt16BE(NULL_PID, at + 1)
  }
  return intact
}

/** The first packet of a video frame or of a piece of audio. Timestamps are in units of 1/90000 s and have 33 bits. */
export interface Frame {
  /** Packet identifier: the number of its stream. */
  readonly pid: number
  readonly isVideo: boolean
  /** Presentation timestamp. */
  readonly pts: number
  /** Decoding timestamp: frames are stored in the order of these, which is not that of presentation. */
  readonly dts: number
}

/** Stream ids of private and extended streams: the audio of most discs and cameras. */
const OTHER_AUDIO_IDS: ReadonlySet<number> = new Set([0xbd, 0xfd])

/** Frames that begin in these bytes, in order; ends at the first packet without a sync byte. */
export function framesIn(bytes: Buffer, layout: PacketLayout): Frame[] {
  const frames: Frame[] = []
  for (const { pid, isStart, start, end } of packetsIn(bytes, layout)) {
    if (!isStart || start + 19 > end || bytes.readUIntBE(start, 3) !== 1) continue
    const stream = bytes[start + 3] ?? 0
    const isMedia = stream >= 0xc0 && stream <= 0xef
    // `PTS_DTS_flags`: 2 for a PTS alone, 3 for both.
    const timestamps = (bytes[start + 7] ?? 0) >> 6
    if (!(isMedia || OTHER_AUDIO_IDS.has(stream)) || timestamps < 2) continue
    const pts = timestampAt(bytes, start + 9)
    frames.push({ pid, isVideo: isMedia && stream >= 0xe0, pts, dts: timestamps === 3 ? timestampAt(bytes, start + 14) : pts })
  }
  return frames
}

/** The payload of the packets of one stream, `maxBytes` or up to a packet more. */
export function payloadOf(bytes: Buffer, layout: PacketLayout, pid: number, maxBytes: number): Buffer {
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
  /** Whether a frame begins in it. */
  readonly isStart: boolean
  /** Bounds of its payload. */
  readonly start: number
  readonly end: number
}

function* packetsIn(bytes: Buffer, { bytes: size, lead }: PacketLayout): Generator<Packet> {
  for (let at = lead; at + 188 <= bytes.length && bytes[at] === 0x47; at += size) {
    const flags = bytes.readUInt16BE(at + 1)
    const control = ((bytes[at + 3] ?? 0) >> 4) & 3
    const start = at + 4 + (control === 3 ? 1 + (bytes[at + 4] ?? 0) : 0)
    const end = at + 188
    if ((control & 1) === 1 && start < end) yield { pid: flags & 0x1fff, isStart: (flags & 0x4000) !== 0, start, end }
  }
}

/** 33 bits in five bytes, with a marker after each part. */
function timestampAt(bytes: Buffer, at: number): number {
  const high = ((bytes[at] ?? 0) >> 1) & 7
  return high * 2 ** 30 + (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1)
}
