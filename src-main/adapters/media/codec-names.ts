/** @file Names of codecs and profiles, as editing programs show them, by the codes in files. Pure. Unknown codes have no name. */

/** A codec as the library reports it: its short name and its parameter string (RFC 6381). */
interface CodecCode {
  readonly codec: string | null
  readonly parameters: string | null
}

/** Sample entry codes that alone determine the name (lists of QuickTime codes by Apple and by makers of cameras). */
const ENTRIES: Readonly<Record<string, string>> = {
  apco: 'ProRes 422 Proxy',
  apcs: 'ProRes 422 LT',
  apcn: 'ProRes 422',
  apch: 'ProRes 422 HQ',
  ap4h: 'ProRes 4444',
  ap4x: 'ProRes 4444 XQ',
  aprn: 'ProRes RAW',
  aprh: 'ProRes RAW HQ',
  AVdn: 'DNxHD',
  AVdh: 'DNxHR',
  CFHD: 'CineForm',
  mp4v: 'MPEG-4',
  jpeg: 'Motion JPEG',
  mjpa: 'Motion JPEG',
  mjpb: 'Motion JPEG',
  m2v1: 'MPEG-2',
  v210: 'Uncompressed 10 bit',
  '2vuy': 'Uncompressed 8 bit',
  'dvc ': 'DV',
  dvcp: 'DV',
  dvpp: 'DVCPRO',
  dv5n: 'DVCPRO50',
  dv5p: 'DVCPRO50',
  vp08: 'VP8',
  vvc1: 'H.266',
  apv1: 'APV',
}

/** Families of codes whose last characters stand for picture size and frame rate. */
const ENTRY_PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^br(?:xq|hq|st|lt|vn|vl|xh|s2)$/, 'Blackmagic RAW'],
  [/^dvh[1-9pq]$/, 'DVCPRO HD'],
  [/^hdv[1-9a-f]$/, 'HDV'],
  [/^xd5[0-9a-e]$/, 'XDCAM HD422'],
  [/^xdv[1-9a-f]$/, 'XDCAM EX'],
  [/^ai5[2-9pq]$/, 'AVC-Intra 50'],
  [/^ai1[2-9pq]$/, 'AVC-Intra 100'],
]

/** Compression ids of VC-3 (SMPTE ST 2019-1) that are DNxHR. */
const DNXHR: Readonly<Record<number, string>> = { 1270: '444', 1271: 'HQX', 1272: 'HQ', 1273: 'SQ', 1274: 'LB' }

/** Sony's names for the codecs in MP4 files of the brand `XAVC`. */
const XAVC: Readonly<Record<string, string>> = { avc: 'XAVC S', hevc: 'XAVC HS' }

/** @param description content of `stsd` */
export function nameOfSampleEntry(description: Buffer, brand: string, code: CodecCode | null): string | null {
  const entry = description.subarray(8)
  const kind = entry.length < 8 ? '' : entry.toString('latin1', 4, 8)
  if (kind === 'AVdh') return dnxhr(entry)
  const known = ENTRIES[kind] ?? ENTRY_PATTERNS.find(([pattern]) => pattern.test(kind))?.[1]
  if (known !== undefined) return known
  if (code === null) return null
  if (brand === 'XAVC' && code.codec !== null && XAVC[code.codec]) return XAVC[code.codec] ?? null
  return code.codec === 'hevc' ? `HEVC${hevcDepth(entry) ?? depthByProfile(code)}` : nameOfCode(code)
}

/** The name of a codec by the report of the library alone. */
export function nameOfCode(code: CodecCode): string | null {
  switch (code.codec) {
    case 'avc':
      return `H.264${H264_PROFILES[profileOf(code.parameters)] ?? ''}`
    case 'hevc':
      return `HEVC${depthByProfile(code)}`
    case 'av1':
      return `AV1${depth(Number(code.parameters?.split('.')[3]))}`
    case 'vp9':
      return `VP9${depth(Number(code.parameters?.split('.')[3]))}`
    case 'vp8':
      return 'VP8'
    case 'prores':
      return ENTRIES[code.parameters ?? ''] ?? 'ProRes'
    default:
      return null
  }
}

