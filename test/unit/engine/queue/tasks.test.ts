import { describe, expect, it } from 'vitest'
import { MAX_IDS } from '../../../../src-main/contract/queue/actions.ts'
import { UNDO_MS } from '../../../../src-main/contract/queue/task.ts'
import type { Harness } from '../../../support/queue-harness.ts'
import { clipNames, createHarness, startedHarness } from '../../../support/queue-harness.ts'

const all = { group: 'all', search: '' } as const
const signal = new AbortController().signal
const uuid = (): string => crypto.randomUUID()

const removeAll = (harness: Harness, task: string) =>
  harness.engine.queue.commands.remove({ filter: all, task, undoable: true, remote: 'delete' })

describe('a removal that can be undone', () => {
  it('removes rows from the list and every figure at once, and restores them as they were', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const ids = await harness.add(clipNames(120))
    await harness.create('clip000.mp4')
    await harness.engine.queue.commands.pause({ ids: [ids[5] ?? ''] })
    const before = { order: harness.order(), history: harness.engine.queue.details(ids[5] ?? '').history }
    const task = uuid()
    expect(await removeAll(harness, task)).toMatchObject({ changed: 120, deletions: null })
    await harness.clock.settle()
    const { total, summary } = harness.engine.queue.page(all, 0, 10)
    expect([total, summary.counts.queued, summary.counts.paused, summary.openBytes, harness.sending()]).toEqual([0, 0, 0, 0, []])
    expect(harness.engine.queue.tasks.list()).toMatchObject([{ id: task, state: 'done', done: 120, canUndo: true }])
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 120 })
    await harness.clock.settle()
    expect(harness.order()).toEqual(before.order)
    expect(harness.engine.queue.details(ids[5] ?? '')).toMatchObject({ upload: { state: 'paused' }, history: before.history })
    expect(harness.engine.queue.page(all, 0, 1).summary.counts).toMatchObject({ queued: 118, paused: 1 })
    expect(harness.sending()).toEqual(['clip000.mp4'])
    expect(harness.send('clip000.mp4').job.uploadUrl).toBe('https://one.test/files/clip000.mp4')
    await harness.clock.advance(2 * UNDO_MS)
    expect(harness.transfer.terminated).toEqual([])
  })

  it('deletes nothing at hosts during the undo period, and cannot be undone after it', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'])
    await harness.create('one.mp4')
    const task = uuid()
    await removeAll(harness, task)
    await harness.clock.advance(UNDO_MS - 1_000)
    expect(harness.transfer.terminated).toEqual([])
    await harness.clock.advance(2_000)
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/one.mp4'])
    await expect(harness.engine.queue.tasks.undo(task)).rejects.toMatchObject({ failure: { code: 'queue.over' } })
    expect(harness.journal.tasks.list()).toEqual([])
    expect(harness.journal.removed.count(task)).toBe(0)
  })

  it('can still be undone by the next process', async () => {
    const first = await startedHarness()
    const ids = await first.add(clipNames(3))
    const task = uuid()
    await removeAll(first, task)
    const second = await startedHarness({ journal: first.journal, secrets: first.secrets })
    expect(second.states()).toEqual({})
    expect(await second.engine.queue.tasks.undo(task)).toEqual({ restored: 3 })
    expect(second.engine.queue.page(all, 0, 9).rows.map(({ id }) => id)).toEqual(ids)
  })

  it('keeps the sort keys of its rows free, and does not restore a file that was added again', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(clipNames(4))
    const task = uuid()
    await removeAll(harness, task)
    const [again] = await harness.add(['clip002.mp4', 'new.mp4'])
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 3 })
    expect(harness.order()).toEqual(['clip000.mp4', 'clip001.mp4', 'clip003.mp4', 'clip002.mp4', 'new.mp4'])
    expect(harness.engine.queue.page(all, 0, 9).rows[3]?.id).toBe(again)
  })
})

describe('an account whose uploads were removed', () => {
  it('stays until they cannot be restored any more', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'])
    await removeAll(harness, uuid())
    await expect(harness.engine.accounts.remove('one')).rejects.toMatchObject({ failure: { code: 'account.inUse' } })
    await harness.clock.advance(2 * UNDO_MS)
    await harness.engine.accounts.remove('one')
    expect(harness.engine.accounts.list().map(({ id }) => id)).toEqual(['two', 'film'])
  })
})

