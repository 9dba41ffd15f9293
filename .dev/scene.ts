/**
 * @file A host with uploads, folders and accounts in every state, for pictures of the interface and for looking at it. Servers,
 * folders, files and answers are real; only the days of History and Activity before today are written into the journal.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UploadView } from '../src-main/contract/queue/upload.ts'
import { dayOf, plusDays } from '../src-main/contract/text/day.ts'
import { type Client, createRemoteClient } from '../src-main/http-api/client.ts'
import { makeManyActivity } from '../test/support/many-activity.ts'
import { makeManyPast } from '../test/support/many-past.ts'
import { SIMULATORS } from '../test/support/simulators/all.ts'
import type { Simulator } from '../test/support/simulators/simulator.ts'
import { startTusServer, type TusServer } from '../test/support/tus-server.ts'
import { keepWriting, pastClip, samples, writeLargeClip } from './scene-clips.ts'
import { type Serving, startServing } from './serving.ts'

export interface Scene extends AsyncDisposable {
  readonly folder: string
  readonly dataDir: string
  readonly client: Client
  readonly server: TusServer
  readonly hosts: Readonly<Record<string, Simulator>>
  /** The page with its key. */
  readonly link: string
  /** Starts a host with an empty data folder; returns the link to its page. */
  startNew(): Promise<string>
}

const MATCH_DAY = [
  ['A003C012_261126_R2ZK.mov', 900_000_000, 'camera'],
  ['A003C013_261126_R2ZK.mov', 240_000_000, 'camera'],
  ['Full match clean feed.mov', 600_000_000, 'export'],
] as const
const EXPORTS = [
  'Matchday 12 – vertical cut 9x16 v2.mp4',
  'Press conference full (clean feed).mp4',
  'Goal 1 – Adeyemi 23′.mp4',
  'Season trailer v12 – endgültige Fassung mit Untertiteln, freigegeben.mp4',
] as const

