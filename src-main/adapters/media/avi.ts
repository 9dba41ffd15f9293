/** @file AVI files: their main header and those of their streams, which are at the beginning (Microsoft's RIFF reference). */
import type { BoundedFile } from './bounded-file.ts'
import { nameOfFourcc } from './codec-names.ts'
import type { PartialFacts } from './media.ts'

const HEAD_BYTES = 8_192

interface Stream {
  readonly kind: string
  readonly fourcc: string
  readonly rate: number
  readonly length: number
}

export async function readAvi(file: BoundedFile): Promise<PartialFacts> {
  const head = await file.read(0, HEAD_BYTES)
  const streams: Stream[] = []
  let channels = 0
  let size: Pick<PartialFacts, 'width' | 'height'> = {}
  for (const { kind, start, end } of chunksIn(head)) {
    const length = end - start
    if (kind === 'avih' && length >= 40) size = { width: head.readUInt32LE(start + 32), height: head.readUInt32LE(start + 36) }
    if (kind === 'strh' && length >= 36) streams.push(streamAt(head, start))
    if (kind === 'strf' && length >= 4 && streams.at(-1)?.kind === 'auds') channels += head.readUInt16LE(start + 2)
  }
  const video = streams.find(({ kind }) => kind === 'vids')
  if (!video) return size
  return {
    ...size,
    durationSeconds: video.rate > 0 ? video.length / video.rate : null,
    frameRate: video.rate > 0 ? Math.round(video.rate * 1_000) / 1_000 : null,
    videoCodec: nameOfFourcc(video.fourcc),
    audioChannels: channels,
  }
}

function streamAt(head: Buffer, start: number): Stream {
  const scale = head.readUInt32LE(start + 20)
  return {
    kind: head.toString('latin1', start, start + 4),
    fourcc: head.toString('latin1', start + 4, start + 8),
    rate: scale === 0 ? 0 : head.readUInt32LE(start + 24) / scale,
    length: head.readUInt32LE(start + 32),
  }
}

/** Chunks in order, also those inside of lists; ends at the list `movi`, which holds the content. */
function* chunksIn(head: Buffer): Generator<{ readonly kind: string; readonly start: number; readonly end: number }> {
  for (let at = 12; at + 8 <= head.length; ) {
    const kind = head.toString('latin1', at, at + 4)
    const bytes = head.readUInt32LE(at + 4)
    if (kind === 'LIST') {
      if (head.toString('latin1', at + 8, at + 12) === 'movi') return
      at += 12
      continue
    }
    const [start, end] = [at + 8, at + 8 + bytes]
    if (end > head.length) return
    yield { kind, start, end }
    at = end + (bytes % 2)
  }
}
