/** @file The containers in which Windows and macOS want an icon: PNG files of several sizes behind a table. Pure. */

/** Sizes in pixels: those of Linux desktops, of an ico and of an icns. */
export const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const
export type Pictures = ReadonlyMap<number, Buffer>

const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256] as const
/** Types of an icns by what they hold; the second half are those of displays with two pixels a point. */
const ICNS_TYPES = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
  ['ic10', 1024],
] as const

export function icoOf(pictures: Pictures): Buffer {
  const entries = ICO_SIZES.map((size) => ({ size, png: pictureIn(pictures, size) }))
  const head = Buffer.alloc(6 + 16 * entries.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(entries.length, 4)
  let offset = head.length
  for (const [index, { size, png }] of entries.entries()) {
    const at = 6 + 16 * index
    // 0 means 256.
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...entries.map(({ png }) => png)])
}

export function icnsOf(pictures: Pictures): Buffer {
  const parts = ICNS_TYPES.map(([type, size]) => icnsPart(type, pictureIn(pictures, size)))
  return icnsPart('icns', Buffer.concat(parts))
}

function icnsPart(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + data.length, 4)
  return Buffer.concat([head, data])
}

function pictureIn(pictures: Pictures, size: number): Buffer {
  const png = pictures.get(size)
  if (!png) throw new Error(`There is no picture of ${size} pixels.`)
  return png
}
