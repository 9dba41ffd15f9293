import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { TaskView } from '../../src-main/contract/queue/task.ts'
import type { UploadState } from '../../src-main/contract/queue/upload.ts'
import { createRemoteClient } from '../../src-main/http-api/client.ts'
import { makeBigJournal } from '../support/big-journal.ts'
import { LOW_PRIORITY, runCli, startCli } from '../support/cli.ts'
import { openMany } from '../support/many-uploads.ts'
import { tempFolder } from '../support/temp-folder.ts'

const MANY = 100_000
const SOME = 20_000

/** Rows by state, straight from the file. */
function statesIn(dataDir: string): {
  readonly counts: Readonly<Record<string, number>>
  readonly integrity: string
  readonly tasks: number
} {
  const database = new DatabaseSync(`${dataDir}/journal.db`)
  try {
    const rows = database.prepare('SELECT state, count(*) AS n FROM uploads GROUP BY state').all()
    return {
      counts: Object.fromEntries(rows.map(({ state, n }) => [String(state), Number(n)])),
      integrity: String(database.prepare('PRAGMA integrity_check').get()?.['integrity_check']),
      tasks: Number(database.prepare('SELECT count(*) AS n FROM tasks').get()?.['n']),
    }
  } finally {
    database.close()
  }
}

type Calls = ReturnType<typeof createRemoteClient>['request']

/** Kills the owner of a data folder once work has been seen to go on, after what comes before it is done. */
async function killDuring(
  dataDir: string,
  work: (call: Calls) => Promise<unknown>,
  before: (call: Calls) => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const serving = startCli(['serve'], { dataDir, through: LOW_PRIORITY })
  await serving.waitFor(({ type }) => type === 'serving')
  const client = createRemoteClient(dataDir)
  await before(client.request)
  const progress = Promise.withResolvers<void>()
  const stop = await client.subscribe(
    ['tasks.changed'],
    (_event, tasks) => {
      if ((tasks as readonly TaskView[]).some(({ state, done }) => state !== 'done' && done > 0)) progress.resolve()
    },
    () => {},
  )
  const working = work(client.request)
  const ended = working.catch(() => null)
  await Promise.race([progress.promise, working])
  serving.kill('SIGKILL')
  await Promise.all([serving.result, ended])
  stop()
}

function namesWhere(dataDir: string, condition: string): string[] {
  const database = new DatabaseSync(`${dataDir}/journal.db`)
  try {
    const rows = database.prepare(`SELECT name FROM uploads WHERE ${condition} ORDER BY position`).all()
    return rows.map(({ name }) => String(name))
  } finally {
    database.close()
  }
}

const countWhere = (dataDir: string, condition: string): number => namesWhere(dataDir, condition).length

describe(`${MANY} uploads`, () => {
  it('are described, measured, removed and brought back, in slices that tell how far they are', async () => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    makeBigJournal({ path: `${dataDir}/journal.db`, rows: MANY, stateOf: (index) => (index % 4 === 0 ? 'done' : 'paused') })
    await using reelay = await openMany(dataDir)
    const { ask, published } = reelay
    const selection = { filter: { group: 'waiting' as const, search: '3.mov' } }
    const total = MANY / 10
    expect(await ask('queue.measure', selection)).toMatchObject({ uploads: total, counts: { paused: total, done: 0 } })
    const task = crypto.randomUUID()
    expect(await ask('queue.remove', { ...selection, task, undoable: true })).toMatchObject({ changed: total, refused: 0 })
    expect((await ask('queue.page', { filter: {}, offset: 0, limit: 1 })).total).toBe(MANY - total)
    expect(await ask('tasks.undo', { task })).toEqual({ restored: total })
    const { summary } = await ask('queue.page', { filter: {}, offset: MANY - 10, limit: 10 })
    expect(summary.counts).toMatchObject({ paused: (MANY / 4) * 3, done: MANY / 4 })
    const steps = published
      .map((tasks) => tasks.find(({ id }) => id === task))
      .filter((one): one is TaskView => one?.state === 'running')
    const done = steps.map((one) => one.done)
    expect(done).toEqual(done.toSorted((one, other) => one - other))
    expect(new Set(done).size).toBeGreaterThan(3)
    expect(new Set(steps.map((one) => one.total))).toEqual(new Set([total]))
    expect(reelay.longestSlice()).toBeLessThan(total / 4)
  })
})

