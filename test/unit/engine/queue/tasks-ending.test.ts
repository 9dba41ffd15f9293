import { describe, expect, it } from 'vitest'
import { UNDO_MS } from '../../../../src-main/contract/queue/task.ts'
import { clipNames, createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'
import { refusingJournal } from '../../../support/refusing-journal.ts'

const all = { group: 'all', search: '' } as const
const HEALTH_MS = 6_000
const uuid = (): string => crypto.randomUUID()

const remove = ({ engine }: Harness, task: string) =>
  engine.queue.commands.remove({ filter: all, task, undoable: true, remote: 'delete' })

async function refusable(names: readonly string[]) {
  const disk = refusingJournal()
  const harness = await startedHarness({ journal: disk.journal, settings: { concurrency: 1 } })
  await harness.add(names)
  return { harness, disk }
}

const full = { failure: { code: 'store.full' } }

describe('a journal that cannot be written for a moment', () => {
  it('does not prevent the undo of a removal', async () => {
    const { harness, disk } = await refusable(clipNames(3))
    const task = uuid()
    await remove(harness, task)
    disk.refuse(true)
    await expect(harness.engine.queue.tasks.undo(task)).rejects.toMatchObject(full)
    expect(harness.engine.queue.tasks.list()).toMatchObject([{ state: 'undoing', canUndo: false }])
    await harness.clock.advance(2 * UNDO_MS)
    disk.refuse(false)
    await harness.clock.advance(HEALTH_MS)
    expect(harness.order()).toEqual(clipNames(3))
    expect(harness.engine.queue.tasks.list()).toEqual([])
    expect(harness.journal.tasks.list()).toEqual([])
  })

  it('does not prevent that removed uploads are deleted at their host after the undo period', async () => {
    const { harness, disk } = await refusable(['one.mp4'])
    await harness.create('one.mp4')
    const task = uuid()
    await remove(harness, task)
    disk.refuse(true)
    await harness.clock.advance(UNDO_MS + 1_000)
    expect(harness.engine.queue.tasks.list()).toEqual([])
    disk.refuse(false)
    await harness.clock.advance(2 * HEALTH_MS)
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/one.mp4'])
    expect(harness.journal.removed.count(task)).toBe(0)
    expect(harness.journal.tasks.list()).toEqual([])
  })

  it('ends a task that failed because of it, so that no later start continues it', async () => {
    const { harness, disk } = await refusable(clipNames(400))
    const task = uuid()
    const pausing = harness.engine.queue.commands.pause({ filter: all, task })
    await harness.clock.turn()
    disk.refuse(true)
    await expect(pausing).rejects.toMatchObject(full)
    await harness.clock.settle()
    expect(harness.engine.queue.tasks.list()).toMatchObject([{ id: task, state: 'failed', failure: { code: 'store.full' } }])
    disk.refuse(false)
    expect(harness.journal.tasks.list()).toMatchObject([{ id: task, state: 'running' }])
    await harness.clock.advance(HEALTH_MS)
    expect(harness.journal.tasks.list()).toEqual([])
    await harness.clock.advance(2 * UNDO_MS)
    expect(harness.engine.queue.tasks.list()).toEqual([])
  })

  it('does not prevent the undo of what a removal did before it', async () => {
    const { harness, disk } = await refusable(clipNames(400))
    const task = uuid()
    const removing = remove(harness, task)
    await harness.clock.turn()
    disk.refuse(true)
    await expect(removing).rejects.toMatchObject(full)
    disk.refuse(false)
    await harness.clock.advance(HEALTH_MS)
    const [reported] = harness.engine.queue.tasks.list()
    expect(reported).toMatchObject({ id: task, state: 'failed', canUndo: true })
    expect(reported?.changed).toBeGreaterThan(0)
    expect(reported?.changed).toBeLessThan(400)
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: reported?.changed })
    expect(harness.engine.queue.page(all, 0, 1).total).toBe(400)
  })
})

describe('a second call for a task', () => {
  it('returns the outcome of the first', async () => {
    const harness = await startedHarness()
    await harness.add(clipNames(120))
    const input = { filter: all, task: uuid() }
    const [one, other] = await Promise.all([
      harness.engine.queue.commands.pause(input),
      harness.engine.queue.commands.pause(input),
    ])
    expect(other).toEqual(one)
  })

  it('fails as the first did', async () => {
    const { harness, disk } = await refusable(clipNames(400))
    const input = { filter: all, task: uuid() }
    const pausing = harness.engine.queue.commands.pause(input)
    await harness.clock.turn()
    disk.refuse(true)
    const second = harness.engine.queue.commands.pause(input)
    await expect(pausing).rejects.toMatchObject(full)
    await expect(second).rejects.toMatchObject(full)
    await expect(harness.engine.queue.commands.pause(input)).rejects.toMatchObject(full)
  })

  it('fails when Reelay closes', async () => {
    const harness = createHarness({ settings: { concurrency: 1 } })
    await harness.add(clipNames(300))
    const input = { filter: all, task: uuid() }
    const calls = [harness.engine.queue.commands.pause(input), harness.engine.queue.commands.pause(input)]
    harness.engine.stop()
    const closing = { status: 'rejected', reason: { failure: { code: 'host.closing' } } }
    expect(await Promise.allSettled(calls)).toMatchObject([closing, closing])
  })
})

describe('a task that waits for others', () => {
  it.each(['stop', 'undo'] as const)('ends at once (%s)', async (how) => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(clipNames(2_000))
    let isPaused = false
    const pausing = harness.engine.queue.commands.pause({ filter: all }).finally(() => {
      isPaused = true
    })
    const task = uuid()
    const waiting = how === 'undo' ? remove(harness, task) : harness.engine.queue.commands.resume({ filter: all, task })
    let isNextDone = false
    const next = harness.engine.queue.commands.prioritise({ filter: all, priority: 1 }).finally(() => {
      isNextDone = true
    })
    if (how === 'undo') expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 0 })
    else expect(await harness.engine.queue.tasks.stop(task)).toMatchObject({ state: 'stopped', done: 0 })
    expect(await waiting).toMatchObject({ changed: 0 })
    expect([isPaused, isNextDone]).toEqual([false, false])
    expect(await pausing).toMatchObject({ changed: 2_000 })
    expect(isNextDone).toBe(false)
    expect(await next).toMatchObject({ changed: 2_000 })
  })
})
