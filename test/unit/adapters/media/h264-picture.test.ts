import { expect, it } from 'vitest'
import { h264Picture } from '../../../../src-main/adapters/media/h264-picture.ts'

/** Sets as x264 writes them. */
const SETS = {
  'anamorphic, interlaced, with lists for scaling': '67640028acd9405a044fde1c20000003002000000643e2c5b2c000',
  '4:2:2, interlaced, with a shape of its own': '677a001ebcd940b424dff8020001688000000300800000190f8a14cb00',
  '4:4:4': '67f40028919b280f0044fc4e0220000003002000000641e30632c000',
  'higher than wide, without colour': '6764001ef3650280bfe27ff000100026c80000030008000003019078b16cb000',
} as const
const stream = (name: keyof typeof SETS): Buffer => Buffer.from(`000000010910000001${SETS[name]}00000168`, 'hex')

it.each([
  ['anamorphic, interlaced, with lists for scaling', { width: 1920, height: 1080, mayBeInterlaced: true }],
  ['4:2:2, interlaced, with a shape of its own', { width: 1024, height: 576, mayBeInterlaced: true }],
  ['4:4:4', { width: 1920, height: 1080, mayBeInterlaced: false }],
] as const)('the picture of H.264 has its size in square pixels: %s', (name, picture) => {
  expect(h264Picture(stream(name))).toEqual(picture)
})

it('the picture of H.264 is taller if its pixels are', () => {
  const picture = h264Picture(stream('higher than wide, without colour'))
  expect(picture?.width).toBe(640)
  expect(picture?.height).toBeGreaterThan(700)
})

it('an incomplete SPS, or none, gives no picture', () => {
  const whole = stream('4:4:4')
  for (let end = 0; end < 20; end += 1) expect(h264Picture(whole.subarray(0, end))).toBeNull()
  expect(h264Picture(Buffer.alloc(5_000))).toBeNull()
  expect(h264Picture(Buffer.alloc(0))).toBeNull()
})