describe('a selection by filter', () => {
  it('does not include its exceptions, with all verbs', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const ids = await harness.add(clipNames(6))
    const but = { filter: all, except: [ids[0] ?? '', ids[1] ?? ''] }
    const { commands } = harness.engine.queue
    expect(await commands.pause(but)).toMatchObject({ changed: 4, refused: 0 })
    expect(await commands.prioritise({ ...but, priority: 1 })).toMatchObject({ changed: 4 })
    expect(harness.order()).toEqual(['clip002.mp4', 'clip003.mp4', 'clip004.mp4', 'clip005.mp4', 'clip000.mp4', 'clip001.mp4'])
    const last = { filter: all, except: ids.slice(0, 4) }
    expect(await commands.move({ ...last, to: 'top' })).toMatchObject({ changed: 2 })
    expect(harness.order().slice(0, 3)).toEqual(['clip004.mp4', 'clip005.mp4', 'clip002.mp4'])
    expect(await commands.move({ ...last, to: 'bottom' })).toMatchObject({ changed: 2 })
    expect(harness.order().slice(-2)).toEqual(['clip004.mp4', 'clip005.mp4'])
    expect(await commands.remove(but)).toMatchObject({ changed: 4 })
    expect(Object.keys(harness.states())).toEqual(['clip000.mp4', 'clip001.mp4'])
  })

  it('is measured as a whole, and its paths are returned in queue order, a part at a time', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const ids = await harness.add(clipNames(25))
    await harness.engine.queue.commands.pause({ filter: all, except: [ids[0] ?? ''] })
    const selection = { filter: { group: 'waiting', search: 'CLIP' }, except: [ids[3] ?? ''] } as const
    const measured = await harness.engine.queue.measure({ ...selection, except: [...selection.except] }, signal)
    expect(measured).toMatchObject({
      uploads: 23,
      sizeBytes: 23_000,
      counts: { paused: 23, queued: 0 },
      unfinished: { uploads: 23, sizeBytes: 23_000, acceptedBytes: 0 },
      accounts: [{ accountId: 'one', uploads: 23, begun: 0, sent: 0 }],
    })
    const paths: string[] = []
    let after: string | undefined
    for (let parts = 0; parts < 20; parts += 1) {
      const part = harness.engine.queue.paths({ filter: all, except: [ids[3] ?? ''], limit: 10, after })
      paths.push(...part.rows.map(({ path }) => path))
      if (part.next === null) break
      after = part.next
    }
    expect(paths).toEqual(clipNames(25).flatMap((name, index) => (index === 3 ? [] : `/${name}`)))
  })
})

describe('a task', () => {
  it('reports its progress, and is stopped between two slices: what was done stays', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(clipNames(400))
    const task = uuid()
    const paused = harness.engine.queue.commands.pause({ filter: all, task })
    await Promise.resolve()
    await Promise.resolve()
    const stopped = await harness.engine.queue.tasks.stop(task)
    const outcome = await paused
    expect(stopped).toMatchObject({
      id: task,
      verb: 'pause',
      state: 'stopped',
      total: 400,
      done: outcome.changed,
      canStop: false,
    })
    expect(outcome.changed).toBeGreaterThan(0)
    expect(harness.engine.queue.page(all, 0, 1).summary.counts.paused).toBe(outcome.changed)
    expect(outcome.changed).toBeLessThan(400)
    expect(harness.journal.tasks.list()).toEqual([])
    await expect(harness.engine.queue.tasks.stop(task)).rejects.toMatchObject({ failure: { code: 'queue.over' } })
    await harness.clock.advance(20_000)
    expect(harness.engine.queue.tasks.list()).toEqual([])
  })

  it('continues after the next start where the last process ended', async () => {
    const first = await startedHarness({ settings: { concurrency: 1 } })
    await first.add(clipNames(300))
    const task = uuid()
    const pausing = first.engine.queue.commands.pause({ filter: all, task })
    first.engine.stop()
    await expect(pausing).rejects.toMatchObject({ failure: { code: 'host.closing' } })
    const [stored] = first.journal.tasks.list()
    expect(stored).toMatchObject({ id: task, verb: 'pause', state: 'running', changed: 50 })
    const second = createHarness({ journal: first.journal, secrets: first.secrets, settings: { concurrency: 1 } })
    for (const [path, identity] of first.disk) second.disk.set(path, identity)
    second.engine.queue.start()
    await second.clock.settle()
    for (let turns = 0; turns < 50 && second.journal.tasks.list().length > 0; turns += 1) await second.clock.advance(10)
    expect(second.engine.queue.page(all, 0, 1).summary.counts.paused).toBe(300)
  })
})

