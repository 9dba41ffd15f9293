/** @file Matroska and WebM files: the library reads their beginning; their frame rate and date are read here (RFC 9559). */
import type { BoundedFile } from './bounded-file.ts'
import { nameOfCode } from './codec-names.ts'
import type { Library } from './library.ts'
import type { PartialFacts } from './media.ts'
import { isoFromUnix } from './moments.ts'

/** Info and Tracks come before the first cluster, mostly within a few kilobytes. */
const HEADS_BYTES = [16 * 1024, 96 * 1024] as const
/** Seconds from 1970 to 2001, where Matroska begins. */
const SECONDS_TO_2001 = 978_307_200
const MOST_ELEMENTS = 1_000

/** Ids of elements. Those that contain elements are searched for them. */
const ID = { dateUtc: 0x4461, trackEntry: 0xae, trackType: 0x83, defaultDuration: 0x23e383, cluster: 0x1f43b675 } as const
const INNER: ReadonlySet<number> = new Set([0x18538067, 0x1549a966, 0x1654ae6b, ID.trackEntry])
const VIDEO = 1

/** Codecs that the library does not know, by their ids. */
const NAMES: Readonly<Record<string, string>> = {
  V_MPEG1: 'MPEG-1',
  V_MPEG2: 'MPEG-2',
  'V_MPEG4/ISO/SP': 'MPEG-4',
  'V_MPEG4/ISO/ASP': 'MPEG-4',
  'V_MPEG4/ISO/AP': 'MPEG-4',
  V_MJPEG: 'Motion JPEG',
  V_FFV1: 'FFV1',
  V_PRORES: 'ProRes',
}

export async function readMatroska(file: BoundedFile, library: Library): Promise<PartialFacts> {
  const head = await headOf(file)
  const facts = await library(head)
  const { frameNs, dateNs } = headerFacts(head)
  return {
    durationSeconds: facts?.durationSeconds ?? null,
    width: facts?.width ?? null,
    height: facts?.height ?? null,
    frameRate: frameNs ? Math.round(1e12 / frameNs) / 1_000 : null,
    videoCodec: facts && (nameOfCode(facts) ?? NAMES[facts.code ?? ''] ?? null),
    audioChannels: facts && (facts.audioChannels ?? 0),
    recordedAt: dateNs === null ? null : isoFromUnix(Math.floor(dateNs / 1e9) + SECONDS_TO_2001),
  }
}

/** The beginning, with more of it where its first part does not extend to the first cluster. */
async function headOf(file: BoundedFile): Promise<Buffer> {
  const [few, more] = HEADS_BYTES
  const head = await file.read(0, few)
  return headerFacts(head).isWhole ? head : file.read(0, more)
}

/** Nanoseconds of a frame of the first video track, and the date of the file in nanoseconds since 2001. Whole is a header that is followed by a cluster. */
export function headerFacts(head: Buffer): {
  readonly frameNs: number | null
  readonly dateNs: number | null
  readonly isWhole: boolean
} {
  let isVideo = false
  let frameNs: number | null = null
  let ofEntry: number | null = null
  let dateNs: number | null = null
  let isWhole = false
  for (const { id, start, end } of elementsIn(head)) {
    isWhole = id === ID.cluster
    if (isWhole) break
    if (id === ID.trackEntry) [isVideo, ofEntry] = [false, null]
    if (id === ID.trackType) isVideo = head.readUIntBE(start, Math.min(6, end - start)) === VIDEO
    if (id === ID.defaultDuration) ofEntry = head.readUIntBE(start, Math.min(6, end - start))
    if (id === ID.dateUtc && end - start === 8) dateNs = Number(head.readBigInt64BE(start))
    if (isVideo) frameNs ??= ofEntry
  }
  return { frameNs, dateNs, isWhole }
}

/** Elements in their order, those inside of others after them; ends at the first that does not fit. */
function* elementsIn(head: Buffer): Generator<{ readonly id: number; readonly start: number; readonly end: number }> {
  let at = 0
  for (let count = 0; at < head.length && count < MOST_ELEMENTS; count += 1) {
    const id = numberAt(head, at, true)
    const size = id && numberAt(head, at + id.bytes, false)
    if (!id || !size) return
    const start = at + id.bytes + size.bytes
    const isInner = INNER.has(id.value)
    const end = start + size.value
    if (!isInner && id.value !== ID.cluster && (end > head.length || end === start)) {
      if (end > head.length) return
      at = end
      continue
    }
    yield { id: id.value, start, end }
    at = isInner ? start : end
  }
}

/** A number of variable length (RFC 8794); ids keep the bits that say how long they are. */
function numberAt(head: Buffer, at: number, isId: boolean): { readonly value: number; readonly bytes: number } | null {
  const bytes = Math.clz32((head[at] ?? 0) << 24) + 1
  if (bytes > (isId ? 4 : 8) || at + bytes > head.length) return null
  let value = isId ? (head[at] ?? 0) : (head[at] ?? 0) & (0xff >> bytes)
  for (let index = 1; index < bytes; index += 1) value = value * 256 + (head[at + index] ?? 0)
  return { value, bytes }
}
