/** @file The boxes of an MP4 as a recorder writes them: the content first, the index last. */
import { createCipheriv, createHash } from 'node:crypto'

const FTYP = box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2avc1mp41', 'latin1'))

/** Pseudo-random bytes; the same seed gives the same bytes. */
export function contentOf(seed: string, sizeBytes: number): Buffer {
  const key = createHash('sha256').update(seed).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(sizeBytes))
}

function box(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(content.length + 8)
  header.write(name, 4, 'latin1')
  return Buffer.concat([header, content])
}

export interface Mp4 {
  /** With the length of the content not filled in, as it stands while a recorder runs. */
  readonly unfinishedHead: Buffer
  readonly head: Buffer
  readonly content: Buffer
  readonly index: Buffer
  readonly whole: Buffer
}

export function mp4Of(seed: string, contentBytes: number): Mp4 {
  const content = contentOf(seed, contentBytes)
  const mdat = box('mdat', content).subarray(0, 8)
  const open = Buffer.from(mdat)
  open.writeUInt32BE(0)
  const head = Buffer.concat([FTYP, mdat])
  const index = box('moov', box('mvhd', contentOf(`${seed} index`, 100)))
  return { unfinishedHead: Buffer.concat([FTYP, open]), head, content, index, whole: Buffer.concat([head, content, index]) }
}

/** A complete MP4 with a duration in its header. */
export function movieOf(seed: string, contentBytes: number, seconds: number): Buffer {
  const header = Buffer.alloc(100)
  header.writeUInt32BE(1_000, 12)
  header.writeUInt32BE(seconds * 1_000, 16)
  return Buffer.concat([FTYP, box('mdat', contentOf(seed, contentBytes)), box('moov', box('mvhd', header))])
}
