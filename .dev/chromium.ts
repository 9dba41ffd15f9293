/** @file Finds a Chromium for the browser tests, or installs one where that can be done. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const USUAL_PATHS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
}
const DOWNLOAD_MS = 180_000

/** @throws Error with a message that says what to install */
export function findOrInstallChromium(): string {
  const found = find()
  if (found) return found
  console.error('No Chromium found; installing one…')
  const [installed] = [downloadWithPlaywright, installOnDebian].map((install) => install() && find()).filter((path) => path)
  if (installed) return installed
  throw new Error(
    'The browser tests need Chromium. Install “chromium” with the package manager of this system, or set CHROMIUM_PATH to a Chromium or Chrome.',
  )
}

function find(): string | null {
  const named = process.env['CHROMIUM_PATH']
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, and there is nothing.`)
    return named
  }
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  const candidates = [...onPath, ...(USUAL_PATHS[process.platform] ?? []), chromium.executablePath()]
  return candidates.find((path) => existsSync(path)) ?? null
}

function downloadWithPlaywright(): boolean {
  const cli = join(import.meta.dirname, '..', 'node_modules', 'playwright', 'cli.js')
  return spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: DOWNLOAD_MS }).status === 0
}

function installOnDebian(): boolean {
  const isDebian = existsSync('/etc/os-release') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  if (!isDebian || process.getuid?.() !== 0) return false
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0
  return apt('update') && apt('install', '-y', '--no-install-recommends', 'chromium')
}
