/** @file Builds the app when a source is newer than the last build. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const headlessEntry = join(root, 'out', 'main', 'headless.js')

const SOURCES = [
  'src-main',
  'src-renderer',
  'resources/languages',
  'electron.vite.config.ts',
  '.dev/languages.ts',
  '.dev/licences.ts',
  '.dev/module-list.ts',
  '.dev/plain-http.ts',
  '.dev/spdx.ts',
  'package.json',
  'package-lock.json',
]
const STAMP = join(root, 'out', '.built')

/** Standard output stays clean: what this prints goes to standard error. @throws Error when the build fails */
export function buildIfNeeded({ force = false } = {}): void {
  if (!force && existsSync(STAMP) && statSync(STAMP).mtimeMs > newest(SOURCES.map((source) => join(root, source)))) return
  console.error('Building…')
  const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'build', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`)
  writeFileSync(STAMP, '')
}

function newest(paths: readonly string[]): number {
  let latest = 0
  for (const path of paths) {
    const stats = statSync(path)
    const below = stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stats.mtimeMs
    latest = Math.max(latest, below)
  }
  return latest
}
