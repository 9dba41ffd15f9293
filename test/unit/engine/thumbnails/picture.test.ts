import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { pictureFrom } from '../../../../src-main/engine/thumbnails/picture.ts'

const read = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(`../../../fixtures/frames/${name}`, import.meta.url)))

/** With other bytes at a place. */
function changed(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice()
  copy.set(values, at)
  return copy
}

describe('what a page or a program hands over as a thumbnail', () => {
  it.each([
    ['picture.jpg', 'image/jpeg'],
    ['lossy.webp', 'image/webp'],
    ['lossless.webp', 'image/webp'],
    ['extended.webp', 'image/webp'],
  ])('is taken as what its bytes say: %s', async (name, type) => {
    expect(pictureFrom(await read(name))?.type).toBe(type)
  })

  it('is no animation', async () => {
    expect(pictureFrom(await read('animated.webp'))).toBeNull()
  })

  it('is neither a page, a script, nor a picture of another kind', () => {
    for (const text of [
      '<html><script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'GIF89a'.padEnd(60, 'x'),
      '\x89PNG\r\n\x1a\n'.padEnd(60, 'x'),
      '',
    ])
      expect(pictureFrom(new TextEncoder().encode(text))).toBeNull()
  })

  it.each(['picture.jpg', 'lossy.webp', 'lossless.webp'])(
    'is whole: nothing is missing of %s, and nothing follows',
    async (name) => {
      const bytes = await read(name)
      for (const length of [0, 1, 10, 19, 29, bytes.length - 1]) expect(pictureFrom(bytes.slice(0, length))).toBeNull()
      expect(pictureFrom(new Uint8Array([...bytes, ...new TextEncoder().encode('<script>')]))).toBeNull()
    },
  )

  it('has the size of a thumbnail: none is decoded to a screen or a wall', async () => {
    const [jpeg, lossy] = [await read('picture.jpg'), await read('lossy.webp')]
    const header = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0)
    expect(pictureFrom(changed(jpeg, header + 5, 0x02, 0x80, 0x02, 0x80))).not.toBeNull()
    expect(pictureFrom(changed(jpeg, header + 5, 0xff, 0xff, 0xff, 0xff))).toBeNull()
    expect(pictureFrom(changed(jpeg, header + 5, 0, 0))).toBeNull()
    expect(pictureFrom(changed(lossy, 26, 0xff, 0x3f))).toBeNull()
    expect(pictureFrom(changed(await read('lossless.webp'), 21, 0xff, 0xff, 0xff, 0x0f))).toBeNull()
    expect(pictureFrom(changed(await read('extended.webp'), 24, 0xff, 0xff, 0xff))).toBeNull()
  })

  it('is not larger than a thumbnail needs to be', async () => {
    const jpeg = await read('picture.jpg')
    const padded = new Uint8Array([...jpeg.slice(0, 2), 0xff, 0xfe, 0xff, 0xff, ...new Uint8Array(65_533), ...jpeg.slice(2)])
    expect(pictureFrom(padded)?.type).toBe('image/jpeg')
    expect(
      pictureFrom(new Uint8Array([...padded.slice(0, 2), 0xff, 0xfe, 0xff, 0xff, ...new Uint8Array(65_533), ...padded.slice(2)])),
    ).toBeNull()
  })

  it('never keeps anybody busy, whatever its bytes are', async () => {
    const jpeg = await read('picture.jpg')
    // Segments of no length.
    const looping = new Uint8Array(60_000).fill(0)
    looping.set(jpeg.slice(0, 2))
    looping.set([0xff, 0xd9], looping.length - 2)
    for (let at = 2; at + 4 < looping.length; at += 2) looping.set([0xff, 0xe0], at)
    expect(pictureFrom(looping)).toBeNull()
  })
})
