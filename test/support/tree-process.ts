/** @file A process that watches a tree, where need be with few watches; see `tree-child.ts`. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('./tree-child.ts', import.meta.url))
/** A user namespace has a limit of its own. */
export const FEW_WATCHES = 'echo "$LIMIT" > /proc/sys/user/max_inotify_watches && exec "$@"'

/** Whether a process can be given few watches here, without taking any from others. */
export function canLimitWatches(): boolean {
  return (
    spawnSync('unshare', ['-Ur', 'sh', '-c', FEW_WATCHES, 'sh', 'true'], { env: { ...process.env, LIMIT: '10' } }).status === 0
  )
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
  const args = [process.execPath, CHILD, root, String(compareMs)]
  const limited = limit === undefined ? args : ['unshare', '-Ur', 'sh', '-c', FEW_WATCHES, 'sh', ...args]
  const [command = '', ...rest] = limited
  const env = { ...process.env, LIMIT: String(limit) }
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'], env })
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
    async untilFound(path) {
      while (!(await isFound(path))) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    reasons: async () => (await ask('')) as (string | null)[],
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
