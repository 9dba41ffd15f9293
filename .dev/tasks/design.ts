/**
 * @file `npm run design`: serves the page of all parts and follows every change; it needs no host. `npm run design -- pictures` stores the
 * pictures anew that do not fit the parts any more, in test/e2e/design/pictures, and removes those of parts that are gone.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { buildIfNeeded, root } from '../build.ts'
import { findOrInstallChromium } from '../chromium.ts'
import { serveDesign } from '../design.ts'
import { smallPng } from '../small-png.ts'

if (process.argv[2] === 'pictures') storePictures()
else {
  const server = await serveDesign()
  console.log(`The page is ${server.resolvedUrls?.local[0] ?? ''}design (?theme=dark, ?dir=rtl, ?stale).`)
}

function storePictures(): void {
  buildIfNeeded()
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const args = [
    'test',
    '-c',
    'test/playwright.config.ts',
    '--project=design',
    '--reporter=list',
    '--update-snapshots=changed',
    'pictures',
  ]
  const folder = join(root, 'test', 'e2e', 'design', 'pictures')
  const env = { ...process.env, CHROMIUM_PATH: findOrInstallChromium() }
  mkdirSync(folder, { recursive: true })
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit', env })
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const png = readFileSync(path)
    const small = smallPng(png)
    if (small !== png) writeFileSync(path, small)
  }
  process.exitCode = status ?? 1
}
