/** Told to stop at any moment, the built command line ends: at once, in order, and with a journal that the next start takes. */
import { mkdir, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { FailureError } from '../../src-main/contract/errors/errors.ts'
import { type Client, createRemoteClient } from '../../src-main/http-api/client.ts'
import { createDraw } from '../faults/draw.ts'
import { type RunningCli, runCli, startCli } from '../support/cli.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'

const FILES = 3_000
/** Nobody listens there: what is added waits. */
const NOWHERE = 'http://127.0.0.1:9/files/'

/** Read by all tests, written by none. */
let shared: TempFolder

beforeAll(async () => {
  shared = await tempFolder()
  await mkdir(shared.in('clips'))
  for (let index = 0; index < FILES; index += 1) await writeFile(shared.in('clips', `C${index}.mp4`), 'x')
  return () => shared[Symbol.asyncDispose]()
})

interface Harness {
  readonly dataDir: string
  start(...args: string[]): RunningCli
  /** `serve` that can be called. */
  serve(): Promise<{ running: RunningCli; client: Client }>
}

async function openHarness(): Promise<Harness> {
  const folder = await tempFolder()
  const dataDir = folder.in('data')
  const started: RunningCli[] = []
  onTestFinished(async () => {
    for (const running of started) await running[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })
  const added = await runCli(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${NOWHERE}`], { dataDir })
  expect(added.code).toBe(0)
  const start = (...args: string[]): RunningCli => {
    const running = startCli(args, { dataDir })
    started.push(running)
    return running
  }
  return {
    dataDir,
    start,
    async serve() {
      const running = start('serve')
      await running.waitFor(({ type }) => type === 'serving')
      return { running, client: createRemoteClient(dataDir) }
    },
  }
}

/** What came of a call: its value, or the failure that it was refused with. */
async function outcomeOf<T>(call: Promise<T>): Promise<{ value: T } | { code: string; detail: string }> {
  try {
    return { value: await call }
  } catch (caught) {
    if (!(caught instanceof FailureError)) throw caught
    return { code: caught.failure.code, detail: caught.failure.detail ?? '' }
  }
}

async function expectWholeJournal(dataDir: string): Promise<number> {
  const journal = new DatabaseSync(`${dataDir}/journal.db`, { readOnly: true })
  expect(journal.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  const rows = Number(journal.prepare('SELECT count(*) AS n FROM uploads').get()?.['n'])
  journal.close()
  const next = await runCli(['queue', 'list'], { dataDir })
  expect(next.code).toBe(0)
  expect(next.lines.filter(({ type }) => type === 'upload')).toHaveLength(rows)
  return rows
}

const addAll = (client: Client) =>
  outcomeOf(client.request('queue.add', { paths: [shared.in('clips')], destination: { account: 'Studio' } }))

describe('serve that is told to stop', () => {
  it.each([1, 2, 3])('while thousands of files are added keeps those that it said it took (seed %i)', async (seed) => {
    const harness = await openHarness()
    const { running, client } = await harness.serve()
    const adding = addAll(client)
    await sleep(createDraw(seed).whole(0, 600))
    running.kill('SIGTERM')
    expect((await running.result).code).toBe(130)
    const outcome = await adding
    const rows = await expectWholeJournal(harness.dataDir)
    if ('value' in outcome) expect(outcome.value.added).toHaveLength(rows)
    else if (outcome.code === 'host.closing' && rows > 0) expect(outcome.detail).toBe(`${rows} files were taken before`)
    else expect(['host.closing', 'host.gone']).toContain(outcome.code)
  })

  it.each([5, 6])('while a folder is added, scanned and removed ends (seed %i)', async (seed) => {
    const harness = await openHarness()
    const { running, client } = await harness.serve()
    const draw = createDraw(seed)
    const path = shared.in('clips')
    const adding = outcomeOf(client.request('watch.add', { path, rules: { accountId: 'Studio' } }))
    const followed = adding.then(async (added) => {
      if (!('value' in added)) return []
      const { id } = added.value
      const scanned = outcomeOf(client.request('watch.scan', { id }))
      await sleep(draw.whole(0, 100))
      return Promise.all([
        scanned,
        outcomeOf(client.request('watch.remove', { id })),
        outcomeOf(client.request('watch.scan', { id })),
      ])
    })
    await sleep(draw.whole(0, 800))
    running.kill('SIGTERM')
    expect((await running.result).code).toBe(130)
    for (const outcome of await followed) {
      if ('code' in outcome) expect(['watch.unknown', 'host.closing', 'host.gone']).toContain(outcome.code)
    }
    await expectWholeJournal(harness.dataDir)
  })

  it.each([8])('while a folder is previewed ends (seed %i)', async (seed) => {
    const harness = await openHarness()
    const { running, client } = await harness.serve()
    const previewed = outcomeOf(client.request('watch.preview', { path: shared.in('clips'), rules: { accountId: 'Studio' } }))
    await sleep(createDraw(seed).whole(0, 300))
    running.kill('SIGTERM')
    expect((await running.result).code).toBe(130)
    const outcome = await previewed
    if ('code' in outcome) expect(['host.closing', 'host.gone']).toContain(outcome.code)
    await expectWholeJournal(harness.dataDir)
  })

  it('while all rows are paused keeps whole slices', async () => {
    const harness = await openHarness()
    const { running, client } = await harness.serve()
    expect(await addAll(client)).toMatchObject({ value: { rejected: [] } })
    const pausing = outcomeOf(client.request('queue.pause', { filter: {} }))
    await sleep(createDraw(10).whole(20, 200))
    running.kill('SIGTERM')
    expect((await running.result).code).toBe(130)
    const outcome = await pausing
    const rows = await expectWholeJournal(harness.dataDir)
    expect(rows).toBe(FILES)
    const { lines } = await runCli(['queue', 'list'], { dataDir: harness.dataDir })
    const paused = lines.filter((line) => line['state'] === 'paused').length
    if ('value' in outcome) expect(paused).toBe(outcome.value.changed)
    else if (paused > 0) expect(outcome).toEqual({ code: 'host.closing', detail: `${paused} uploads were changed before` })
    // It was told to stop before it received the call.
    else expect(['host.closing', 'host.gone']).toContain(outcome.code)
  })

  it('answers whoever calls meanwhile that it closes, and is gone afterwards', async () => {
    const harness = await openHarness()
    const { running, client } = await harness.serve()
    const adding = addAll(client)
    running.kill('SIGTERM')
    const calls: string[] = []
    for (;;) {
      const outcome = await outcomeOf(client.request('settings.get', {}))
      if (!('code' in outcome)) continue
      calls.push(outcome.code)
      if (outcome.code === 'host.gone') break
    }
    expect(calls.filter((code) => code !== 'host.closing' && code !== 'host.gone')).toEqual([])
    await adding
    expect((await running.result).code).toBe(130)
  })
})

describe('a command that is told to stop', () => {
  it.each<[number, string[], string[]]>([
    [11, ['upload'], ['--account', 'Studio']],
    [13, ['watch', 'preview'], ['--account', 'Studio']],
    [14, ['watch', 'add'], ['--account', 'Studio']],
  ])('ends with 130, and the next one works (seed %i, %j)', async (seed, verb, flags) => {
    const harness = await openHarness()
    const running = harness.start(...verb, shared.in('clips'), ...flags)
    await sleep(createDraw(seed).whole(500, 1_500))
    running.kill('SIGTERM')
    const { code, stderr } = await running.result
    // It may have been done by then, or not have begun to listen.
    expect([130, null, ...(verb[0] === 'watch' ? [0] : [])]).toContain(code)
    expect(stderr).not.toContain('Something went wrong')
    await expectWholeJournal(harness.dataDir)
  })
})
