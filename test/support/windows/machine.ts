/** @file One Windows for a whole run of tests: its prefix under Wine, and the agent in it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findRunner } from './find.ts'
import { makeLetters, windowsPaths } from './letters.ts'
import { fetchRuntime } from './runtime.ts'

const AGENT = fileURLToPath(new URL('agent.cjs', import.meta.url))
const START_MS = 180_000

/** Folders of this machine behind the letters of Wine. */
export interface Drives {
  readonly stick: string
  readonly nameless: string
  readonly nameless2: string
  readonly substituted: string
  /** What C leads to. */
  readonly system: string
}

/** Where the agent listens, or why there is none. Windows itself has only the drives that it has. */
export type Machine = { readonly port: number; readonly drives: Drives | null } | { readonly reason: string }

interface Started {
  readonly machine: Machine
  stop(): Promise<void>
}

export async function startMachine(): Promise<Started> {
  const runner = await findRunner()
  if ('reason' in runner) return { machine: runner, stop: async () => {} }
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'reelay-windows-'))
  const portFile = join(folder, 'port')
  const log = join(folder, 'log')
  if (!runner.isWine) {
    const agent = spawnLogged([process.execPath, AGENT, portFile], process.env, log)
    return {
      machine: { port: await portFrom(portFile, log), drives: null },
      async stop() {
        agent.kill()
        await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      },
    }
  }
  const { command } = runner
  const toWindows = await windowsPaths()
  const runtime = await fetchRuntime()
  const prefix = join(folder, 'prefix')
  // Certificates of this system are at a path that means nothing there.
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env
  const env = {
    ...inherited,
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    // Without it, Wine cannot read names outside of ASCII.
    LC_ALL: 'C.UTF-8',
    NODE_SKIP_PLATFORM_CHECK: '1',
    NODE_PATH: toWindows(runtime.packages),
  }
  const wine = (...args: string[]) => spawnLogged([...command, ...args], env, log)
  const stopWine = () => once(wine('wineboot', '--kill'), 'close')
  await mkdir(prefix)
  await once(wine('wineboot', '-i'), 'close')
  await stopWine()
  const letters = await makeLetters(folder)
  await letters.link(prefix)
  const agent = wine(toWindows(runtime.node), toWindows(AGENT), toWindows(portFile))
  const { stick, nameless, nameless2, substituted } = letters
  return {
    machine: {
      port: await portFrom(portFile, log),
      drives: { stick, nameless, nameless2, substituted, system: join(prefix, 'drive_c') },
    },
    async stop() {
      await stopWine()
      agent.kill('SIGKILL')
      await letters[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Its output goes to a file: under Wine it cannot go to a pipe. */
function spawnLogged([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv, log: string) {
  const file = openSync(log, 'a')
  const child = spawn(program, args, { stdio: ['ignore', file, file], env })
  closeSync(file)
  return child
}

async function portFrom(file: string, log: string): Promise<number> {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
    const text = await readFile(file, 'utf8').catch(() => null)
    if (text !== null) return Number(text)
  }
  throw new Error(`the agent for tests on Windows did not start: ${await readFile(log, 'utf8')}`)
}
