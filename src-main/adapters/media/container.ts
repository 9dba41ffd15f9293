/** @file The container of a file by its first bytes. Pure. */
import { packetLayoutOf } from './transport-packets.ts'

/** How many bytes of the beginning of a file `containerOf` needs. */
export const HEAD_BYTES = 400

/** The container by its signature; `null` when none fits. */
export function containerOf(head: Buffer): string | null {
  const ascii = (start: number, end: number): string => head.toString('latin1', start, end)
  const starts = (...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte)
  if (ascii(4, 8) === 'ftyp') return ascii(8, 10) === 'qt' ? 'quicktime' : 'mp4'
  if (['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(ascii(4, 8))) return 'quicktime'
  if (/^RED[12]$/.test(ascii(4, 8))) return 'r3d'
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return head.includes('webm') ? 'webm' : 'matroska'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 11) === 'AVI') return 'avi'
  if (ascii(0, 3) === 'FLV') return 'flv'
  if (starts(0x06, 0x0e, 0x2b, 0x34)) return 'mxf'
  if (starts(0x30, 0x26, 0xb2, 0x75)) return 'asf'
  if (ascii(0, 4) === 'OggS') return 'ogg'
  if (starts(0x00, 0x00, 0x01, 0xba)) return 'mpeg-ps'
  return packetLayoutOf(head) === null ? null : 'mpeg-ts'
}
