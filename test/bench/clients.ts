/**
 * @file One client, one measurement, one process: `node clients.ts <client> <endpoint> <chunkBytes> <file…>`. Prints JSON with
 * the seconds from the first request to the last answer, the highest resident memory, and the delay of the event loop: of Reelay
 * while all files are being sent, without its start and its end.
 */
import { spawn } from 'node:child_process'
import { createReadStream, statSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { Upload } from 'tus-js-client'
import type { UploadView } from '../../src-main/contract/queue/upload.ts'
import { openReelay } from './host.ts'
import { sendWithinRules } from './within-rules.ts'

const [client = '', endpoint = '', chunk = '0', ...files] = process.argv.slice(2)
const chunkBytes = Number(chunk)
/** Longest time that is measured; a measurement of memory does not need the end. */
const MAX_MS = Number(process.env['BENCH_MOST_MS'] ?? 10 * 60_000)

const delay = monitorEventLoopDelay({ resolution: 1 })
/** Files that have the hash of their list. */
let matched = 0

const clients: Readonly<Record<string, () => Promise<void>>> = {
  // The last answer is in. What is left to hash for the receipt of a file that was sent as fast as this machine can follows;
  // no other client does it.
  reelay: () => sendWithReelay(['verifying', 'done']),
  'reelay, to the receipt': () => sendWithReelay(['done']),
  'within-rules': () => Promise.all(files.map((path) => sendWithinRules(endpoint, path))).then(() => {}),
  'tus-js-client': () => Promise.all(files.map(sendWithTusJsClient)).then(() => {}),
  curl: () => Promise.all(files.map(sendWithCurl)).then(() => {}),
}

/** @param ends states in which a file is no longer waited for */
async function sendWithReelay(ends: readonly UploadView['state'][]): Promise<void> {
  const { reelay, ask, close } = await openReelay()
  const open = new Set(files)
  const waiting = new Set(files)
  const done = new Promise<void>((resolve, reject) => {
    reelay.publisher.subscribe((event, payload) => {
      if (event !== 'queue.transitioned') return
      const { path, state, failure, offload } = payload as UploadView
      if (state === 'failed' || state === 'needs-attention') reject(new Error(failure?.code))
      if (state === 'uploading' && waiting.delete(path) && waiting.size === 0) delay.reset()
      if (state === 'done' && offload?.result === 'matches') matched += 1
      if (ends.includes(state)) open.delete(path)
      if (open.size === 0) resolve()
    })
  })
  reelay.start()
  const input = { paths: files, destination: { endpoint }, ...(chunkBytes > 0 ? { chunkBytes } : {}) }
  await ask('queue.add', input)
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, MAX_MS).unref())])
  delay.disable()
  await close()
}

function sendWithTusJsClient(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      endpoint,
      chunkSize: chunkBytes || Number.POSITIVE_INFINITY,
      uploadSize: statSync(path).size,
      retryDelays: null,
    }
    const upload = new Upload(createReadStream(path) as unknown as Blob, {
      ...options,
      onSuccess: () => resolve(),
      onError: reject,
    })
    upload.start()
  })
}

async function sendWithCurl(path: string): Promise<void> {
  const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(statSync(path).size) }
  const created = await fetch(endpoint, { method: 'POST', headers })
  const location = new URL(created.headers.get('location') ?? '', endpoint).href
  const patch = ['Tus-Resumable: 1.0.0', 'Upload-Offset: 0', 'Content-Type: application/offset+octet-stream', 'Expect:']
  const args = ['-sS', '--fail', '-X', 'PATCH', '-T', path, ...patch.flatMap((header) => ['-H', header]), location]
  await new Promise<void>((resolve, reject) => {
    spawn('curl', args, { stdio: ['ignore', 'ignore', 'inherit'] }).on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`curl: ${code}`)),
    )
  })
}

let residentBytes = 0
const watch = setInterval(() => {
  residentBytes = Math.max(residentBytes, process.memoryUsage.rss())
}, 50)
const run = clients[client]
if (!run) throw new Error(`there is no client “${client}”`)
delay.enable()
const before = performance.now()
await run()
const seconds = (performance.now() - before) / 1_000
clearInterval(watch)
console.log(
  JSON.stringify({ seconds, residentBytes, matched, delayP99Ms: delay.percentile(99) / 1e6, delayMaxMs: delay.max / 1e6 }),
)
process.exit(0)
