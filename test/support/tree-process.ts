/** @file A process that watches a tree, where need be with few watches; see `tree-child.ts`. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

const CHILD = fileURLToPath(new URL('./tree-child.ts', import.meta.url))
/** Command that runs another one with so many inotify watches or instances: a user namespace has limits of its own. */
export function withFewWatches(limit: number, of: 'watches' | 'instances' = 'watches'): string[] {
  return ['unshare', '-Ur', 'sh', '-c', `echo ${limit} > /proc/sys/user/max_inotify_${of} && exec "$@"`, 'sh']
}

/** Whether the watches of a process can be limited here. */
export function canLimitWatches(): boolean {
  const [command = '', ...args] = withFewWatches(10)
  return process.platform === 'linux' && spawnSync(command, [...args, 'true']).status === 0
}

export interface TreeProcess extends AsyncDisposable {
  readonly child: ChildProcessByStdio<Writable, Readable, null>
  isFound(path: string): Promise<boolean>
  untilFound(path: string): Promise<void>
  reasons(): Promise<(string | null)[]>
}

export async function treeProcess(
  root: string,
  { compareMs, limit }: { compareMs: number; limit?: number },
): Promise<TreeProcess> {
  const through = limit === undefined ? [] : withFewWatches(limit)
  const [command = '', ...args] = [...through, process.execPath, CHILD, root, String(compareMs)]
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async (): Promise<string> => String((await lines.next()).value)
  await read()
  async function ask(line: string): Promise<unknown> {
    child.stdin.write(`${line}\n`)
    return JSON.parse(await read())
  }
  const isFound = async (path: string): Promise<boolean> => (await ask(path)) === true
  return {
    child,
    isFound,
    untilFound: (path) => until(`${path} is found`, () => isFound(path)),
    reasons: async () => (await ask('')) as (string | null)[],
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
