/** @file The picture of an H.264 stream by its sequence parameter set (ITU-T H.264, 7.3.2.1.1 and E.1.1). Pure. */

export interface H264Picture {
  /** As it is shown: with square pixels. */
  readonly width: number
  readonly height: number
  /** Whether its frames may be coded as two fields. */
  readonly mayBeInterlaced: boolean
}

/** A set has a few dozen bytes; with lists for scaling a few hundred. */
const MOST_SET_BYTES = 1_024
const SEQUENCE_SET = 7
/** Profiles that state how colour is sampled. */
const WITH_CHROMA: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])
/** Shapes of pixels by `aspect_ratio_idc`, from 1 (table E-1). */
const SHAPES: readonly string[] =
  '1:1 12:11 10:11 16:11 40:33 24:11 20:11 32:11 80:33 18:11 15:11 64:33 160:99 4:3 3:2 2:1'.split(' ')
const OWN_SHAPE = 255

/** By the first set in a stream of units with start codes; `null` where none is whole. */
export function h264Picture(stream: Buffer): H264Picture | null {
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; at = stream.indexOf('000001', at + 3, 'hex')) {
    if (((stream[at + 3] ?? 0) & 0x9f) !== SEQUENCE_SET) continue
    const bits = bitsOf(withoutEscapes(stream.subarray(at + 4, at + 4 + MOST_SET_BYTES)))
    const picture = pictureOf(bits)
    return bits.isOver() ? null : picture
  }
  return null
}

function pictureOf({ read, number }: Bits): H264Picture {
  const profile = read(8)
  // Constraints and level.
  read(16)
  number()
  let chroma = 1
  let areSeparate = false
  if (WITH_CHROMA.has(profile)) {
    chroma = number()
    if (chroma === 3) areSeparate = read(1) === 1
    // Depths, and whether one transform is left out.
    number()
    number()
    read(1)
    if (read(1) === 1) skipScaling(read, number, chroma === 3 ? 12 : 8)
  }
  number()
  const order = number()
  if (order === 0) number()
  if (order === 1) {
    read(1)
    number()
    number()
    for (let left = Math.min(number(), 255); left > 0; left -= 1) number()
  }
  number()
  read(1)
  const columns = 16 * (number() + 1)
  const rows = 16 * (number() + 1)
  const mayBeInterlaced = read(1) === 0
  // Rows count those of a field then.
  const fields = mayBeInterlaced ? 2 : 1
  if (mayBeInterlaced) read(1)
  read(1)
  const [left, right, top, bottom] = read(1) === 1 ? [number(), number(), number(), number()] : [0, 0, 0, 0]
  const isSampled = chroma !== 0 && !areSeparate
  const width = columns - (left + right) * (isSampled && chroma !== 3 ? 2 : 1)
  const height = fields * (rows - (top + bottom) * (isSampled && chroma === 1 ? 2 : 1))
  const [across, down] = read(1) === 1 && read(1) === 1 ? shapeOf(read) : [1, 1]
  return {
    width: across > down ? Math.round((width * across) / down) : width,
    height: across < down ? Math.round((height * down) / across) : height,
    mayBeInterlaced,
  }
}

function shapeOf(read: Bits['read']): readonly [across: number, down: number] {
  const kind = read(8)
  const [across = 0, down = 0] = kind === OWN_SHAPE ? [read(16), read(16)] : (SHAPES[kind - 1] ?? '').split(':').map(Number)
  return across > 0 && down > 0 ? [across, down] : [1, 1]
}

function skipScaling(read: Bits['read'], number: Bits['number'], lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (read(1) === 0) continue
    let [last, next] = [8, 8]
    for (let left = list < 6 ? 16 : 64; left > 0 && next !== 0; left -= 1) {
      const code = number()
      const change = code % 2 === 1 ? (code + 1) / 2 : -code / 2
      next = (((last + change) % 256) + 256) % 256
      if (next !== 0) last = next
    }
  }
}

interface Bits {
  /** So many bits as a number. */
  read(count: number): number
  /** A number of variable length (9.1). */
  number(): number
  /** Whether more was read than there is. */
  isOver(): boolean
}

function bitsOf(bytes: Buffer): Bits {
  let at = 0
  function read(count: number): number {
    let value = 0
    for (let left = count; left > 0; left -= 1) {
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
      at += 1
    }
    return value
  }
  return {
    read,
    number() {
      let zeros = 0
      while (zeros < 32 && read(1) === 0) zeros += 1
      return 2 ** zeros - 1 + read(zeros)
    },
    isOver: () => at > bytes.length * 8,
  }
}

/** Two zeros and a three stand for two zeros, so that no start code is within a unit. */
function withoutEscapes(unit: Buffer): Buffer {
  return Buffer.from(unit.filter((byte, index) => !(byte === 3 && unit[index - 1] === 0 && unit[index - 2] === 0)))
}
