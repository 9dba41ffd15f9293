/**
 * @file `npm run dev`: follows every change. With the Electron runtime the app reloads, and its first steps offer the practice server that is
 * started here; elsewhere the headless host restarts.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startTusServer } from '../../test/support/tus-server.ts'
import { root } from '../build.ts'

const hasElectron = existsSync(join(root, 'node_modules', 'electron', 'dist', 'version'))
const electronVite = [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch']
const headless = [
  ...['src-main', 'src-renderer'].map((folder) => `--watch-path=${join(root, folder)}`),
  '--watch-preserve-output',
  join(import.meta.dirname, 'reelay.ts'),
  'serve',
]

if (!hasElectron)
  console.log('The Electron runtime is not installed: the headless host restarts on every change; reload the page to see it.')
/** Only pages of a development build have a button for it. */
const practice = hasElectron ? await startPractice() : null
const child = spawn(process.execPath, hasElectron ? electronVite : headless, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(practice ? { RENDERER_VITE_PRACTICE_SERVER: practice.endpoint } : {}) },
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void child.kill(signal))
child.on('close', async (code) => {
  await practice?.stop()
  process.exit(code ?? 0)
})

async function startPractice() {
  const folder = await mkdtemp(join(tmpdir(), 'reelay-practice-'))
  const server = await startTusServer({ directory: folder })
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { endpoint: server.endpoint, stop }
}
