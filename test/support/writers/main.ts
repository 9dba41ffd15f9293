/** @file A program that writes files: kind and jobs as arguments; one JSON line per file that is finished, on standard output. */
import process from 'node:process'
import { type Job, type WriterKind, write } from './kinds.ts'

const [kind, jobs] = process.argv.slice(2)
for (const job of JSON.parse(jobs ?? '[]') as Job[]) {
  const written = await write(kind as WriterKind, job)
  process.stdout.write(`${JSON.stringify({ ...written, finishedAt: Date.now() })}\n`)
}
