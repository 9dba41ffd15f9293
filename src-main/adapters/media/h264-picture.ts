/** @file The picture size of an H.264 stream by its sequence parameter set (SPS) (ITU-T H.264, 7.3.2.1.1 and E.1.1). Pure. */

interface H264Picture {
  /** In square pixels, as it is displayed. */
  readonly width: number
  readonly height: number
  /** Whether its frames may be coded as two fields. */
  readonly mayBeInterlaced: boolean
}

/** An SPS has a few dozen bytes; with scaling lists a few hundred. */
const MAX_SET_BYTES = 1_024
/** `nal_unit_type` of an SPS. */
const SPS = 7
/** Profiles whose SPS contains `chroma_format_idc`. */
const PROFILES_WITH_CHROMA: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135])
/** Sample aspect ratios by `aspect_ratio_idc`, from 1 (table E-1). */
const ASPECT_RATIOS: readonly string[] =
  '1:1 12:11 10:11 16:11 40:33 24:11 20:11 32:11 80:33 18:11 15:11 64:33 160:99 4:3 3:2 2:1'.split(' ')
const EXTENDED_SAR = 255

/** By the first SPS in a stream of NAL units with start codes; `null` if it is not complete, or there is none. */
export function h264Picture(stream: Buffer): H264Picture | null {
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; at = stream.indexOf('000001', at + 3, 'hex')) {
    if (((stream[at + 3] ?? 0) & 0x9f) !== SPS) continue
    const bits = bitsOf(withoutEmulationPrevention(stream.subarray(at + 4, at + 4 + MAX_SET_BYTES)))
    const picture = pictureOf(bits)
    return bits.isPastEnd() ? null : picture
  }
  return null
}

function pictureOf({ read, expGolomb }: Bits): H264Picture {
  const profile = read(8)
  // Constraint flags and level; `seq_parameter_set_id`.
  read(16)
  expGolomb()
  let chromaFormat = 1
  let hasSeparatePlanes = false
  if (PROFILES_WITH_CHROMA.has(profile)) {
    chromaFormat = expGolomb()
    if (chromaFormat === 3) hasSeparatePlanes = read(1) === 1
    // Bit depths; `qpprime_y_zero_transform_bypass_flag`.
    expGolomb()
    expGolomb()
    read(1)
    if (read(1) === 1) skipScalingLists(read, expGolomb, chromaFormat === 3 ? 12 : 8)
  }
  // `log2_max_frame_num_minus4`.
  expGolomb()
  const orderCountType = expGolomb()
  if (orderCountType === 0) expGolomb()
  if (orderCountType === 1) {
    read(1)
    expGolomb()
    expGolomb()
    for (let left = Math.min(expGolomb(), 255); left > 0; left -= 1) expGolomb()
  }
  // `max_num_ref_frames`; `gaps_in_frame_num_value_allowed_flag`.
  expGolomb()
  read(1)
  const columns = 16 * (expGolomb() + 1)
  const rows = 16 * (expGolomb() + 1)
  const mayBeInterlaced = read(1) === 0
  // The number of rows is that of a field then.
  const fields = mayBeInterlaced ? 2 : 1
  // `mb_adaptive_frame_field_flag`; `direct_8x8_inference_flag`.
  if (mayBeInterlaced) read(1)
  read(1)
  const [left, right, top, bottom] = read(1) === 1 ? [expGolomb(), expGolomb(), expGolomb(), expGolomb()] : [0, 0, 0, 0]
  const isSubsampled = chromaFormat !== 0 && !hasSeparatePlanes
  const width = columns - (left + right) * (isSubsampled && chromaFormat !== 3 ? 2 : 1)
  const height = fields * (rows - (top + bottom) * (isSubsampled && chromaFormat === 1 ? 2 : 1))
  const [across, down] = read(1) === 1 && read(1) === 1 ? aspectRatioOf(read) : [1, 1]
  return {
    width: across > down ? Math.round((width * across) / down) : width,
    height: across < down ? Math.round((height * down) / across) : height,
    mayBeInterlaced,
  }
}

function aspectRatioOf(read: Bits['read']): readonly [across: number, down: number] {
  const code = read(8)
  const [across = 0, down = 0] =
    code === EXTENDED_SAR ? [read(16), read(16)] : (ASPECT_RATIOS[code - 1] ?? '').split(':').map(Number)
  return across > 0 && down > 0 ? [across, down] : [1, 1]
}

function skipScalingLists(read: Bits['read'], expGolomb: Bits['expGolomb'], lists: number): void {
  for (let list = 0; list < lists; list += 1) {
    if (read(1) === 0) continue
    let [last, next] = [8, 8]
    for (let left = list < 6 ? 16 : 64; left > 0 && next !== 0; left -= 1) {
      const code = expGolomb()
      const change = code % 2 === 1 ? (code + 1) / 2 : -code / 2
      next = (((last + change) % 256) + 256) % 256
      if (next !== 0) last = next
    }
  }
}

interface Bits {
  /** The next `count` bits as an unsigned number. */
  read(count: number): number
  /** An unsigned Exp-Golomb code (9.1). */
  expGolomb(): number
  /** Whether more bits were read than there are. */
  isPastEnd(): boolean
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
    expGolomb() {
      let zeros = 0
      while (zeros < 32 && read(1) === 0) zeros += 1
      return 2 ** zeros - 1 + read(zeros)
    },
    isPastEnd: () => at > bytes.length * 8,
  }
}

/** Removes emulation prevention bytes: the 3 of each `00 00 03`, which keeps start codes out of a unit (7.4.1). */
function withoutEmulationPrevention(unit: Buffer): Buffer {
  return Buffer.from(unit.filter((byte, index) => !(byte === 3 && unit[index - 1] === 0 && unit[index - 2] === 0)))
}
