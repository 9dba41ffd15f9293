/** @file Starts tus-js-client, unwrapped, as a child process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('./plain-client.ts', import.meta.url))

export interface PlainOptions {
  readonly endpoint: string
  /** A file, or a folder of which every file is sent at once. */
  readonly source: string
  /** Where `FileUrlStorage` keeps its addresses. */
  readonly storage: string
  readonly chunkBytes?: number | null
  readonly uploadUrl?: string
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number | undefined
}

export interface PlainLine {
  readonly type: 'progress' | 'accepted' | 'success' | 'error'
  readonly sent?: number
  readonly accepted?: number
  readonly url?: string
  readonly message?: string
}

export interface PlainResult {
  readonly code: number | null
  readonly lines: readonly PlainLine[]
  readonly stderr: string
  readonly succeeded: boolean
  readonly errors: readonly string[]
}

export interface RunningPlain extends AsyncDisposable {
  readonly child: ChildProcess
  readonly lines: readonly PlainLine[]
  readonly result: Promise<PlainResult>
}

export function startPlain({ endpoint, source, storage, chunkBytes, uploadUrl = '', env = {}, uid }: PlainOptions): RunningPlain {
  const child = spawn(process.execPath, [ENTRY, endpoint, source, storage, String(chunkBytes ?? 0), uploadUrl], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const lines: PlainLine[] = []
  let stderr = ''
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (text.startsWith('{')) lines.push(JSON.parse(text) as PlainLine)
  })
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const result = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    lines,
    stderr,
    succeeded: lines.some(({ type }) => type === 'success'),
    errors: lines.flatMap(({ type, message }) => (type === 'error' ? [message ?? ''] : [])),
  }))
  return {
    child,
    lines,
    result,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await result
    },
  }
}
