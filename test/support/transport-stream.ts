/** @file Transport streams in which each packet begins a frame, for tests of timestamps. */

export interface PacketSpec {
  readonly pid?: number
  /** Stream id in its header; by default that of the first video. */
  readonly stream?: number
  readonly pts: number
  readonly dts?: number
  /** As receivers mark a packet that arrived with wrong bits. */
  readonly isDamaged?: boolean
}

/** One packet of 188 bytes for each frame. */
export function transportStream(specs: readonly PacketSpec[]): Buffer {
  return Buffer.concat(specs.map(packetOf))
}

function packetOf({ pid = 0x100, stream = 0xe0, pts, dts, isDamaged = false }: PacketSpec): Buffer {
  const packet = Buffer.alloc(188, 0xff)
  packet.writeUInt32BE(0x47400010 + (isDamaged ? 0x800000 : 0) + pid * 0x100)
  packet.writeUIntBE(1, 4, 3)
  packet.writeUInt8(stream, 7)
  const isBoth = dts !== undefined
  packet.set([0, 0, 0x80, isBoth ? 0xc0 : 0x80, isBoth ? 10 : 5], 8)
  writeTime(packet, 13, isBoth ? 3 : 2, pts)
  if (isBoth) writeTime(packet, 18, 1, dts)
  return packet
}

function writeTime(packet: Buffer, at: number, mark: number, time: number): void {
  const wrapped = ((time % 2 ** 33) + 2 ** 33) % 2 ** 33
  packet.writeUInt8(mark * 16 + Math.floor(wrapped / 2 ** 30) * 2 + 1, at)
  packet.writeUInt16BE((Math.floor(wrapped / 2 ** 15) % 2 ** 15) * 2 + 1, at + 1)
  packet.writeUInt16BE((wrapped % 2 ** 15) * 2 + 1, at + 3)
}
