/**
 * @file `npm run bench`: what Reelay costs beside a plain client, as ratios of one run. Rounds are interleaved, so that a
 * machine that is busy for a while is busy for all.
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { writeMedia } from '../../test/support/media.ts'
import { root } from '../build.ts'

const MEBIBYTE = 1024 * 1024
const FILE_BYTES = 1024 * MEBIBYTE
const CHUNK_BYTES = 50 * MEBIBYTE
const ROUNDS = 5
const SPARSE_FILES = 10
const SPARSE_BYTES = 10 * 1024 * MEBIBYTE
const MEMORY_MS = 40_000

interface Measurement {
  readonly seconds: number
  readonly residentBytes: number
  readonly delayP99Ms: number
  readonly delayMaxMs: number
}

interface Row {
  readonly what: string
  readonly measured: string
  readonly wanted: string
  readonly met: boolean
}

const bench = join(root, 'test', 'bench')
const folder = await mkdtemp(join(tmpdir(), 'reelay-bench-'))
const rows: Row[] = []

function measure(client: string, endpoint: string, chunkBytes: number, files: readonly string[], mostMs = 600_000): Measurement {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(bench, 'clients.ts'), client, endpoint, String(chunkBytes), ...files],
    {
      encoding: 'utf8',
      env: { ...process.env, BENCH_MOST_MS: String(mostMs) },
    },
  )
  if (status !== 0) throw new Error(`${client}: ${stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measurement
}

async function startSink(): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = fork(join(bench, 'sink.ts'))
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { child, endpoint: `http://127.0.0.1:${port}/files/` }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

const megabytesPerSecond = (seconds: number): string => `${Math.round(FILE_BYTES / 1e6 / seconds)} MB/s`

async function throughput(endpoint: string): Promise<void> {
  const file = join(folder, 'one.mov')
  await writeMedia(file, FILE_BYTES)
  const clients = ['reelay', 'tus-js-client', 'curl'] as const
  const seconds: Record<(typeof clients)[number], number[]> = { reelay: [], 'tus-js-client': [], curl: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const client of clients) seconds[client].push(measure(client, endpoint, CHUNK_BYTES, [file]).seconds)
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\r`)
  }
  const speed = (client: (typeof clients)[number]): number => 1 / median(seconds[client])
  for (const client of clients) console.log(`${client.padEnd(16)} ${megabytesPerSecond(median(seconds[client]))}`)
  ratio('throughput at 50 MiB chunks, against tus-js-client', speed('reelay') / speed('tus-js-client'), 0.95)
  ratio('throughput at 50 MiB chunks, against curl -T in one PATCH', speed('reelay') / speed('curl'), 0.85)
  await rm(file)
}

async function memory(endpoint: string): Promise<void> {
  const files: string[] = []
  for (let index = 0; index < SPARSE_FILES; index += 1) {
    const file = await open(join(folder, `sparse-${index}.mov`), 'w')
    await file.truncate(SPARSE_BYTES)
    await file.close()
    files.push(join(folder, `sparse-${index}.mov`))
  }
  const { residentBytes, delayP99Ms, delayMaxMs } = measure('reelay', endpoint, CHUNK_BYTES, files, MEMORY_MS)
  const megabytes = residentBytes / 1e6
  const what = `${SPARSE_FILES} uploads of 10 GiB at once`
  rows.push({
    what: `${what}: resident memory`,
    measured: `${megabytes.toFixed(0)} MB`,
    wanted: '≤ 250 MB',
    met: megabytes <= 250,
  })
  rows.push({
    what: `${what}: event loop delay, 99 %`,
    measured: `${delayP99Ms.toFixed(1)} ms (longest ${delayMaxMs.toFixed(0)} ms)`,
    wanted: '≤ 20 ms',
    met: delayP99Ms <= 20,
  })
}

function ratio(what: string, value: number, atLeast: number): void {
  rows.push({ what, measured: value.toFixed(2), wanted: `≥ ${atLeast.toFixed(2)}`, met: value >= atLeast })
}

console.log('Measures Reelay beside plain clients on this machine; about three minutes.\n')
const sink = await startSink()
try {
  await throughput(sink.endpoint)
  await memory(sink.endpoint)
} finally {
  sink.child.kill()
  await rm(folder, { recursive: true, force: true })
}
console.log('\n| what | measured | wanted | |\n|---|---|---|---|')
for (const { what, measured, wanted, met } of rows) console.log(`| ${what} | ${measured} | ${wanted} | ${met ? '✓' : '✗'} |`)
process.exit(rows.every((row) => row.met) ? 0 : 1)
