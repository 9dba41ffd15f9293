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
import type { ListFigures } from '../../test/bench/hash-list.ts'
import type { InterfaceFigures } from '../../test/bench/interface.ts'
import { measureLimits } from '../../test/bench/limit-accuracy.ts'
import type { ManyFigures } from '../../test/bench/many-uploads.ts'
import { measureReturns } from '../../test/bench/network-return.ts'
import { listedCopy } from '../../test/bench/offload.ts'
import type { WatchFigures } from '../../test/bench/watch-scan.ts'
import { writeMedia } from '../../test/support/media.ts'
import { buildIfNeeded, root } from '../build.ts'
import { findOrInstallChromium } from '../chromium.ts'

const MEBIBYTE = 1024 * 1024
const FILE_BYTES = 1024 * MEBIBYTE
const CHUNK_BYTES = 50 * MEBIBYTE
const ROUNDS = 5
const SPARSE_FILES = 10
const SPARSE_BYTES = 10 * 1024 * MEBIBYTE
const MEMORY_MS = 40_000
/** 200 Mbit/s. */
const LINK_BYTES_PER_SECOND = 25_000_000
const ROUND_TRIP_MS = 100
const LINK_FILE_BYTES = 256 * MEBIBYTE
/** 1 Gbit/s, with the latency of a local network. */
const GIGABIT_BYTES_PER_SECOND = 125_000_000
const NEAR_ROUND_TRIP_MS = 2
const WATCHED_FILES = 100_000

