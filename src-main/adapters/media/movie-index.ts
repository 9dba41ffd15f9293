/**
 * @file The index of an MP4 or QuickTime file without its tables: those of a day's recording have tens of megabytes, and say only
 * where each frame is. What is left has a few kilobytes, and is itself a file without content, which a library can read from memory.
 */
import type { BoundedFile } from './bounded-file.ts'
import { type Box, boxesIn, findBox, MOST_BOXES } from './boxes.ts'

/** The facts of a track that apply to all of it. */
export interface MovieTrack {
  /** `vide`, `soun`, `tmcd` or another. */
  readonly kind: string
  /** Units per second of its duration; 0 if unknown. */
  readonly timescale: number
  readonly duration: number
  readonly samples: number
  /** Content of `stsd`: how it is encoded. */
  readonly description: Buffer
  /** Where its first samples are in the file. */
  readonly firstChunk: number | null
}

export interface MovieIndex {
  /** `ftyp` and `moov`, without tables. */
  readonly bytes: Buffer
  readonly brand: string
  /** Content of `mvhd`. */
  readonly header: Buffer
  /** Content of `mehd`, with the duration of all fragments in units of the header; `null` without one. */
  readonly fragments: Buffer | null
  readonly tracks: readonly MovieTrack[]
}

/** Boxes that contain boxes, and are searched for them. */
const INNER = new Set(['trak', 'mdia', 'minf', 'stbl', 'edts', 'udta'])
/** Boxes that are taken whole, up to so many bytes: far more than they need. */
const TAKEN: Readonly<Record<string, number>> = {
  mvhd: 256,
  tkhd: 256,
  mdhd: 256,
  hdlr: 1_024,
  elst: 4_096,
  stsd: 16_384,
  meta: 65_536,
  // When and where it was recorded, by the camera.
  '©day': 1_024,
}
/** More tracks than any camera writes. */
const MOST_TRACKS = 64
/** Boxes in boxes: those of a track lie four deep. */
const DEEPEST = 8
/** An excerpt of a real file has a few kilobytes; with an index of many tracks a few dozen. */
const MOST_EXCERPT_BYTES = 512 * 1024

type Draft = { -readonly [K in keyof MovieTrack]: MovieTrack[K] }

/** `null` when the file has no index. @throws TooMuchError; what the drive throws */
export async function readMovieIndex(file: BoundedFile): Promise<MovieIndex | null> {
  const { sizeBytes, readPadded } = file
  const movie = await findBox(readPadded, 'moov', 0, sizeBytes)
  if (!movie) return null
  const type = await findBox(readPadded, 'ftyp', 0, Math.min(sizeBytes, 1_024))
  const brand = type ? (await readPadded(type.start, 4)).toString('latin1') : 'qt  '
  const tracks: Draft[] = []
  /** Of the excerpt, in their order: nothing is copied twice, however deep it lies. */
  const parts: Buffer[] = []
  let excerptBytes = 0
  let boxes = 0
  let header: Buffer = Buffer.alloc(0)
  let fragments: Buffer | null = null

  function take(part: Buffer): void {
    parts.push(part)
    excerptBytes += part.length
  }

  /** A box with what is in it, without tables. */
  async function takeInner({ kind, start, end }: Box, track: Draft | null, depth: number): Promise<void> {
    const head = headOf(kind, 0)
    take(head)
    const from = excerptBytes
    for await (const box of boxesIn(readPadded, start, end)) {
      boxes += 1
      if (boxes > MOST_BOXES || tracks.length > MOST_TRACKS) break
      await takeBox({ ...box, end: Math.min(end, box.end) }, track, depth)
    }
    head.writeUInt32BE(excerptBytes - from + head.length)
  }

  async function takeBox(box: Box, track: Draft | null, depth: number): Promise<void> {
    const { kind, start, end } = box
    if (kind === 'trak' || INNER.has(kind)) {
      if (depth < DEEPEST) await takeInner(box, kind === 'trak' ? newTrack() : track, depth + 1)
      return
    }
    const most = TAKEN[kind]
    if (most !== undefined && end - start <= most && excerptBytes + end - start <= MOST_EXCERPT_BYTES) {
      const content = await readPadded(start, end - start)
      if (kind === 'mvhd') header = content
      if (track) note(track, kind, content)
      take(headOf(kind, content.length))
      take(content)
      return
    }
    if (track) note(track, kind, await readPadded(start, Math.min(20, end - start)))
    if (kind === 'mvex') {
      const box = await findBox(readPadded, 'mehd', start, end)
      fragments = box && (await readPadded(box.start, Math.min(12, box.end - box.start)))
    }
  }

  function newTrack(): Draft {
    const fresh = { kind: '', timescale: 0, duration: 0, samples: 0, description: Buffer.alloc(0), firstChunk: null }
    tracks.push(fresh)
    return fresh
  }

  take(headOf('ftyp', 12))
  take(Buffer.from(`${brand}\0\0\0\0${brand}`, 'latin1'))
  await takeInner(movie, null, 0)
  return { bytes: Buffer.concat(parts), brand, header, fragments, tracks }
}

/** What the beginning of a box says of its track. */
function note(track: Draft, kind: string, content: Buffer): void {
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

/** The header of a box with so many bytes of content. */
function headOf(kind: string, contentBytes: number): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(contentBytes + head.length)
  head.write(kind, 4, 'latin1')
  return head
}
