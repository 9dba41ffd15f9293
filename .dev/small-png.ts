/** @file Makes a PNG smaller by a palette of at most 256 colours. */
import { deflateSync, inflateSync } from 'node:zlib'
import { chunk, SIGNATURE } from '../src-main/shell/presence/png.ts'

interface Picture {
  readonly width: number
  readonly height: number
  /** Three bytes each (red, green, blue), row by row. */
  readonly pixels: Uint8Array
}

const MAX_COLOURS = 256
/** Offset of the colour type, and the one of pixels that are indices into a palette. */
const COLOUR_TYPE_AT = 25
const PALETTE = 3

/** The same picture; with more than 256 colours, each pixel gets the nearest of 256. Returns the original where that is smaller. */
export function smallPng(png: Buffer): Buffer {
  if (png[COLOUR_TYPE_AT] === PALETTE) return png
  const { width, height, pixels } = decode(png)
  const { palette, indices } = reduce(pixels)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // Eight bits for each pixel, an index into the palette.
  head.set([8, PALETTE], 8)
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1) rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const small = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return small.length < png.length ? small : png
}

/** @throws Error for a colour type, depth or interlacing that browsers do not write */
function decode(png: Buffer): Picture {
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const [depth, form, , , interlaced] = png.subarray(24)
  if (!png.subarray(0, 8).equals(SIGNATURE) || depth !== 8 || (form !== 2 && form !== 6) || interlaced !== 0)
    throw new Error('This is no PNG as a browser writes it.')
  const data: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const size = form === 6 ? 4 : 3
  const raw = unfiltered(inflateSync(Buffer.concat(data)), width * size, height, size)
  const pixels = new Uint8Array(width * height * 3)
  for (let index = 0; index < width * height; index += 1) pixels.set(raw.subarray(index * size, index * size + 3), index * 3)
  return { width, height, pixels }
}

/** Rows are stored as differences from what is before and above; see the PNG specification, part 9. */
function unfiltered(data: Buffer, rowBytes: number, height: number, size: number): Uint8Array {
  const out = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (rowBytes + 1)] ?? 0
    for (let x = 0; x < rowBytes; x += 1) {
      const at = y * rowBytes + x
      const left = x >= size ? (out[at - size] ?? 0) : 0
      const up = y > 0 ? (out[at - rowBytes] ?? 0) : 0
      const corner = x >= size && y > 0 ? (out[at - rowBytes - size] ?? 0) : 0
      out[at] = (data[y * (rowBytes + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner)
    }
  }
  return out
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const [byLeft, byUp, byCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  if (byLeft <= byUp && byLeft <= byCorner) return left
  return byUp <= byCorner ? up : corner
}

type Colour = readonly [red: number, green: number, blue: number]

const colourOf = (key: number): Colour => [key >> 16, (key >> 8) & 255, key & 255]

function reduce(pixels: Uint8Array): { readonly palette: readonly Colour[]; readonly indices: Uint8Array } {
  const counts = new Map<number, number>()
  const keys = new Uint32Array(pixels.length / 3)
  for (let index = 0; index < keys.length; index += 1) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(index * 3, index * 3 + 3)
    const key = (red << 16) | (green << 8) | blue
    keys[index] = key
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const palette = paletteOf(counts)
  const indexOf = new Map([...counts.keys()].map((key) => [key, nearest(palette, colourOf(key))]))
  return { palette, indices: Uint8Array.from(keys, (key) => indexOf.get(key) ?? 0) }
}

/** The most frequent colours, of surfaces and text, are exact; the others, of frames of clips, share the rest of the palette. */
function paletteOf(counts: ReadonlyMap<number, number>): readonly Colour[] {
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([key]) => colourOf(key))
  if (byCount.length <= MAX_COLOURS) return byCount
  const kept = byCount.slice(0, MAX_COLOURS / 2)
  let boxes: (readonly Colour[])[] = [byCount.slice(kept.length)]
  while (boxes.length < MAX_COLOURS - kept.length) boxes = halved(boxes)
  return [...kept, ...boxes.map(average)]
}

/** Divides the box with the widest range in the middle of that range. */
function halved(boxes: readonly (readonly Colour[])[]): (readonly Colour[])[] {
  const [widest, ...others] = boxes.toSorted((a, b) => rangeOf(b).range - rangeOf(a).range)
  if (!widest || widest.length < 2) return [...boxes, [[0, 0, 0]]]
  const { channel } = rangeOf(widest)
  const sorted = widest.toSorted((a, b) => a[channel] - b[channel])
  const middle = sorted.length >> 1
  return [sorted.slice(0, middle), sorted.slice(middle), ...others]
}

function rangeOf(box: readonly Colour[]): { readonly channel: 0 | 1 | 2; readonly range: number } {
  const ranges = ([0, 1, 2] as const).map((channel) => {
    let [low, high] = [255, 0]
    for (const colour of box) [low, high] = [Math.min(low, colour[channel]), Math.max(high, colour[channel])]
    return { channel, range: high - low }
  })
  return ranges.reduce((widest, one) => (one.range > widest.range ? one : widest))
}

function average(box: readonly Colour[]): Colour {
  const mean = (channel: 0 | 1 | 2): number => Math.round(box.reduce((sum, colour) => sum + colour[channel], 0) / box.length)
  return [mean(0), mean(1), mean(2)]
}

function nearest(palette: readonly Colour[], [red, green, blue]: Colour): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (const [index, [r, g, b]] of palette.entries()) {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}
