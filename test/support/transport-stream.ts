/** @file Transport streams of packets that begin frames, for tests of their times. */

export interface PacketSpec {
  readonly pid?: number
  /** Number of the stream in its header; that of the first video otherwise. */
  readonly stream?: number
  readonly shownAt: number
  readonly decodedAt?: number
}

/** One packet of 188 bytes for each frame. */
export function transportStream(specs: readonly PacketSpec[]): Buffer {
  return Buffer.concat(specs.map(packetOf))
}

function packetOf({ pid = 0x100, stream = 0xe0, shownAt, decodedAt }: PacketSpec): Buffer {
  const packet = Buffer.alloc(188, 0xff)
  packet.writeUInt32BE(0x47400010 + pid * 0x100)
  packet.writeUIntBE(1, 4, 3)
  packet.writeUInt8(stream, 7)
  const isBoth = decodedAt !== undefined
  packet.set([0, 0, 0x80, isBoth ? 0xc0 : 0x80, isBoth ? 10 : 5], 8)
  writeTime(packet, 13, isBoth ? 3 : 2, shownAt)
  if (isBoth) writeTime(packet, 18, 1, decodedAt)
  return packet
}

function writeTime(packet: Buffer, at: number, mark: number, time: number): void {
  const wrapped = ((time % 2 ** 33) + 2 ** 33) % 2 ** 33
  packet.writeUInt8(mark * 16 + Math.floor(wrapped / 2 ** 30) * 2 + 1, at)
  packet.writeUInt16BE((Math.floor(wrapped / 2 ** 15) % 2 ** 15) * 2 + 1, at + 1)
  packet.writeUInt16BE((wrapped % 2 ** 15) * 2 + 1, at + 3)
}
