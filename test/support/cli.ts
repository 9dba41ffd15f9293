/** @file The built command line as a child process: real arguments, real exit codes, real signals. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ENDS_WITH_TESTS } from './ends-with-tests.ts'

const ENTRY = fileURLToPath(new URL('../../out/main/headless.js', import.meta.url))

/** In front of a command that a test interrupts in the middle: on a busy machine, the test is served first. */
export const LOW_PRIORITY: readonly string[] = process.platform === 'win32' ? [] : ['nice', '-n', '5']

/** A line of `--json` output. */
export type Line = Readonly<Record<string, unknown>> & { readonly type: string }

export interface CliOptions {
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
  readonly json?: boolean
  readonly uid?: number
  readonly cwd?: string
  /** How many files the process may have open. */
  readonly openFiles?: number
  /** A command in front of this one that runs it, such as `nice`. */
  readonly through?: readonly string[]
  /** Another program that takes the same arguments. */
  readonly entry?: string
}

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly lines: readonly Line[]
  /** The last `summary` line. */
  readonly summary: Line | undefined
}

export interface RunningCli extends AsyncDisposable {
  readonly child: ChildProcess
  readonly lines: readonly Line[]
  readonly result: Promise<CliResult>
  /** Resolves with the first line that fits, including those already printed. Rejects when the command ends without one. */
  waitFor(fits: (line: Line) => boolean): Promise<Line>
  kill(signal: NodeJS.Signals): void
}

export function startCli(
  args: readonly string[],
  { dataDir, env = {}, json = true, uid, cwd, openFiles, through = [], entry = ENTRY }: CliOptions,
): RunningCli {
  const all = [
    ...ENDS_WITH_TESTS,
    ...through,
    process.execPath,
    entry,
    '--data-dir',
    dataDir,
    ...(json ? ['--json'] : []),
    ...args,
  ]
  const limited = openFiles === undefined ? all : ['/bin/sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', ...all]
  const [program = '', ...rest] = limited
  const child = spawn(program, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
    ...(cwd === undefined ? {} : { cwd }),
  })
  const lines: Line[] = []
  const waiters = new Set<(line: Line | null) => void>()
  let stdout = ''
  let stderr = ''
  createInterface({ input: child.stdout }).on('line', (text) => {
    stdout += `${text}\n`
    if (!json || !text.startsWith('{')) return
    const line = JSON.parse(text) as Line
    lines.push(line)
    for (const waiter of waiters) waiter(line)
  })
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const result = once(child, 'close').then(([code]) => {
    for (const waiter of waiters) waiter(null)
    const summary = lines.findLast((line) => line.type === 'summary')
    return { code: code as number | null, stdout, stderr, lines, summary }
  })

  return {
    child,
    lines,
    result,
    waitFor(fits) {
      const early = lines.find(fits)
      if (early) return Promise.resolve(early)
      return new Promise((resolve, reject) => {
        const waiter = (line: Line | null): void => {
          if (line && !fits(line)) return
          waiters.delete(waiter)
          if (line) resolve(line)
          else reject(new Error(`the command ended without that line\n${stdout}${stderr}`))
        }
        waiters.add(waiter)
      })
    },
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await result
    },
  }
}

/** What a command says of a process that has the data folder and cannot be called. */
const NO_ANSWER = 'another Reelay uses it and does not answer'
const OWNER_STARTS_MS = 60_000

/** Runs a command again while the process that has the data folder is only starting, which takes a busy machine seconds. */
export async function onceOwnerAnswers(command: () => Promise<CliResult>): Promise<CliResult> {
  for (const end = performance.now() + OWNER_STARTS_MS; ; ) {
    const result = await command()
    if (!`${result.stdout}${result.stderr}`.includes(NO_ANSWER) || performance.now() > end) return result
  }
}

export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const running = startCli(args, options)
  running.child.stdin?.end()
  return running.result
}
