/** @file Matroska and WebM files (RFC 9559): the library parses their beginning; frame rate and date, which it does not report, are read here. */
import type { BoundedFile } from './bounded-file.ts'
import { nameOfCode } from './codec-names.ts'
import type { Library } from './library.ts'
import type { PartialFacts } from './media.ts'
import { isoFromUnix } from './recording-dates.ts'

/** Info and Tracks precede the first cluster, mostly within a few kilobytes; the second size is for files where they take more. */
const HEAD_SIZES_BYTES = [16 * 1024, 96 * 1024] as const
/** Seconds from 1970 to 2001, the epoch of Matroska. */
const SECONDS_TO_2001 = 978_307_200
const MAX_ELEMENTS = 1_000

/** Ids of elements. */
const ID = { dateUtc: 0x4461, trackEntry: 0xae, trackType: 0x83, defaultDuration: 0x23e383, cluster: 0x1f43b675 } as const
/** Elements that contain elements: Segment, Info, Tracks and TrackEntry. */
const MASTERS: ReadonlySet<number> = new Set([0x18538067, 0x1549a966, 0x1654ae6b, ID.trackEntry])
const VIDEO = 1

/** Names of codecs that the library does not support, by their ids. */
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

/** The beginning; more of it if the first cluster is not within the smaller size. */
async function headOf(file: BoundedFile): Promise<Buffer> {
  const [small, large] = HEAD_SIZES_BYTES
  const head = await file.read(0, small)
  return headerFacts(head).isComplete ? head : file.read(0, large)
}

/**
 * - `frameNs`: duration of a frame of the first video track.
 * - `dateNs`: date of the file, since 2001.
 * - `isComplete`: the first cluster, which ends the header, was reached.
 */
function headerFacts(head: Buffer): {
  readonly frameNs: number | null
  readonly dateNs: number | null
  readonly isComplete: boolean
} {
  let isVideo = false
  let frameNs: number | null = null
  let entryFrameNs: number | null = null
  let dateNs: number | null = null
  let isComplete = false
  for (const { id, start, end } of elementsIn(head)) {
    isComplete = id === ID.cluster
    if (isComplete) break
    if (id === ID.trackEntry) [isVideo, entryFrameNs] = [false, null]
    if (id === ID.trackType) isVideo = head.readUIntBE(start, Math.min(6, end - start)) === VIDEO
    if (id === ID.defaultDuration) entryFrameNs = head.readUIntBE(start, Math.min(6, end - start))
    if (id === ID.dateUtc && end - start === 8) dateNs = Number(head.readBigInt64BE(start))
    if (isVideo) frameNs ??= entryFrameNs
  }
  return { frameNs, dateNs, isComplete }
}

/** Elements in order, each before those inside of it; ends at the first that extends beyond the excerpt. */
function* elementsIn(head: Buffer): Generator<{ readonly id: number; readonly start: number; readonly end: number }> {
  let at = 0
  for (let count = 0; at < head.length && count < MAX_ELEMENTS; count += 1) {
    const id = vintAt(head, at, true)
    const size = id && vintAt(head, at + id.bytes, false)
    if (!id || !size) return
    const start = at + id.bytes + size.bytes
    const isMaster = MASTERS.has(id.value)
    const end = start + size.value
    if (!isMaster && id.value !== ID.cluster && (end > head.length || end === start)) {
      if (end > head.length) return
      at = end
      continue
    }
    yield { id: id.value, start, end }
    at = isMaster ? start : end
  }
}

/** A variable-size integer (RFC 8794, 4); ids include the bits of the length marker. */
function vintAt(head: Buffer, at: number, isId: boolean): { readonly value: number; readonly bytes: number } | null {
  const bytes = Math.clz32((head[at] ?? 0) << 24) + 1
  if (bytes > (isId ? 4 : 8) || at + bytes > head.length) return null
  let value = isId ? (head[at] ?? 0) : (head[at] ?? 0) & (0xff >> bytes)
  for (let index = 1; index < bytes; index += 1) value = value * 256 + (head[at + index] ?? 0)
  return { value, bytes }
}