/** Resolves once there is an upload in every state. */
export async function buildScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'RAID-01-'))
  const clips = join(folder, 'Movies')
  const match = join(clips, 'Match day 12')
  await mkdir(match, { recursive: true })
  const { match: sample, drone, camera } = await samples()
  for (const [name, sizeBytes, kind] of MATCH_DAY) {
    await writeLargeClip(join(match, name), kind === 'camera' ? camera : sample, sizeBytes)
  }
  const exported = join(clips, 'Exports')
  await mkdir(exported)
  for (const name of EXPORTS) await cp(sample, join(exported, name))

  const server = await startTusServer({ directory: join(folder, 'server') })
  server.slowDown(3_000_000)
  const hosts: Record<string, Simulator> = {}
  for (const provider of ['bunny', 'cloudflare', 'gcore', 'mcls', 'omegastream', 'vimeo'] as const) {
    hosts[provider] = await SIMULATORS[provider]({ directory: join(folder, provider) })
  }
  const dataDir = join(folder, 'data')
  await mkdir(dataDir, { mode: 0o700 })
  const lastDay = plusDays(dayOf(Date.now()), -1)
  makeManyPast(join(dataDir, 'journal.db'), {
    uploads: 2_400,
    perDay: 40,
    lastDay,
    gapMs: 7 * 60_000,
    clipOf: pastClip((day) => plusDays(lastDay, -day)),
  })
  const started: Serving[] = []
  async function start(ownData: string): Promise<string> {
    const serving = await startServing(ownData, { LANG: 'en_GB.UTF-8', TZ: 'UTC' })
    started.push(serving)
    return serving.link
  }
  const link = await start(dataDir)
  const client = createRemoteClient(dataDir)

  let stopWriting = (): void => {}
  async function end(): Promise<void> {
    stopWriting()
    await Promise.all(started.map((serving) => serving.stop()))
    for (const simulator of Object.values(hosts)) await simulator[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }

  try {
    await addAccounts(client, server, hosts)
    const accounts = await client.request('accounts.list', {})
    makeManyActivity(
      join(dataDir, 'journal.db'),
      accounts.map(({ id }) => id),
      Date.now(),
    )
    await client.request('settings.change', {
      concurrency: 4,
      // Uploads that are done stay on the list.
      finishedLeave: false,
      schedule: [
        { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', bytesPerSecond: 25_000_000 },
        { days: [0], from: '10:00', to: '13:00', bytesPerSecond: null },
      ],
    })
    const add = (paths: readonly string[], account: string) =>
      client.request('queue.add', { paths: [...paths], destination: { account } })
    hosts['gcore']?.pace(500)
    await add([join(exported, EXPORTS[1])], 'Cloudflare · Studio')
    await add([join(exported, EXPORTS[2])], 'Gcore · Delivery')
    const harbour = join(clips, 'Harbour and coast, drone')
    await mkdir(harbour)
    for (const name of ['DRONE_0117_coast.mov', 'DRONE_0118_harbour.mov']) await cp(drone, join(harbour, name))
    await add([harbour], 'Vimeo showcase')
    hosts['omegastream']?.revoke()
    await add([join(exported, EXPORTS[3])], 'Omega Sports')
    await add([join(exported, EXPORTS[0])], 'City FC')
    await add(
      MATCH_DAY.map(([name]) => join(match, name)),
      'Northlight archive',
    )
    const paused = (await client.request('queue.page', { filter: {}, offset: 0, limit: 50 })).rows.find(
      ({ name }) => name === MATCH_DAY[1][0],
    )
    await untilQueue(client, (rows) => rows.filter(({ state }) => state === 'uploading').length >= 2)
    if (paused) await client.request('queue.pause', { ids: [paused.id] })
    const growing = join(match, 'A003C014_261126_R2ZK.mov')
    stopWriting = await keepWriting(growing, camera)
    await add([growing], 'Northlight archive')
    await untilQueue(client, (rows) => rows.some(({ waiting }) => waiting?.reason === 'file-growing'))
    const watched = join(clips, 'Card offload')
    await mkdir(watched)
    await cp(sample, join(watched, 'B002C031_261126.mp4'))
    await writeFile(join(watched, 'B002C031_261126.xml'), '<clip/>')
    await client.request('watch.add', { path: watched, rules: { accountId: 'Northlight archive', quietSeconds: 2 } })
    await watchMore(client, folder, sample)
    await untilQueue(
      client,
      (rows) =>
        rows.some(({ state }) => state === 'needs-attention' || state === 'failed') && rows.some(({ state }) => state === 'done'),
    )
    for (const account of ['Cloudflare · Studio', 'Vimeo showcase', 'Northlight archive', 'Omega Sports', 'Off-site NAS'])
      await client.request('accounts.test', { account })
    // Figures of the transfers settle.
    await sleep(2_000)
    const startNew = async (): Promise<string> => start(await mkdtemp(join(folder, 'new-')))
    return { folder, dataDir, client, server, hosts, link, startNew, [Symbol.asyncDispose]: end }
  } catch (caught) {
    await end()
    throw caught
  }
}

/** Watched folders with a question, without uploads, paused, and unavailable. */
async function watchMore(client: Client, folder: string, sample: string): Promise<void> {
  const add = async (
    path: string,
    names: readonly string[],
    rules: Parameters<typeof client.request<'watch.add'>>[1]['rules'],
  ) => {
    await mkdir(path, { recursive: true })
    for (const name of names) await cp(sample, join(path, name))
    return client.request('watch.add', { path, rules })
  }
  const clips = (reel: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${reel}C${String(index + 1).padStart(3, '0')}_261126.mp4`)
  await add(join(folder, 'Card dump', 'A-cam'), clips('A001', 12), {
    accountId: 'Cloudflare · Studio',
    existing: 'ask',
    afterwards: { do: 'trash' },
  })
  await add(join(folder, 'Movies', 'Omega drop'), [], { accountId: 'Omega Sports' })
  const rested = await add(join(folder, 'Movies', 'Archive 2025'), [], { accountId: 'Off-site NAS' })
  await client.request('watch.pause', { ids: [rested.id], paused: true })
  const away = join(folder, 'LaCie Rugged', 'Ingest')
  const ingest = await add(away, [], { accountId: 'Northlight archive' })
  await rm(away, { recursive: true })
  await client.request('watch.scan', { id: ingest.id })
}

async function addAccounts(client: Client, server: TusServer, hosts: Readonly<Record<string, Simulator>>): Promise<void> {
  await client.request('accounts.save', {
    provider: 'tus',
    name: 'Northlight archive',
    settings: { endpoint: server.endpoint },
  })
  await client.request('accounts.save', {
    provider: 'tus',
    name: 'Off-site NAS',
    settings: { endpoint: 'http://127.0.0.1:9/files/' },
  })
  const names = {
    bunny: 'Bunny previews',
    cloudflare: 'Cloudflare · Studio',
    gcore: 'Gcore · Delivery',
    mcls: 'City FC',
    omegastream: 'Omega Sports',
    vimeo: 'Vimeo showcase',
  }
  for (const [provider, name] of Object.entries(names)) {
    const { account } = hosts[provider] ?? {}
    if (!account) continue
    await client.request('accounts.save', {
      provider,
      name,
      settings: { ...account.settings },
      secrets: { ...account.secrets },
    })
  }
}

/** @throws Error when the queue does not fulfil the condition within a minute */
async function untilQueue(client: Client, condition: (rows: readonly UploadView[]) => boolean): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    const { rows } = await client.request('queue.page', { filter: {}, offset: 0, limit: 100 })
    if (condition(rows)) return
    await sleep(250)
  }
  throw new Error('The scene did not come about.')
}
