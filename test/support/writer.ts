/** @file Programs that write files, as child processes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Job, WriterKind, Written } from './writers/kinds.ts'

const MAIN = fileURLToPath(new URL('./writers/main.ts', import.meta.url))

export type Finished = Written & { readonly finishedAt: number }

/** Resolves with every file when the last is finished; rejects once the program has ended otherwise, also by the signal. */
export async function runWriter(kind: WriterKind, jobs: readonly Job[], signal?: AbortSignal): Promise<Finished[]> {
  const child = spawn(process.execPath, [MAIN, kind, JSON.stringify(jobs)], { stdio: ['ignore', 'pipe', 'inherit'] })
  signal?.addEventListener('abort', () => child.kill(), { once: true })
  const finished: Finished[] = []
  createInterface({ input: child.stdout }).on('line', (line) => finished.push(JSON.parse(line) as Finished))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the writer ended with ${code}`)
  return finished
}

export async function writeOne(kind: WriterKind, job: Partial<Job> & Pick<Job, 'path'>): Promise<Finished> {
  const [finished] = await runWriter(kind, [{ seed: job.path, sizeBytes: 400_000, everyMs: 100, times: 30, ...job }])
  if (!finished) throw new Error('the writer wrote nothing')
  return finished
}
