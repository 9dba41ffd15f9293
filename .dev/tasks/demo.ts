/**
 * @file `npm run demo`: the main job on this machine alone. A real tus server, slowed down so that progress can be watched,
 * takes the sample clips and a generated file, and a simulated host of every provider takes the clips, too; meanwhile clips
 * appear in a watched folder and are sent by themselves. At the end every byte that arrived is compared with its source.
 * `--once` does it without a browser and ends by itself.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import open from 'open'
import type { QueuePage } from '../../src-main/contract/queue/outcomes.ts'
import { SETTLED } from '../../src-main/contract/queue/upload.ts'
import { formatBytes, formatDuration, formatSpeed } from '../../src-main/contract/text/format.ts'
import { untilAborted } from '../../src-main/engine/until-aborted.ts'
import { type Client, createRemoteClient } from '../../src-main/http-api/client.ts'
import { writeMedia } from '../../test/support/media.ts'
import { sha256Of } from '../../test/support/sha256.ts'
import { SIMULATED_PROVIDERS, SIMULATORS } from '../../test/support/simulators/all.ts'
import type { Simulator } from '../../test/support/simulators/simulator.ts'
import { startTusServer, type TusServer } from '../../test/support/tus-server.ts'
import { buildIfNeeded, root } from '../build.ts'
import { compareStored } from '../compare-stored.ts'
import { startWatchedFolder } from '../demo-watch.ts'
import { startServing } from '../serving.ts'
import { stopSignal } from '../stop-signal.ts'

const once = process.argv.includes('--once')
const GENERATED_BYTES = 200_000_000
/** Slow enough to watch, quick enough to wait for. */
const BYTES_PER_SECOND = once ? 80_000_000 : 12_000_000
const PROVIDER_BYTES_PER_SECOND = once ? 80_000_000 : 600_000
const samples = join(root, 'resources', 'samples')

console.log(
  'Runs Reelay’s main job here: sends sample clips to a tus server and to simulated video hosts on this machine, and compares what arrives.',
)
buildIfNeeded()
// Before anything is started, so that it is ended and deleted whenever the demo is.
const stopping = stopSignal()
const started = new AsyncDisposableStack()
let exitCode = 130
try {
  exitCode = (await runDemo()) ? 0 : 1
} catch (caught) {
  if (!stopping.aborted) throw caught
} finally {
  await started.disposeAsync()
}
process.exit(exitCode)

/**
 * Each step is awaited to its end, so that what it starts is known, and none begins once the demo is to stop.
 *
 * @param end ends or deletes what the step has started
 */
async function step<T>(work: () => Promise<T>, end?: (result: T) => PromiseLike<void>): Promise<T> {
  stopping.throwIfAborted()
  const result = await work()
  if (end) started.defer(() => end(result))
  return result
}

