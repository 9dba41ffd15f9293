/** @file A server as a child process on loopback: started at a free port, killed, and started again at the same one. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { ENDS_WITH_TESTS } from '../ends-with-tests.ts'
import { freePort } from '../loopback.ts'
import { until } from '../until.ts'

/** Python loads its modules for many seconds on a busy machine. */
const START_MS = 180_000
/** How long a server may take to end in order. */
const END_MS = 30_000
const READY_ANSWER_MS = 10_000

export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface ServerProcess extends AsyncDisposable {
  readonly port: number
  start(): Promise<void>
  /** Ends it and waits for its exit; kills it when it does not end in time. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** @param commandFor the command that listens at a port of loopback */
export async function startProcess(commandFor: (port: number) => Command): Promise<ServerProcess> {
  const port = await freePort()
  let child: ChildProcess | null = null
  let output = ''

  async function start(): Promise<void> {
    const { program, args, env = {} } = commandFor(port)
    const [command = '', ...rest] = [...ENDS_WITH_TESTS, program, ...args]
    const started = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    child = started
    let ended = false
    started.on('error', (error) => {
      output += error.message
      ended = true
    })
    started.on('exit', () => {
      ended = true
    })
    for (const stream of [started.stdout, started.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + String(chunk)).slice(-4_000)
      })
    }
    const isListening = async (): Promise<boolean> => {
      const isAnswering = await isReady(port)
      if (ended) throw new Error(`${program} ended before it listened\n${output}`)
      return isAnswering
    }
    await until(`${program} listens`, isListening, { everyMs: 50, patienceMs: START_MS })
  }

  async function stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const stopped = child
    child = null
    if (!stopped || stopped.exitCode !== null || stopped.signalCode !== null) return
    const ended = once(stopped, 'exit')
    stopped.kill(signal)
    const timer = setTimeout(() => stopped.kill('SIGKILL'), END_MS)
    await ended
    clearTimeout(timer)
  }

  await start().catch(async (caught: unknown) => {
    await stop('SIGKILL')
    throw caught
  })
  return { port, start, stop, [Symbol.asyncDispose]: () => stop('SIGKILL') }
}

/** A server may listen before its store is ready. */
async function isReady(port: number): Promise<boolean> {
  const options = { method: 'OPTIONS', signal: AbortSignal.timeout(READY_ANSWER_MS) }
  const answer = await fetch(`http://127.0.0.1:${port}/files/`, options).catch(() => null)
  return answer !== null && answer.status < 500
}
