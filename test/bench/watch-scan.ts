/**
 * @file Watched folders with many files, in a process of their own: `node watch-scan.ts <files>`. Prints JSON with the time
 * of one look at all of them beside `find -ls`, what is used when nothing happens, and what is kept of each file.
 */
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { openReelay } from './host.ts'

export interface WatchFigures {
  readonly files: number
  readonly folders: number
  /** How many times the time of `find -ls` one look took: the middle of all rounds. */
  readonly scanRatio: number
  readonly findSeconds: number
  readonly scanSeconds: number
  readonly delayP99Ms: number
  /** Part of one core, from 0 to 1. */
  readonly idleCpu: number
  readonly heapBytesPerEntry: number
  readonly diskBytesPerEntry: number
}

const FOLDERS = 20
const CARDS = 20
const ROUNDS = 5
const IDLE_MS = 30_000

async function makeTree(root: string, files: number): Promise<string[]> {
  const folders = Array.from({ length: FOLDERS }, (_, index) => join(root, `day ${index}`))
  const each = files / FOLDERS / CARDS
  for (const [day, folder] of folders.entries()) {
    for (let card = 0; card < CARDS; card += 1) {
      const path = join(folder, `card ${card}`)
      await mkdir(path, { recursive: true })
      const first = (day * CARDS + card) * each
      const names = Array.from({ length: each }, (_, index) => `C${first + index}.MP4`)
      await Promise.all(names.map((name) => writeFile(join(path, name), 'x')))
    }
  }
  return folders
}

async function secondsOf(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1_000
}

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

async function sizeOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

async function measure(files: number): Promise<WatchFigures> {
  const root = await mkdtemp(join(tmpdir(), 'reelay-tree-'))
  const { ask, reelay, dataDir, close } = await openReelay()
  try {
    const folders = await makeTree(root, files)
    reelay.start()
    const account = await ask('accounts.save', { provider: 'tus', name: 'Bench', settings: { endpoint: 'http://127.0.0.1:9/' } })
    const heapBefore = heapBytes()
    const diskBefore = await sizeOf(dataDir)
    const ids: string[] = []
    for (const path of folders) {
      ids.push((await ask('watch.add', { path, rules: { accountId: account.id, existing: 'new' } })).id)
    }
    const scan = async (): Promise<void> => {
      for (const id of ids) await ask('watch.scan', { id })
    }
    const find = (): unknown => spawnSync('find', [root, '-ls'], { stdio: ['ignore', 'ignore', 'ignore'] })
    // What is not known yet is written down by the first look.
    await scan()
    find()
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const rounds: { readonly find: number; readonly scan: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const findSeconds = await secondsOf(find)
      delay.enable()
      rounds.push({ find: findSeconds, scan: await secondsOf(scan) })
      delay.disable()
    }
    const known = (await ask('watch.list', {})).reduce((sum, { counts }) => sum + counts.ignored, 0)
    await sleep(2_000)
    const before = process.cpuUsage()
    const idleSeconds = await secondsOf(() => sleep(IDLE_MS))
    const { user, system } = process.cpuUsage(before)
    return {
      files: known,
      folders: folders.length,
      scanRatio: middle(rounds.map((round) => round.scan / round.find)),
      findSeconds: middle(rounds.map((round) => round.find)),
      scanSeconds: middle(rounds.map((round) => round.scan)),
      delayP99Ms: delay.percentile(99) / 1e6,
      idleCpu: (user + system) / 1e6 / idleSeconds,
      heapBytesPerEntry: Math.max(0, heapBytes() - heapBefore) / files,
      diskBytesPerEntry: ((await sizeOf(dataDir)) - diskBefore) / files,
    }
  } finally {
    await close()
    await rm(root, { recursive: true, force: true })
  }
}

console.log(JSON.stringify(await measure(Number(process.argv[2]))))
process.exit(0)