async function runDemo(): Promise<boolean> {
  const folder = await step(
    () => mkdtemp(join(tmpdir(), 'reelay-demo-')),
    (path) => rm(path, { recursive: true, force: true }),
  )
  const generated = join(folder, 'clips', 'Generated 200 MB.mov')
  await step(() => writeMedia(generated, GENERATED_BYTES))
  const server = await step(
    () => startTusServer({ directory: join(folder, 'server') }),
    ({ stop }) => stop(),
  )
  server.slowDown(BYTES_PER_SECOND)
  const hosts: Simulator[] = []
  for (const provider of SIMULATED_PROVIDERS) {
    const simulator = await step<Simulator>(
      () => SIMULATORS[provider]({ directory: join(folder, provider) }),
      (one) => one[Symbol.asyncDispose](),
    )
    simulator.slowDown(PROVIDER_BYTES_PER_SECOND)
    simulator.pace(once ? 1 : 3)
    hosts.push(simulator)
  }
  const serving = await step(
    () => startServing(join(folder, 'data')),
    ({ stop }) => stop(),
  )

  const link = new URL(serving.link)
  const client = createRemoteClient(join(folder, 'data'))
  await step(() =>
    client.request('accounts.save', { provider: 'tus', name: 'Demo server', settings: { endpoint: server.endpoint } }),
  )
  const clips = (await readdir(samples)).map((name) => join(samples, name))
  const sources = [...clips, generated]
  await step(() => client.request('queue.add', { paths: sources, destination: { default: true } }))
  const providers = await step(() => client.request('accounts.providers', {}))
  for (const { provider, account } of hosts) {
    const name = `${providers.find(({ id }) => id === provider)?.label ?? provider} (demo)`
    await step(() =>
      client.request('accounts.save', { provider, name, settings: { ...account.settings }, secrets: { ...account.secrets } }),
    )
    await step(() => client.request('queue.add', { paths: clips, destination: { account: name } }))
  }
  const watched = await step(
    () => startWatchedFolder(client, server, { parent: folder, account: 'Demo server', pause: once ? 100 : 500 }),
    ({ stop }) => stop(),
  )
  const total = sources.length + hosts.length * clips.length
  console.log(once ? `${total} uploads queued.` : `${total} uploads queued. Watch them at ${link.href}`)
  console.log(`Clips appear in ${watched.path}; each is sent once it is finished.`)
  if (!once) await open(pathToFileURL(await client.signInPage()).href).catch(() => {})

  await untilAborted(untilSettled(client), stopping)
  const compareAll = async (): Promise<boolean> => {
    // One after the other, because each prints lines.
    const arrived = [await compareServer(server, sources), await compareHosts(hosts, clips), await watched.compare()]
    return arrived.every((same) => same)
  }
  const isIdentical = await untilAborted(compareAll(), stopping)
  if (once) return isIdentical
  console.log(`\nReelay stays open at ${link.href}\nCopy video files into ${watched.path} to see them sent. Stop with Ctrl-C.`)
  return await untilAborted(new Promise<never>(() => {}), stopping)
}

async function untilSettled(queue: Client): Promise<void> {
  const startedAt = Date.now()
  for (;;) {
    const page = await queue.request('queue.page', { filter: {}, offset: 0, limit: 500 })
    showProgress(page)
    if (page.rows.every((row) => SETTLED.has(row.state))) break
    await sleep(500)
  }
  if (process.stdout.isTTY) process.stdout.write('\n')
  console.log(`Everything settled after ${formatDuration((Date.now() - startedAt) / 1000)}.\n`)
}

function showProgress({ rows, summary }: QueuePage): void {
  if (!process.stdout.isTTY) return
  const done = rows.filter((row) => row.state === 'done').length
  const left = Math.max(0, summary.openBytes - summary.openAcceptedBytes - summary.openInFlightBytes)
  process.stdout.write(`\r${done} of ${rows.length} done, ${formatBytes(left)} left, ${formatSpeed(summary.bytesPerSecond)}    `)
}

async function compareServer(server: TusServer, sources: readonly string[]): Promise<boolean> {
  const files = await Promise.all(sources.map(async (path) => ({ name: basename(path), sha256: await sha256Of(path) })))
  const identical = await compareStored(server, files)
  console.log(identical ? `\nAll ${sources.length} clips arrived, byte for byte.` : '\nNot everything arrived as it was sent.')
  return identical
}

/** The same for every simulated host: each clip is there once, byte for byte. */
async function compareHosts(hosts: readonly Simulator[], clips: readonly string[]): Promise<boolean> {
  const wanted = (await Promise.all(clips.map(sha256Of))).sort()
  let identical = true
  for (const simulator of hosts) {
    const videos = simulator.videos()
    const stored = (await Promise.all(videos.map(({ id }) => simulator.sha256(id)))).sort()
    const same = stored.length === wanted.length && stored.every((hash, index) => hash === wanted[index])
    identical &&= same
    console.log(`${same ? '✓ identical' : '✗ DIFFERENT'}  ${videos.length} clips at ${simulator.provider}`)
  }
  return identical
}
