/**
 * @file The index of an MP4 or QuickTime file without its sample tables: those of a day's recording have tens of megabytes, and contain
 * only positions of frames. The rest has a few kilobytes, and is itself a valid file without content, which the library parses in memory.
 */
import type { BoundedFile } from './bounded-file.ts'
import { type Box, boxesIn, findBox, MAX_BOXES } from './boxes.ts'

/** What the tables of one track contain about the track as a whole. */
export interface MovieTrack {
  /** `vide`, `soun`, `tmcd` or another. */
  readonly kind: string
  /** Units per second of its duration; 0 if unknown. */
  readonly timescale: number
  readonly duration: number
  readonly samples: number
  /** Content of `stsd`: how it is encoded. */
  readonly description: Buffer
  /** Position of its first samples in the file. */
  readonly firstChunk: number | null
}

export interface MovieIndex {
  /** `ftyp` and `moov`, without tables. */
  readonly bytes: Buffer
  readonly brand: string
  /** Content of `mvhd`. */
  readonly header: Buffer
  /** Content of `mehd`: the duration of a fragmented file. */
  readonly fragments: Buffer | null
  readonly tracks: readonly MovieTrack[]
}

/** Boxes that contain boxes, of which some are copied. */
const CONTAINERS = new Set(['trak', 'mdia', 'minf', 'stbl', 'edts', 'udta'])
/** Boxes that are copied, and their largest size in bytes: far more than they need. */
const COPIED_MAX_BYTES: Readonly<Record<string, number>> = {
  mvhd: 256,
  tkhd: 256,
  mdhd: 256,
  hdlr: 1_024,
  elst: 4_096,
  stsd: 16_384,
  meta: 65_536,
  // Date of recording, by the camera.
  '©day': 1_024,
}
/** More tracks than any camera writes. */
const MAX_TRACKS = 64
/** Depth of nesting: the tables of a track are four deep. */
const MAX_DEPTH = 8
/** An excerpt of a real file has a few kilobytes; with an index of many tracks a few dozen. */
const MAX_EXCERPT_BYTES = 512 * 1024

type Draft = { -readonly [K in keyof MovieTrack]: MovieTrack[K] }

/** `null` when the file has no index. @throws ReadLimitError; what the drive throws */
export async function readMovieIndex(file: BoundedFile): Promise<MovieIndex | null> {
  const { sizeBytes, readPadded } = file
  const movie = await findBox(readPadded, 'moov', 0, sizeBytes)
  if (!movie) return null
  const type = await findBox(readPadded, 'ftyp', 0, Math.min(sizeBytes, 1_024))
  const brand = type ? (await readPadded(type.start, 4)).toString('latin1') : 'qt  '
  const tracks: Draft[] = []
  /** Of the excerpt, in order; joined once at the end. */
  const parts: Buffer[] = []
  let excerptBytes = 0
  let boxes = 0
  let header: Buffer = Buffer.alloc(0)
  let fragments: Buffer | null = null

  function append(part: Buffer): void {
    parts.push(part)
    excerptBytes += part.length
  }

  /** Copies a box with the boxes in it, without sample tables. */
  async function copyContainer({ kind, start, end }: Box, track: Draft | null, depth: number): Promise<void> {
    const head = boxHeader(kind, 0)
    append(head)
    const from = excerptBytes
    for await (const box of boxesIn(readPadded, start, end)) {
      boxes += 1
      if (boxes > MAX_BOXES || tracks.length > MAX_TRACKS) break
      await copyBox({ ...box, end: Math.min(end, box.end) }, track, depth)
    }
    head.writeUInt32BE(excerptBytes - from + head.length)
  }

  async function copyBox(box: Box, track: Draft | null, depth: number): Promise<void> {
    const { kind, start, end } = box
    if (kind === 'trak' || CONTAINERS.has(kind)) {
      if (depth < MAX_DEPTH) await copyContainer(box, kind === 'trak' ? newTrack() : track, depth + 1)
      return
    }
    const maxBytes = COPIED_MAX_BYTES[kind]
    if (maxBytes !== undefined && end - start <= maxBytes && excerptBytes + end - start <= MAX_EXCERPT_BYTES) {
      const content = await readPadded(start, end - start)
      if (kind === 'mvhd') header = content
      if (track) readTrackField(track, kind, content)
      append(boxHeader(kind, content.length))
      append(content)
      return
    }
    if (track) readTrackField(track, kind, await readPadded(start, Math.min(20, end - start)))
    if (kind === 'mvex') {
      const mehd = await findBox(readPadded, 'mehd', start, end)
      fragments = mehd && (await readPadded(mehd.start, Math.min(12, mehd.end - mehd.start)))
    }
  }

  function newTrack(): Draft {
    const fresh = { kind: '', timescale: 0, duration: 0, samples: 0, description: Buffer.alloc(0), firstChunk: null }
    tracks.push(fresh)
    return fresh
  }

  append(boxHeader('ftyp', 12))
  append(Buffer.from(`${brand}\0\0\0\0${brand}`, 'latin1'))
  await copyContainer(movie, null, 0)
  return { bytes: Buffer.concat(parts), brand, header, fragments, tracks }
}

/** Stores in the track what the beginning of one of its boxes contains about it. */
function readTrackField(track: Draft, kind: string, content: Buffer): void {
  const at = (position: number): number => (content.length >= position + 4 ? content.readUInt32BE(position) : 0)
  const longAt = (position: number): number => (content.length >= position + 8 ? Number(content.readBigUInt64BE(position)) : 0)
  if (kind === 'hdlr' && track.kind === '') track.kind = content.toString('latin1', 8, 12)
  if (kind === 'stsd') track.description = content
  if (kind === 'stsz' || kind === 'stz2') track.samples = at(8)
  if (kind === 'stco' && at(4) > 0) track.firstChunk = at(8)
  if (kind === 'co64' && at(4) > 0) track.firstChunk = longAt(8)
  if (kind === 'mdhd') {
    const isLong = content[0] === 1
    track.timescale = at(isLong ? 20 : 12)
    track.duration = isLong ? longAt(24) : at(16)
  }
}

/** The header of a box. */
function boxHeader(kind: string, contentBytes: number): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(contentBytes + head.length)
  head.write(kind, 4, 'latin1')
  return head
}
