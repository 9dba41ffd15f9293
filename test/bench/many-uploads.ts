/**
 * @file Work on a hundred thousand uploads, in a process of its own: `node many-uploads.ts`. Prints JSON with the seconds of each
 * piece of work and the delay of the event loop meanwhile.
 */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import type { UploadState } from '../../src-main/contract/queue/upload.ts'
import { makeBigJournal } from '../support/big-journal.ts'
import { openMany } from '../support/many-uploads.ts'

export interface ManyFigures {
  readonly what: string
  readonly seconds: number
  readonly mostSeconds: number
  readonly delayP99Ms: number
}

const ROWS = 100_000
const FILES_PER_FOLDER = 1_000

const folder = await mkdtemp(join(tmpdir(), 'reelay-many-'))
const figures: ManyFigures[] = []
type Many = Awaited<ReturnType<typeof openMany>>

async function measure(what: string, mostSeconds: number, journal: string | null, work: (many: Many) => Promise<unknown>) {
  const dataDir = await mkdtemp(join(folder, 'data-'))
  if (journal !== null) await copyFile(journal, join(dataDir, 'journal.db'))
  const many = await openMany(dataDir)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const startedAt = performance.now()
  await work(many)
  const seconds = (performance.now() - startedAt) / 1_000
  delay.disable()
  await many[Symbol.asyncDispose]()
  figures.push({ what, seconds, mostSeconds, delayP99Ms: delay.percentile(99) / 1e6 })
}

async function makeFiles(root: string): Promise<void> {
  for (let first = 0; first < ROWS; first += FILES_PER_FOLDER) {
    const card = join(root, `card ${first / FILES_PER_FOLDER}`)
    await mkdir(card, { recursive: true })
    const names = Array.from({ length: FILES_PER_FOLDER }, (_, index) => `C${first + index}.MP4`)
    await Promise.all(names.map((name) => writeFile(join(card, name), name)))
  }
}

try {
  const journal = join(folder, 'made', 'journal.db')
  // Half of it waits for a host that is away, three tenths are paused, the rest is sent.
  const stateOf = (index: number): UploadState => (index % 2 === 0 ? 'waiting' : index % 10 < 6 ? 'paused' : 'done')
  const waiting = join(folder, 'made', 'waiting.db')
  makeBigJournal({ path: waiting, rows: ROWS, stateOf: () => 'waiting' })
  const half = join(folder, 'made', 'half.db')
  makeBigJournal({ path: half, rows: ROWS, stateOf: (index) => (index % 2 === 0 ? 'done' : 'waiting') })
  makeBigJournal({ path: journal, rows: ROWS, stateOf })
  const page = { filter: {}, offset: 0, limit: 100 }
  const dataDir = await mkdtemp(join(folder, 'start-'))
  await copyFile(journal, join(dataDir, 'journal.db'))
  const startedAt = performance.now()
  const first = await openMany(dataDir)
  await first.ask('queue.page', page)
  figures.push({
    what: 'first answer after the start',
    seconds: (performance.now() - startedAt) / 1_000,
    mostSeconds: 1,
    delayP99Ms: 0,
  })
  await first[Symbol.asyncDispose]()
  await measure('pause all', 5, waiting, ({ ask }) => ask('queue.pause', { filter: {} }))
  await measure('resume 30,000', 3, journal, ({ ask }) => ask('queue.resume', { filter: {} }))
  await measure('remove 50,000, to be undone', 5, half, ({ ask }) =>
    ask('queue.remove', { filter: { group: 'waiting' }, undoable: true }),
  )
  await makeFiles(join(folder, 'cards'))
  await measure('add 100,000 files', 60, null, async ({ ask }) => {
    await ask('queue.add', { paths: [join(folder, 'cards')], destination: { default: true } })
  })
  console.log(JSON.stringify(figures))
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)
