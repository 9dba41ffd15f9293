import { deflateSync, inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { smallPng } from '../../.dev/small-png.ts'
import { chunk, encodePng, SIGNATURE } from '../../src-main/shell/presence/png.ts'

const SIDE = 64

/** Red, green and blue of each pixel of a PNG with a palette. */
function coloursOf(png: Buffer): number[][] {
  const parts = new Map<string, Buffer>()
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    parts.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const palette = parts.get('PLTE') ?? Buffer.alloc(0)
  const rows = inflateSync(parts.get('IDAT') ?? Buffer.alloc(0))
  return Array.from({ length: SIDE * SIDE }, (_, index) => {
    const place = rows[Math.floor(index / SIDE) * (SIDE + 1) + 1 + (index % SIDE)] ?? 0
    return [...palette.subarray(place * 3, place * 3 + 3)]
  })
}

const pixelsOf = (colour: (x: number, y: number) => readonly number[]): Uint8Array =>
  new Uint8Array(
    Array.from({ length: SIDE * SIDE }, (_, index) => [...colour(index % SIDE, Math.floor(index / SIDE)), 255]).flat(),
  )

it('a picture with few colours keeps each of them, and is smaller', () => {
  const colour = (x: number, y: number) => [(x >> 4) * 60, (y >> 4) * 60, 99]
  const png = encodePng(pixelsOf(colour), SIDE, 'test')
  const small = smallPng(png)
  expect(small.length).toBeLessThan(png.length)
  expect(coloursOf(small)).toEqual(
    Array.from({ length: SIDE * SIDE }, (_, index) => colour(index % SIDE, Math.floor(index / SIDE))),
  )
  expect(smallPng(small)).toBe(small)
})

it('of a picture with many colours, what covers it stays as it is, and the others are near', () => {
  const colour = (x: number, y: number) => (y < 16 ? [250, 251, 252] : [x * 4, y * 4, 128])
  const shown = coloursOf(smallPng(encodePng(pixelsOf(colour), SIDE, 'test')))
  const off = shown.map((found, index) => {
    const wanted = colour(index % SIDE, Math.floor(index / SIDE))
    return Math.max(...wanted.map((value, channel) => Math.abs(value - (found[channel] ?? 0))))
  })
  expect(off.slice(0, 16 * SIDE).every((difference) => difference === 0)).toBe(true)
  expect(Math.max(...off)).toBeLessThan(32)
})

it('rows that are stored as differences are read, whichever the filter', () => {
  // One row for each filter: grey levels that rise by one.
  const levels = Array.from({ length: 5 }, (_, y) => Array.from({ length: 5 }, (_, x) => 10 + x + y))
  const at = (x: number, y: number): number => (x < 0 || y < 0 ? 0 : (levels[y]?.[x] ?? 0))
  const rows = levels.flatMap((row, y) => [
    y,
    ...row.flatMap((level, x) => {
      const [left, up, corner] = [at(x - 1, y), at(x, y - 1), at(x - 1, y - 1)]
      const paeth =
        [left, up, corner].toSorted((a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b))[0] ?? 0
      const stored = (level - ([0, left, up, (left + up) >> 1, paeth][y] ?? 0) + 256) % 256
      return [stored, stored, stored]
    }),
  ])
  const head = Buffer.alloc(13)
  head.writeUInt32BE(5, 0)
  head.writeUInt32BE(5, 4)
  head.set([8, 2], 8)
  const padding = chunk('tEXt', Buffer.alloc(500))
  const png = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    padding,
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
  const small = smallPng(png)
  const palette = small.subarray(small.indexOf('PLTE') + 4)
  const places = inflateSync(small.subarray(small.indexOf('IDAT') + 4))
  const read = levels.map((_, y) => levels.map((__, x) => palette[(places[y * 6 + 1 + x] ?? 0) * 3]))
  expect(read).toEqual(levels)
})
