/** @file The clients under test: a command in a process of its own, which is started again as a person would. */
import type { ChildProcess } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { startCli } from '../support/cli.ts'
import { startPlain } from '../support/plain.ts'
import { asNobody, isRoot } from '../support/users.ts'
import type { World } from './world.ts'

/** How one start of a subject ended. */
export interface Ending {
  readonly end: 'done' | 'stopped' | 'killed' | 'hung'
  /** The code of its failure; `null` when it is done or was killed. */
  readonly code: string | null
  readonly stderr: string
}

export interface Subject {
  readonly name: 'reelay' | 'plain'
  prepare(world: World): Promise<void>
  /** One start, to its end or to the longest time. */
  start(world: World, startOver: boolean, mostMs: number): Promise<Ending>
}

const CLOCK = new URL('./shift-clock.mjs', import.meta.url).href
/** Ended in order, before its work was done. */
const INTERRUPTED = 130
const TWO_DAYS_MS = 2 * 24 * 60 * 60_000

/** Environment that makes the clock jump back or forth, by the drawn amount. */
function clockEnv({ plan }: World): Record<string, string> {
  const fault = plan.faults.find(({ name }) => name === 'clock')
  if (!fault) return {}
  return { NODE_OPTIONS: `--import ${CLOCK}`, CLOCK_SHIFT_MS: String(fault.amount < 0.5 ? -TWO_DAYS_MS : TWO_DAYS_MS) }
}

/** Kills a process that does not end in time; returns its result and whether it hung. */
async function limited<T>(child: ChildProcess, mostMs: number, result: Promise<T>): Promise<{ value: T; hung: boolean }> {
  let hung = false
  const timer = setTimeout(() => {
    hung = true
    child.kill('SIGKILL')
  }, mostMs)
  const value = await result
  clearTimeout(timer)
  return { value, hung }
}

export const reelay: Subject = {
  name: 'reelay',

  async prepare({ dataDir, plan, uid, folder }) {
    await mkdir(dataDir, { recursive: true })
    const data = { stallSeconds: 5, wakeStallSeconds: 5, quietSeconds: 1, whenExpired: plan.whenExpired }
    await writeFile(`${dataDir}/settings.json`, JSON.stringify({ version: 1, data }))
    if (uid !== undefined && isRoot) await asNobody(folder.path)
  },

  async start(world, startOver, mostMs) {
    const { plan, path, endpoint, dataDir, uid } = world
    const chunk = plan.chunkBytes === null ? [] : ['--chunk-size', String(plan.chunkBytes)]
    // Lines go to standard error and to the log, so that those missing in the log can be counted.
    const verbose = world.hasLogDisk ? ['--verbose'] : []
    const args = [...verbose, 'upload', path, '--endpoint', endpoint, ...chunk, ...(startOver ? ['--start-over'] : [])]
    const running = startCli(args, { dataDir, env: clockEnv(world), ...(uid === undefined ? {} : { uid }) })
    running.child.stdin?.end()
    world.signal = (signal) => running.kill(signal)
    let isAlone = false
    world.closeReader = () => {
      isAlone = true
      running.child.stdout?.destroy()
    }
    const { value, hung } = await limited(running.child, mostMs, running.result)
    const { code, lines, stderr, stdout } = value
    if (hung) return { end: 'hung', code: null, stderr: `${stdout.slice(-1_500)}${stderr}` }
    if (code === null) return { end: 'killed', code: null, stderr }
    if (code === 0) return { end: 'done', code: null, stderr }
    if (isAlone && code === INTERRUPTED) {
      world.strike('log-full')
      return { end: 'killed', code: null, stderr }
    }
    const last = lines.findLast((line) => line.type === 'upload')
    const problem = (last?.['failure'] as { code?: string } | null)?.code
    // Its failure was printed after its reader was gone.
    if (isAlone && problem === undefined) return { end: 'stopped', code: null, stderr }
    return { end: 'stopped', code: problem ?? codeFromStderr(stderr), stderr }
  },
}

/** A command that cannot start prints a message, and no line of JSON. */
function codeFromStderr(stderr: string): string {
  return stderr.includes('is full') ? 'store.full' : `exit: ${stderr.trim().slice(0, 200)}`
}

/** tus-js-client as its documentation says: retry delays, a file for addresses, a chunk size only where it is forced. */
export const plain: Subject = {
  name: 'plain',

  async prepare({ dataDir, uid, folder }) {
    await mkdir(dataDir, { recursive: true })
    if (uid !== undefined && isRoot) await asNobody(folder.path)
  },

  async start(world, _startOver, mostMs) {
    const { plan, path, endpoint, dataDir, uid } = world
    const running = startPlain({
      endpoint,
      source: path,
      storage: `${dataDir}/addresses.json`,
      chunkBytes: plan.chunkBytes,
      env: clockEnv(world),
      uid,
    })
    world.signal = (signal) => void running.child.kill(signal)
    world.closeReader = () => void running.child.stdout?.destroy()
    const { value, hung } = await limited(running.child, mostMs, running.result)
    const { code, stderr, succeeded, errors } = value
    if (hung) return { end: 'hung', code: null, stderr }
    if (code === null) return { end: 'killed', code: null, stderr }
    if (code === 0 && succeeded) return { end: 'done', code: null, stderr }
    return { end: 'stopped', code: errors.length === 0 ? 'crash' : 'error', stderr }
  },
}