/** The name for a FourCC, as AVI files contain it. */
export function nameOfFourcc(fourcc: string): string | null {
  const code = fourcc.toUpperCase()
  if (/^(?:H264|X264|AVC1|DAVC)$/.test(code)) return 'H.264'
  if (/^(?:HEVC|H265|HVC1|X265)$/.test(code)) return 'HEVC'
  if (/^(?:XVID|DIVX|DX50|FMP4|MP4V|DIV3)$/.test(code)) return 'MPEG-4'
  if (/^(?:MJPG|AVRN|DMB1)$/.test(code)) return 'Motion JPEG'
  if (/^(?:DVSD|DVHD|DVSL|DV25|DVC )$/.test(code)) return 'DV'
  if (code === 'CFHD') return 'CineForm'
  if (code === 'MAGY') return 'MagicYUV'
  return ENTRIES[fourcc] ?? null
}

/** Profiles by the first byte of the parameters, in hex; those of 8 bits and 4:2:0 are the usual case and not named. */
const H264_PROFILES: Readonly<Record<string, string>> = { '6e': ' 10 bit', '7a': ' 4:2:2', f4: ' 4:4:4' }

const profileOf = (parameters: string | null): string => /^avc\d\.([0-9a-f]{2})/i.exec(parameters ?? '')?.[1]?.toLowerCase() ?? ''

/** Main 10 is the only profile whose number determines the bit depth. */
function depthByProfile({ parameters }: CodecCode): string {
  return /^h[ev][vc]1\.[ABC]?2\./.test(parameters ?? '') ? ' 10 bit' : ''
}

/** Bit depth and chroma subsampling in `hvcC` (ISO/IEC 14496-15, 8.3.3.1). */
function hevcDepth(entry: Buffer): string | null {
  const at = entry.indexOf('hvcC', 'latin1')
  if (at < 0 || entry.length < at + 23) return null
  const chroma = ['', '', ' 4:2:2', ' 4:4:4'][(entry[at + 20] ?? 0) & 3] ?? ''
  return `${depth(((entry[at + 21] ?? 0) & 7) + 8)}${chroma}`
}

/** Eight bits are the usual case and not named. */
function depth(bits: number): string {
  return bits > 8 && bits <= 16 ? ` ${bits} bit` : ''
}

/** The profile is a number in the box `ADHR`. */
function dnxhr(entry: Buffer): string {
  const at = entry.indexOf('ADHR', 'latin1')
  const id = at < 0 || entry.length < at + 12 ? 0 : entry.readUInt32BE(at + 8)
  return DNXHR[id] === undefined ? 'DNxHR' : `DNxHR ${DNXHR[id]}`
}

/** The name of a VC-3 profile by its byte in an MXF label. */
function nameOfVc3(id: number): string {
  const profile = DNXHR[1270 + id - 0x24]
  return profile === undefined ? 'DNxHD' : `DNxHR ${profile}`
}

const PRORES_IN_MXF = ['', 'apco', 'apcs', 'apcn', 'apch', 'ap4h', 'ap4x'] as const

/** The name for a picture coding label of MXF (SMPTE RP 224). */
export function nameOfPictureCoding(label: Buffer | null): string | null {
  if (label?.length !== 16 || label.readUInt32BE(8) !== 0x04010202) return null
  const [family = 0, kind = 0, detail = 0] = label.subarray(12)
  if (family === 0x01 && kind >= 0x01 && kind <= 0x11) return kind === 0x02 || kind === 0x04 ? 'MPEG-2 4:2:2' : 'MPEG-2'
  if (family === 0x01 && kind === 0x31) return 'H.264'
  if (family === 0x01 && kind === 0x32) return 'AVC-Intra'
  if (family === 0x02) return 'DV'
  if (family === 0x03 && kind === 0x01) return 'JPEG 2000'
  if (family === 0x03 && kind === 0x06) return ENTRIES[PRORES_IN_MXF[detail] ?? ''] ?? 'ProRes'
  return family === 0x71 ? nameOfVc3(kind) : null
}
