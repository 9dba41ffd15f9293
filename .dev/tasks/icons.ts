/** @file `npm run icons`: draws resources/icon.svg in every size and form that systems want, into resources/icons. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../build.ts'
import { startDrawer } from '../packaging/draw-icon.ts'
import { icnsOf, icoOf, SIZES } from '../packaging/icon-files.ts'

const folder = join(root, 'resources', 'icons')
const svg = await readFile(join(root, 'resources', 'icon.svg'))
const pictures = new Map<number, Buffer>()
await using drawer = await startDrawer()
for (const size of SIZES) pictures.set(size, await drawer.draw(svg, size))

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
for (const [size, png] of pictures) await writeFile(join(folder, `${size}x${size}.png`), png)
await writeFile(join(folder, 'icon.ico'), icoOf(pictures))
await writeFile(join(folder, 'icon.icns'), icnsOf(pictures))
console.log(`${pictures.size} pictures, icon.ico and icon.icns in ${folder}`)
