/** @file Whether bytes are a WebP or JPEG picture of the size of a thumbnail, read from their headers alone. Pure. */
import { MAX_THUMBNAIL_BYTES, MAX_THUMBNAIL_SIDE } from '../../contract/thumbnails.ts'

export interface Picture {
  readonly type: 'image/webp' | 'image/jpeg'
  readonly bytes: Uint8Array
}

interface Size {
  readonly width: number
  readonly height: number
}

/** `null` for anything else: other formats, animations, pictures that are too large, empty or cut off. */
export function pictureFrom(bytes: Uint8Array): Picture | null {
  if (bytes.length > MAX_THUMBNAIL_BYTES) return null
  const webp = webpSize(bytes)
  const size = webp ?? jpegSize(bytes)
  if (size === null || !isThumbnail(size)) return null
  return { type: webp ? 'image/webp' : 'image/jpeg', bytes }
}

function isThumbnail({ width, height }: Size): boolean {
  return width > 0 && height > 0 && Math.max(width, height) <= MAX_THUMBNAIL_SIDE
}

/** RFC 9649. */
function webpSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 30 || textAt(bytes, 0) !== 'RIFF' || textAt(bytes, 8) !== 'WEBP') return null
  const view = viewOf(bytes)
  if (view.getUint32(4, true) + 8 !== bytes.length) return null
  switch (textAt(bytes, 12)) {
    case 'VP8 ':
      // The start code of a key frame.
      if (bytes[23] !== 0x9d || bytes[24] !== 0x01 || bytes[25] !== 0x2a) return null
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 'VP8L': {
      if (bytes[20] !== 0x2f) return null
      const packed = view.getUint32(21, true)
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X': {
      const isAnimated = ((bytes[20] ?? 0) & 0x02) !== 0
      return isAnimated
        ? null
        : { width: (view.getUint32(24, true) & 0xff_ffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 }
    }
    default:
      return null
  }
}

/** The frame header of a JPEG that begins and ends as one (ITU-T T.81, B.1). */
function jpegSize(bytes: Uint8Array): Size | null {
  const { length } = bytes
  if (length < 20 || bytes[0] !== 0xff || bytes[1] !== 0xd8 || bytes[length - 2] !== 0xff || bytes[length - 1] !== 0xd9)
    return null
  const view = viewOf(bytes)
  for (let at = 2; at + 9 < length; ) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff || marker === 0xd9 || marker === 0xda) return null
    if (isFrameHeader(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which share their range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
