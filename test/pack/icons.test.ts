import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startDrawer } from '../../.dev/packaging/draw-icon.ts'
import { icnsOf, icoOf, SIZES } from '../../.dev/packaging/icon-files.ts'

const resources = fileURLToPath(new URL('../../resources', import.meta.url))
const read = (name: string): Buffer => readFileSync(join(resources, name))
const pictures = new Map(SIZES.map((size) => [size, read(`icons/${size}x${size}.png`)]))

/** Browsers smooth edges a little differently. */
const MAX_DIFFERENCE = 1.5

it('icons are what the SVG shows, in every size', async () => {
  const svg = read('icon.svg')
  await using drawer = await startDrawer()
  for (const [size, png] of pictures) {
    const difference = await drawer.difference(svg, png, size)
    expect(difference, `${size} pixels; npm run icons`).not.toBeNull()
    expect(difference, `${size} pixels; npm run icons`).toBeLessThan(MAX_DIFFERENCE)
  }
  // Another picture is noticed.
  const other = Buffer.from(svg.toString().replaceAll('#4c7dff', '#ff7d4c'))
  expect(await drawer.difference(other, read('icons/256x256.png'), 256)).toBeGreaterThan(MAX_DIFFERENCE)
})

it('the icons of Windows and macOS are made of these pictures', () => {
  expect(icoOf(pictures).equals(read('icons/icon.ico'))).toBe(true)
  expect(icnsOf(pictures).equals(read('icons/icon.icns'))).toBe(true)
})
