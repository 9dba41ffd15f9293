/**
 * @file Container of a video file and, for MP4 and QuickTime files, its duration. Reads a few kilobytes, wherever in the file
 * they are.
 */

import { throwIfExhausted } from '../../engine/exhaustion.ts'
import type { MediaFacts } from '../../engine/files/open-files.ts'
import { type OpenFile, open } from '../drives/files.ts'
import { findBox } from './boxes.ts'

const NOTHING: MediaFacts = { container: null, durationSeconds: null }

export async function readMedia(path: string): Promise<MediaFacts> {
  let handle: OpenFile | null = null
  try {
    handle = await open(path, 'r')
    const head = await bytesAt(handle, 0, 400)
    const container = containerOf(head)
    if (container !== 'mp4' && container !== 'quicktime') return { container, durationSeconds: null }
    return { container, durationSeconds: await movieDuration(handle) }
  } catch (caught) {
    throwIfExhausted(caught)
    return NOTHING
  } finally {
    await handle?.close()
  }
}

/** The container by its signature; `null` when none fits. */
export function containerOf(head: Buffer): string | null {
  const ascii = (start: number, end: number): string => head.toString('latin1', start, end)
  const starts = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte)
  if (ascii(4, 8) === 'ftyp') return ascii(8, 10) === 'qt' ? 'quicktime' : 'mp4'
  if (['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(ascii(4, 8))) return 'quicktime'
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return head.includes('webm') ? 'webm' : 'matroska'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 11) === 'AVI') return 'avi'
  if (ascii(0, 3) === 'FLV') return 'flv'
  if (starts(0x06, 0x0e, 0x2b, 0x34)) return 'mxf'
  if (starts(0x30, 0x26, 0xb2, 0x75)) return 'asf'
  if (ascii(0, 4) === 'OggS') return 'ogg'
  if (starts(0x00, 0x00, 0x01, 0xba)) return 'mpeg-ps'
  if (head[0] === 0x47 && head[188] === 0x47 && head[376] === 0x47) return 'mpeg-ts'
  if (head[4] === 0x47 && head[196] === 0x47 && head[388] === 0x47) return 'mpeg-ts'
  return null
}

/** Seconds in the `mvhd` box of an ISO base media file (ISO/IEC 14496-12, 8.2.2), or `null`. */
async function movieDuration(handle: OpenFile): Promise<number | null> {
  const { size } = await handle.stat()
  const read = (position: number, count: number): Promise<Buffer> => bytesAt(handle, position, count)
  const movie = await findBox(read, 'moov', 0, size)
  const header = movie && (await findBox(read, 'mvhd', movie.start, movie.end))
  if (!header) return null
  const box = await bytesAt(handle, header.start, 32)
  const long = box[0] === 1
  if (header.end - header.start < (long ? 32 : 20)) return null
  const scale = box.readUInt32BE(long ? 20 : 12)
  const duration = long ? Number(box.readBigUInt64BE(24)) : box.readUInt32BE(16)
  const unknown = long ? duration > Number.MAX_SAFE_INTEGER : duration === 0xffff_ffff
  return scale === 0 || duration === 0 || unknown ? null : duration / scale
}

async function bytesAt(handle: OpenFile, position: number, count: number): Promise<Buffer> {
  const target = Buffer.alloc(count)
  await handle.read(target, 0, count, position)
  return target
}