describe('a host that can be reached again', () => {
  it('releases every upload that waits for it, however many others wait for something else', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const ids = await harness.add(clipNames(260))
    const uploads = ids.map((id) => harness.journal.uploads.get(id)).filter((upload) => upload !== null)
    harness.journal.bulk.save(
      uploads.slice(1).map((before, index) => {
        const reason = index < 150 ? 'volume' : 'offline'
        const failure = { code: index < 150 ? 'file.missing' : 'network.offline', params: {} } as const
        return { before, after: { ...before, state: 'waiting', waiting: { reason, until: 9e12, failure } }, entry: null }
      }),
    )
    expect(harness.journal.uploads.waitingFor('offline', 'one', 500)).toHaveLength(109)
    await harness.engine.queue.suspend()
    harness.engine.queue.resume()
    for (let turns = 0; turns < 20; turns += 1) await harness.clock.settle()
    expect(harness.journal.uploads.waitingFor('offline', 'one', 500)).toHaveLength(0)
    expect(harness.journal.uploads.waitingFor('volume', 'one', 500)).toHaveLength(150)
  })
})

describe('a stored task whose input cannot be read', () => {
  it.each(['{', '{}', 'null', '{"selection":{"ids":"one"}}', '{"selection":{"ids":["one"]},"to":5}'])(
    'is dropped at the next start, and the others go on: %s',
    async (input) => {
      const first = await startedHarness({ settings: { concurrency: 1 } })
      const ids = await first.add(clipNames(2))
      const figures = { cursor: 0, total: 2, done: 0, changed: 0, refused: 0, startedAt: 1, undoUntil: null } as const
      first.journal.tasks.add({ id: 'bad', verb: 'move', input, state: 'running', ...figures })
      const whole = JSON.stringify({ selection: { ids }, priority: 1 })
      first.journal.tasks.add({ id: 'whole', verb: 'prioritise', input: whole, state: 'running', ...figures })
      const second = await startedHarness({ journal: first.journal, secrets: first.secrets })
      await second.clock.settle()
      expect(second.journal.tasks.list()).toEqual([])
      expect(second.engine.queue.page(all, 0, 9).rows.map(({ priority }) => priority)).toEqual([1, 1])
    },
  )
})

describe('a stored task for more uploads than a call may list', () => {
  it('continues at the next start where it was, in its own order', async () => {
    const first = await startedHarness({ settings: { concurrency: 1 } })
    const ids = await first.add(clipNames(2))
    const gone = Array.from({ length: MAX_IDS }, (_, index) => `gone ${index}`)
    // The first id is listed twice, and was processed.
    const listed = [ids[0], ids[0], ...gone, ids[1]]
    const input = JSON.stringify({ selection: { ids: listed }, priority: 1 })
    const figures = { cursor: 2, total: listed.length, done: 2, changed: 0, refused: 2, startedAt: 1, undoUntil: null } as const
    first.journal.tasks.add({ id: 'many', verb: 'prioritise', input, state: 'running', ...figures })
    const second = await startedHarness({ journal: first.journal, secrets: first.secrets })
    for (let turns = 0; turns < 50 && second.journal.tasks.list().length > 0; turns += 1) await second.clock.settle()
    expect(second.journal.tasks.list()).toEqual([])
    expect(ids.map((id) => second.journal.uploads.get(id)?.priority)).toEqual([0, 1])
  })
})
