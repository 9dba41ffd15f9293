/** @file Windows as tests use it: functions that run there, and the built command line as a program there. */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inject, type TestContext } from 'vitest'
import type { CliResult, Line } from '../cli.ts'
import { type TempFolder, tempFolder } from '../temp-folder.ts'
import { windowsPaths } from './letters.ts'
import type { Drives } from './machine.ts'

const ENTRY = fileURLToPath(new URL('../../../out/main/headless.js', import.meta.url))
const LINE_MS = 180_000

/** The first argument of a function that runs on Windows. */
export interface There {
  readonly require: NodeJS.Require
  /** Shared by all functions that run there. */
  readonly kept: Record<string, unknown>
}

export interface ReelayOptions {
  /** `null` for none; otherwise a folder of this test. */
  readonly dataDir?: null
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly json?: boolean
}

export interface RunningReelay extends AsyncDisposable {
  readonly result: Promise<CliResult>
  lines(): readonly Line[]
  stderr(): string
  /** Resolves with the first line that fits. */
  waitFor(fits: (line: Line) => boolean): Promise<Line>
  /** As the task manager does it. */
  kill(): Promise<void>
}

export interface Windows extends AsyncDisposable {
  readonly folder: TempFolder
  /** Folders behind letters; none on Windows itself. */
  readonly drives: Drives | null
  /** A new folder on the drive of the system, as this machine and as Windows spell it. */
  onSystemDrive(name: string): Promise<{ here: string; there: string }>
  /** A path in the folder of this test, as Windows spells it. */
  in(...names: string[]): string
  /** A path of this machine, as Windows spells it. */
  spelled(path: string): string
  run<Args extends readonly unknown[], Result>(
    work: (there: There, ...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>>
  start(args: readonly string[], options?: ReelayOptions): Promise<RunningReelay>
  reelay(args: readonly string[], options?: ReelayOptions): Promise<CliResult>
}

export async function openWindows(context: TestContext): Promise<Windows> {
  const machine = inject('windows')
  context.skip('reason' in machine, 'reason' in machine ? machine.reason : '')
  if ('reason' in machine) throw new Error(machine.reason)
  const folder = await tempFolder()
  const { port, drives } = machine
  const windowsPath = await windowsPaths()
  const inFolder = (...names: string[]): string => windowsPath(join(folder.path, ...names))

  const run: Windows['run'] = async (work, ...args) => {
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      body: JSON.stringify({ source: String(work), args }),
    })
    const answer = (await response.json()) as { value?: never; error?: string; code?: string }
    if (answer.error !== undefined) throw Object.assign(new Error(answer.error), { code: answer.code })
    return answer.value as never
  }

  async function start(args: readonly string[], options: ReelayOptions = {}): Promise<RunningReelay> {
    const id = randomUUID()
    const out = folder.in(`${id}.out`)
    const err = folder.in(`${id}.err`)
    const { env = {}, json = true, cwd, dataDir } = options
    const dataArgs = dataDir === null ? [] : ['--data-dir', inFolder('data')]
    const all = [windowsPath(ENTRY), ...dataArgs, ...(json ? ['--json'] : []), ...args]
    const stdout = (): string => (existsSync(out) ? readFileSync(out, 'utf8') : '')
    const stderr = (): string => (existsSync(err) ? readFileSync(err, 'utf8') : '')
    const lines = (): Line[] =>
      stdout()
        .split('\n')
        .slice(0, -1)
        .filter((text) => text.startsWith('{'))
        .map((text) => JSON.parse(text) as Line)
    let hasEnded = false
    await run(startProgram, id, all, { out: windowsPath(out), err: windowsPath(err), env, cwd: cwd ?? inFolder() })
    const result = run(endOf, id).then((code): CliResult => {
      hasEnded = true
      const all = lines()
      return { code, stdout: stdout(), stderr: stderr(), lines: all, summary: all.findLast(({ type }) => type === 'summary') }
    })
    const kill = async (): Promise<void> => {
      await run(killProgram, id)
      await result
    }
    return {
      result,
      lines,
      stderr,
      kill,
      async waitFor(fits) {
        for (const end = Date.now() + LINE_MS; Date.now() < end; await sleep(50)) {
          const last = hasEnded
          const found = lines().find(fits)
          if (found) return found
          if (last) break
        }
        throw new Error(`no such line\n${stdout()}${stderr()}`)
      },
      [Symbol.asyncDispose]: kill,
    }
  }

  return {
    folder,
    drives,
    async onSystemDrive(name) {
      const id = randomUUID()
      const here = drives === null ? folder.in(name) : join(drives.system, id, name)
      await mkdir(here, { recursive: true })
      return { here, there: drives === null ? inFolder(name) : `C:\\${id}\\${name}` }
    },
    in: inFolder,
    spelled: windowsPath,
    run,
    start,
    async reelay(args, options) {
      return (await start(args, options)).result
    },
    async [Symbol.asyncDispose]() {
      await folder[Symbol.asyncDispose]()
    },
  }
}

interface Streams {
  readonly out: string
  readonly err: string
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

function startProgram({ require, kept }: There, id: string, args: readonly string[], { out, err, env, cwd }: Streams): void {
  const { spawn } = require('node:child_process') as typeof import('node:child_process')
  const { openSync, closeSync } = require('node:fs') as typeof import('node:fs')
  const files = [openSync(out, 'a'), openSync(err, 'a')] as const
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', ...files], cwd, env: { ...process.env, ...env } })
  for (const file of files) closeSync(file)
  kept[id] = { child, ended: new Promise((resolve) => child.on('close', resolve)) }
}

function endOf({ kept }: There, id: string): Promise<number> {
  return (kept[id] as { ended: Promise<number> }).ended
}

function killProgram({ kept }: There, id: string): void {
  ;(kept[id] as { child: import('node:child_process').ChildProcess }).child.kill('SIGKILL')
}