interface Measurement {
  readonly seconds: number
  readonly residentBytes: number
  readonly matched: number
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

/** Runs a script of test/bench in a process of its own, so that nothing else shares its event loop; it prints JSON. */
function figuresOf<T>(
  script: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): T {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, join(bench, script), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  if (status !== 0) throw new Error(`${[script, ...args].join(' ')}: ${stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T
}

function measure(client: string, endpoint: string, chunkBytes: number, files: readonly string[], mostMs = 600_000): Measurement {
  const args = [client, endpoint, String(chunkBytes), ...files]
  return figuresOf('clients.ts', args, [], { BENCH_MOST_MS: String(mostMs) })
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

/** Over a link as at home: what the round trips cost, and whether many files fill it. */
async function distance(sinkPort: number): Promise<void> {
  const child = fork(join(bench, 'link.ts'), [String(sinkPort), String(LINK_BYTES_PER_SECOND), String(ROUND_TRIP_MS)])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  try {
    const [plain, strict] = ['files', 'strict'].map((path) => `http://127.0.0.1:${port}/${path}/`) as [string, string]
    const whole = join(folder, 'far.mov')
    await writeMedia(whole, LINK_FILE_BYTES)
    const quarters = ['a', 'b', 'c', 'd'].map((name) => join(folder, `far-${name}.mov`))
    for (const path of quarters) await writeMedia(path, LINK_FILE_BYTES / quarters.length)
    const single = measure('curl', plain, 0, [whole]).seconds
    console.log(
      `${'link, curl'.padEnd(16)} ${Math.round((LINK_FILE_BYTES / 1e6 / single) * 10) / 10} of ${LINK_BYTES_PER_SECOND / 1e6} MB/s`,
    )
    const far = `at a round trip of ${ROUND_TRIP_MS} ms`
    ratio(`plain server ${far}, against one PATCH of curl`, single / measure('reelay', plain, 0, [whole]).seconds, 0.95)
    const within = measure('within-rules', strict, 0, [whole]).seconds
    ratio(`within Cloudflare’s rules ${far}, against one PATCH of curl`, single / within, 0.88)
    const together = measure('reelay', plain, 0, quarters).seconds
    ratio(`four files at once ${far}, against as many bytes in one PATCH of curl`, single / together, 0.95)
    for (const path of [whole, ...quarters]) await rm(path)
  } finally {
    child.kill()
  }
}

/** What it costs to compare a file with the hash made at offload. */
async function offload(endpoint: string, sinkPort: number): Promise<void> {
  const plain = join(folder, 'clip.mov')
  await writeMedia(plain, FILE_BYTES)
  const listed = await listedCopy(plain)
  const child = fork(join(bench, 'link.ts'), [String(sinkPort), String(GIGABIT_BYTES_PER_SECOND), String(NEAR_ROUND_TRIP_MS)])
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const near = `http://127.0.0.1:${port}/files/`
  const compared = (client: string, server: string): number => {
    const seconds = { plain: [] as number[], listed: [] as number[] }
    for (let round = 0; round < ROUNDS; round += 1) {
      seconds.plain.push(measure(client, server, CHUNK_BYTES, [plain]).seconds)
      const withHash = measure(client, server, CHUNK_BYTES, [listed])
      seconds.listed.push(withHash.seconds)
      if (client !== 'reelay' && withHash.matched !== 1) throw new Error('the clip was not compared with its list')
    }
    return median(seconds.plain) / median(seconds.listed)
  }
  try {
    ratio('throughput with a hash made at offload, against without', compared('reelay', endpoint), 0.95)
    ratio('the same at 1 Gbit/s, to the receipt', compared('reelay, to the receipt', near), 0.95)
  } finally {
    child.kill()
    await rm(plain)
    await rm(join(folder, 'card'), { recursive: true })
  }
}

function largeList(): void {
  const { entries, seconds, delayP99Ms } = figuresOf<ListFigures>('hash-list.ts', [folder])
  rows.push({
    what: `a hash list of 50 MB (${entries} files): event loop delay while it is read, 99 %`,
    measured: `${seconds.toFixed(1)} s, ${delayP99Ms.toFixed(1)} ms`,
    wanted: '≤ 20 ms',
    met: delayP99Ms <= 20,
  })
}

async function networkReturn(): Promise<void> {
  const seconds = (await measureReturns(folder)).map((ms) => ms / 1_000)
  const longest = Math.max(...seconds)
  rows.push({
    what: `from the return of the network to the first accepted byte, longest of ${seconds.length}`,
    measured: `${longest.toFixed(1)} s`,
    wanted: '≤ 2 s',
    met: longest <= 2,
  })
}

async function limitAccuracy(): Promise<void> {
  const measured = await measureLimits()
  const worst = Math.max(...measured.map(({ rate }) => Math.abs(rate - 1)))
  const busiest = Math.max(...measured.map((one) => one.busiest))
  const what = 'speed limits from 50 kB/s to 100 MB/s, 1 to 10 uploads'
  rows.push({ what: `${what}: furthest off`, measured: `${(worst * 100).toFixed(1)} %`, wanted: '≤ 5 %', met: worst <= 0.05 })
  rows.push({ what: `${what}: busiest second`, measured: busiest.toFixed(2), wanted: '≤ 1.10', met: busiest <= 1.1 })
}

function watchedFolders(): void {
  const found = figuresOf<WatchFigures>('watch-scan.ts', [String(WATCHED_FILES)], ['--expose-gc'])
  const what = `${found.folders} watched folders with ${found.files} files`
  rows.push({
    what: `${what}: one look at all, against find -ls`,
    measured: `${found.scanRatio.toFixed(2)} (${found.scanSeconds.toFixed(2)} s)`,
    wanted: '≤ 3',
    met: found.scanRatio <= 3 && found.files === WATCHED_FILES,
  })
  rows.push({
    what: `${what}: event loop delay while looking, 99 %`,
    measured: `${found.delayP99Ms.toFixed(1)} ms`,
    wanted: '≤ 20 ms',
    met: found.delayP99Ms <= 20,
  })
  rows.push({
    what: `${what}: processor when nothing happens`,
    measured: `${(found.idleCpu * 100).toFixed(2)} % of a core`,
    wanted: '≤ 1 %',
    met: found.idleCpu <= 0.01,
  })
  const per100k = (bytes: number): string => `${((bytes * 100_000) / 1e6).toFixed(0)} MB`
  rows.push({
    what: '100,000 entries of what is known of files: memory, and disk',
    measured: `${per100k(found.heapBytesPerEntry)}, ${per100k(found.diskBytesPerEntry)}`,
    wanted: '≤ 20 MB, ≤ 60 MB',
    met: found.heapBytesPerEntry <= 200 && found.diskBytesPerEntry <= 600,
  })
}

function manyUploads(): void {
  for (const { what, seconds, mostSeconds, delayP99Ms } of figuresOf<ManyFigures[]>('many-uploads.ts')) {
    rows.push({
      what: `100,000 uploads: ${what}; event loop delay, 99 %`,
      measured: `${seconds.toFixed(2)} s, ${delayP99Ms.toFixed(1)} ms`,
      wanted: `≤ ${mostSeconds} s, ≤ 20 ms`,
      met: seconds <= mostSeconds && delayP99Ms <= 20,
    })
  }
}

/** The built interface, over the built host. */
function interfaceOverMany(): void {
  buildIfNeeded()
  const found = figuresOf<InterfaceFigures>('interface.ts', [findOrInstallChromium()])
  const what = 'the interface over 100,000 uploads'
  rows.push({
    what: `${what}: first paint, first row`,
    measured: `${found.firstPaintMs.toFixed(0)} ms, ${found.firstRowMs.toFixed(0)} ms`,
    wanted: '≤ 1,000 ms, ≤ 2,000 ms',
    met: found.firstPaintMs <= 1_000 && found.firstRowMs <= 2_000,
  })
  rows.push({
    what: `${what}: scripts until the first row`,
    measured: `${(found.scriptBytes / 1e3).toFixed(0)} kB`,
    wanted: '≤ 400 kB',
    met: found.scriptBytes <= 400_000,
  })
  const { slowly, fast } = found
  const share = (part: number, { frames }: { readonly frames: number }): string => `${((part / frames) * 100).toFixed(1)} %`
  rows.push({
    what: `${what}: slow frames at 40 px a frame; blank ones at 400 px`,
    measured: `${share(slowly.slow, slowly)}; ${fast.blank}`,
    wanted: '≤ 5 %; none',
    met: slowly.slow <= slowly.frames * 0.05 && slowly.blank + fast.blank === 0,
  })
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
    measured: `${delayP99Ms.toFixed(1)} ms`,
    wanted: '≤ 20 ms',
    met: delayP99Ms <= 20,
  })
  rows.push({
    what: `${what}: event loop delay, longest`,
    measured: `${delayMaxMs.toFixed(0)} ms`,
    wanted: '≤ 50 ms',
    met: delayMaxMs <= 50,
  })
}

function ratio(what: string, value: number, atLeast: number): void {
  rows.push({ what, measured: value.toFixed(2), wanted: `≥ ${atLeast.toFixed(2)}`, met: value >= atLeast })
}

console.log('Measures Reelay beside plain clients on this machine; about eight minutes.\n')
const sink = await startSink()
try {
  await throughput(sink.endpoint)
  await distance(Number(new URL(sink.endpoint).port))
  await offload(sink.endpoint, Number(new URL(sink.endpoint).port))
  largeList()
  await networkReturn()
  await limitAccuracy()
  await memory(sink.endpoint)
  watchedFolders()
  manyUploads()
  interfaceOverMany()
} finally {
  sink.child.kill()
  await rm(folder, { recursive: true, force: true })
}
console.log('\n| what | measured | wanted | |\n|---|---|---|---|')
for (const { what, measured, wanted, met } of rows) console.log(`| ${what} | ${measured} | ${wanted} | ${met ? '✓' : '✗'} |`)
process.exit(rows.every((row) => row.met) ? 0 : 1)