describe('kill -9 in the middle of work on many uploads', () => {
  it.each<[string, string[], UploadState, (counts: Readonly<Record<string, number>>) => number]>([
    ['pause', [], 'waiting', ({ waiting = 0 }) => waiting],
    ['resume', [], 'paused', ({ paused = 0 }) => paused],
    ['retry', [], 'failed', ({ failed = 0 }) => failed],
    ['cancel', [], 'paused', ({ paused = 0 }) => paused],
    ['remove', ['--remote', 'keep'], 'done', ({ done = 0 }) => done],
  ])('%s goes on after the next start, and the journal is whole', async (verb, flags, state, left) => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    makeBigJournal({ path: `${dataDir}/journal.db`, rows: SOME, stateOf: () => state })
    const running = startCli(['queue', verb, '--all', ...flags], { dataDir, through: LOW_PRIORITY })
    await running.waitFor(({ type }) => type === 'progress')
    running.kill('SIGKILL')
    await running.result
    const half = statesIn(dataDir)
    expect(half).toMatchObject({ integrity: 'ok', tasks: 1 })
    expect(left(half.counts)).toBeLessThan(SOME)
    expect(left(half.counts)).toBeGreaterThan(0)
    await using reelay = await openMany(dataDir)
    await reelay.untilQuiet()
    const whole = statesIn(dataDir)
    expect(whole).toMatchObject({ integrity: 'ok', tasks: 0 })
    expect(left(whole.counts)).toBe(0)
  })

  it.each<[string, (call: Calls, task: string) => Promise<unknown>, string, UploadState]>([
    [
      'a change of priority',
      (call, task) => call('queue.prioritise', { filter: {}, priority: 1, task }),
      'priority = 1',
      'paused',
    ],
    [
      'a move',
      (call, task) => call('queue.move', { filter: { group: 'waiting', search: 'clip 01' }, to: 'top', task }),
      `position < (SELECT position FROM uploads WHERE name = 'clip 000000.mov')`,
      'paused',
    ],
  ])('%s goes on after the next start, and the journal is whole', async (_what, act, changed, state) => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    makeBigJournal({ path: `${dataDir}/journal.db`, rows: SOME, stateOf: () => state })
    await killDuring(dataDir, (call) => act(call, crypto.randomUUID()))
    expect(statesIn(dataDir)).toMatchObject({ integrity: 'ok', tasks: 1, counts: { [state]: SOME } })
    const half = countWhere(dataDir, changed)
    await using reelay = await openMany(dataDir)
    await reelay.untilQuiet()
    expect(statesIn(dataDir)).toMatchObject({ integrity: 'ok', tasks: 0, counts: { [state]: SOME } })
    const whole = countWhere(dataDir, changed)
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(whole)
    expect([SOME, SOME / 2]).toContain(whole)
    // Nothing was put twice into one place of the order, and what was moved kept its own.
    const moved = namesWhere(dataDir, changed)
    expect(moved).toEqual(moved.toSorted())
  })

  it('a removal that can be undone, and its undoing, leave every row on the list or off it', async () => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    makeBigJournal({ path: `${dataDir}/journal.db`, rows: SOME, stateOf: () => 'done' })
    const task = crypto.randomUUID()
    await killDuring(dataDir, (call) => call('queue.remove', { filter: {}, task, undoable: true }))
    expect(statesIn(dataDir)).toMatchObject({ integrity: 'ok', tasks: 1 })
    await using reelay = await openMany(dataDir)
    expect(await reelay.ask('tasks.undo', { task })).toEqual({ restored: expect.any(Number) })
    expect((await reelay.ask('queue.page', { filter: {}, offset: 0, limit: 1 })).total).toBe(SOME)
    expect(statesIn(dataDir)).toMatchObject({ integrity: 'ok', tasks: 0, counts: { done: SOME } })
  })

  it('undoing goes on after the next start, and brings back every row', async () => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    makeBigJournal({ path: `${dataDir}/journal.db`, rows: SOME, stateOf: () => 'done' })
    const task = crypto.randomUUID()
    await killDuring(
      dataDir,
      (call) => call('tasks.undo', { task }),
      (call) => call('queue.remove', { filter: {}, task, undoable: true }),
    )
    const half = statesIn(dataDir)
    expect(half).toMatchObject({ integrity: 'ok', tasks: 1 })
    expect(half.counts['done']).toBeGreaterThan(0)
    expect(half.counts['done']).toBeLessThan(SOME)
    await using reelay = await openMany(dataDir)
    await reelay.untilQuiet()
    expect(statesIn(dataDir)).toMatchObject({ integrity: 'ok', tasks: 0, counts: { done: SOME } })
  })
})

describe('the command line', () => {
  it('stops work on many uploads in order at Ctrl-C, and says how far it came', async () => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    makeBigJournal({ path: `${dataDir}/journal.db`, rows: SOME, stateOf: () => 'waiting' })
    const running = startCli(['queue', 'pause', '--all'], { dataDir, through: LOW_PRIORITY })
    const { done, total, verb } = await running.waitFor(({ type }) => type === 'progress')
    running.kill('SIGINT')
    const { code, lines } = await running.result
    expect([code, verb, total]).toEqual([130, 'pause', SOME])
    const last = lines.at(-1)
    expect(last).toMatchObject({ type: 'changed', stopped: true, refused: 0 })
    expect(Number(last?.['changed'])).toBeGreaterThanOrEqual(Number(done))
    const { counts, tasks } = statesIn(dataDir)
    expect([counts['paused'], tasks]).toEqual([last?.['changed'], 0])
    expect((await runCli(['queue', 'pause', '--all'], { dataDir })).lines.at(-1)).toMatchObject({
      changed: SOME - Number(last?.['changed']),
    })
  })
})
