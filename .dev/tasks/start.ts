/** @file `npm start`: the desktop app where the Electron runtime can be had, the interface in a browser elsewhere. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { buildIfNeeded, headlessEntry, root } from '../build.ts'

const FETCH_MS = 120_000
const electron = join(root, 'node_modules', 'electron')

/** Why the desktop app cannot be opened, or `null`. */
function missingRequirement(): string | null {
  const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']
  if (!hasDisplay) return 'there is no display'
  if (existsSync(join(electron, 'dist', 'version'))) return null
  console.log('Fetching the Electron runtime…')
  const { status } = spawnSync(process.execPath, [join(electron, 'install.js')], { stdio: 'ignore', timeout: FETCH_MS })
  return status === 0 ? null : 'its runtime cannot be fetched'
}

function run(command: string, args: readonly string[]): void {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('close', (code) => process.exit(code ?? 1))
}

console.log('Opens Reelay.')
buildIfNeeded()
const missing = missingRequirement()
if (missing === null) run(process.execPath, [join(electron, 'cli.js'), root])
else {
  console.log(`The desktop app cannot be opened here: ${missing}. Opening Reelay in the browser instead.`)
  run(process.execPath, [headlessEntry, 'serve', '--open', ...process.argv.slice(2)])
}
