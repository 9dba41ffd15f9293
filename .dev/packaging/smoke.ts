/** @file Starts a packed app once: it must answer over its HTTP API with its version, and end in order on a signal. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import type { AppInfo } from '../../src-main/contract/app-info.ts'
import { createRemoteClient } from '../../src-main/http-api/client.ts'
import { root } from '../build.ts'
import type { Target } from './binary.ts'
import { PACKAGES } from './config.ts'
import { FUSES } from './fuses.ts'

const PATIENCE_MS = 90_000
const POLL_MS = 250

/** What a person starts, in a folder of electron-builder, and the program in it. */
export function packedApp({ platform, arch }: Target, packages = join(root, PACKAGES)): { app: string; program: string } {
  const suffix = arch === 'arm64' ? '-arm64' : ''
  if (platform === 'darwin') {
    const app = join(packages, `mac${suffix}`, 'Reelay.app')
    return { app, program: join(app, 'Contents', 'MacOS', 'Reelay') }
  }
  const windows = platform === 'win32'
  const program = join(packages, `${windows ? 'win' : 'linux'}${suffix}-unpacked`, windows ? 'Reelay.exe' : 'reelay-desktop')
  return { app: program, program }
}

/** Names of fuses that are not as in `FUSES`. */
export async function wrongFuses(app: string): Promise<string[]> {
  const wire = await getCurrentFuseWire(app)
  const numbers = Object.keys(wire)
    .filter((name) => /^\d+$/.test(name))
    .map(Number) as FuseV1Options[]
  return numbers
    .filter((fuse) => (wire[fuse] === FuseState.ENABLE) !== (FUSES as Readonly<Record<number, unknown>>)[fuse])
    .map((fuse) => FuseV1Options[fuse] ?? String(fuse))
}

/** @throws Error when the app does not answer in time, or does not end in order */
export async function smokeStart(program: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<AppInfo> {
  const dataDir = await mkdtemp(join(tmpdir(), 'reelay-smoke-'))
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env, REELAY_DATA_DIR: dataDir } })
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const early = ended.then(([code]) => Promise.reject(new Error(`The app ended with ${code} before it could be asked.`)))
  try {
    const info = await Promise.race([answerOf(dataDir), early])
    child.kill('SIGTERM')
    const [code] = await ended
    // Windows knows no signals: there it is simply ended.
    if (code !== 0 && process.platform !== 'win32') throw new Error(`The app ended with ${code}.`)
    return info
  } finally {
    child.kill('SIGKILL')
    early.catch(() => {})
    await ended.catch(() => {})
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function answerOf(dataDir: string): Promise<AppInfo> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await createRemoteClient(dataDir).request('app.info', {})
    } catch (caught) {
      if (performance.now() > until) throw new Error('The app does not answer.', { cause: caught })
      await sleep(POLL_MS)
    }
  }
}
