import { describe, expect, it } from 'vitest'
import { UNDO_MS } from '../../../../src-main/contract/queue/task.ts'
import { clipNames, type Harness, startedHarness } from '../../../support/queue-harness.ts'
import { refusingJournal } from '../../../support/refusing-journal.ts'

const all = { group: 'all', search: '' } as const
const URL = 'https://one.test/files/one.mp4'
const uuid = (): string => crypto.randomUUID()

async function cancelAll({ engine }: Harness, more: { readonly remote?: 'keep' } = {}): Promise<string> {
  const task = uuid()
  await engine.queue.commands.cancel({ filter: all, task, undoable: true, ...more })
  return task
}

async function begun(options: Parameters<typeof startedHarness>[0] = {}): Promise<{ harness: Harness; id: string }> {
  const harness = await startedHarness(options)
  const [id = ''] = await harness.add(['one.mp4'])
  await harness.create('one.mp4')
  return { harness, id }
}

const upload = ({ engine }: Harness, id: string) => engine.queue.details(id).upload

describe('a cancellation that can be undone', () => {
  it('ends sending at once, deletes nothing at hosts, and restores every row as it was', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const ids = await harness.add(clipNames(120))
    await harness.create('clip000.mp4')
    await harness.engine.queue.commands.pause({ ids: [ids[5] ?? ''] })
    const paused = upload(harness, ids[5] ?? '')
    const order = harness.order()
    const task = await cancelAll(harness)
    await harness.clock.settle()
    expect(harness.sending()).toEqual([])
    expect(harness.engine.queue.page(all, 0, 1).summary.counts).toMatchObject({ cancelled: 120, queued: 0, paused: 0 })
    expect(harness.engine.queue.tasks.list()).toMatchObject([{ id: task, verb: 'cancel', changed: 120, canUndo: true }])
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 120 })
    await harness.clock.settle()
    expect(harness.order()).toEqual(order)
    expect(harness.engine.queue.page(all, 0, 1).summary.counts).toMatchObject({ cancelled: 0, queued: 118, paused: 1 })
    expect(upload(harness, ids[5] ?? '')).toEqual(paused)
    expect(harness.engine.queue.details(ids[5] ?? '').history.map(({ event }) => event)).toEqual([
      ...['add', 'pause', 'cancel', 'uncancel'],
    ])
    expect(harness.send('clip000.mp4').job.uploadUrl).toBe('https://one.test/files/clip000.mp4')
    await harness.clock.advance(2 * UNDO_MS)
    expect(harness.transfer.terminated).toEqual([])
    expect(harness.journal.tasks.list()).toEqual([])
    expect(harness.journal.removed.count(task)).toBe(0)
  })

  it('keeps the offset of what was being sent', async () => {
    const { harness, id } = await begun()
    harness.send('one.mp4').job.onAccepted(400)
    const task = await cancelAll(harness)
    await harness.clock.settle()
    expect(upload(harness, id)).toMatchObject({ state: 'cancelled', acceptedBytes: 400 })
    await harness.engine.queue.tasks.undo(task)
    await harness.clock.settle()
    expect(harness.send('one.mp4').job).toMatchObject({ uploadUrl: URL, acceptedBytes: 400 })
    expect(upload(harness, id).acceptedBytes).toBe(400)
  })

  it('deletes at hosts after the undo period, and then cannot be undone', async () => {
    const { harness, id } = await begun()
    const task = await cancelAll(harness)
    await harness.clock.advance(UNDO_MS - 1_000)
    expect(harness.transfer.terminated).toEqual([])
    await harness.clock.advance(2_000)
    expect(harness.transfer.terminated).toEqual([URL])
    await expect(harness.engine.queue.tasks.undo(task)).rejects.toMatchObject({ failure: { code: 'queue.over' } })
    expect(upload(harness, id).state).toBe('cancelled')
    expect(harness.journal.tasks.list()).toEqual([])
    expect(harness.journal.removed.count(task)).toBe(0)
  })

  it('keeps what is at hosts where that was requested', async () => {
    const { harness } = await begun()
    await cancelAll(harness, { remote: 'keep' })
    await harness.clock.advance(2 * UNDO_MS)
    expect(harness.transfer.terminated).toEqual([])
  })

  it.each(['undone', 'ended'] as const)('is %s by the next process', async (how) => {
    const { harness: first, id } = await begun()
    const task = await cancelAll(first)
    const second = await startedHarness({ journal: first.journal, secrets: first.secrets })
    expect(upload(second, id).state).toBe('cancelled')
    if (how === 'undone') await second.engine.queue.tasks.undo(task)
    await second.clock.advance(2 * UNDO_MS)
    expect(second.transfer.terminated).toEqual(how === 'undone' ? [] : [URL])
    // The second one does not have the file.
    expect(upload(second, id).state).toBe(how === 'undone' ? 'needs-attention' : 'cancelled')
    expect(second.journal.removed.count(task)).toBe(0)
  })

  it('is stored as a whole or not at all', async () => {
    const disk = refusingJournal()
    const { harness, id } = await begun({ journal: disk.journal })
    disk.refuse(true)
    const task = uuid()
    const cancelling = harness.engine.queue.commands.cancel({ filter: all, task, undoable: true })
    await expect(cancelling).rejects.toMatchObject({ failure: { code: 'store.full' } })
    disk.refuse(false)
    expect(harness.journal.removed.count(task)).toBe(0)
    expect(upload(harness, id).state).not.toBe('cancelled')
    await harness.clock.advance(2 * UNDO_MS)
    expect(harness.transfer.terminated).toEqual([])
  })

  it('offers nothing to undo where nothing was cancelled', async () => {
    const harness = await startedHarness()
    await cancelAll(harness)
    expect(harness.engine.queue.tasks.list()).toEqual([])
    expect(harness.journal.tasks.list()).toEqual([])
  })
})

describe('a cancelled upload that was changed before Undo', () => {
  it('continues when it was sent again, and what it had at its host is deleted', async () => {
    const { harness, id } = await begun()
    const task = await cancelAll(harness)
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 0 })
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual([URL])
    expect(upload(harness, id)).toMatchObject({ state: 'preparing', uploadUrl: null })
  })

  it('stays cancelled when its file was added again', async () => {
    const { harness, id } = await begun()
    const task = await cancelAll(harness)
    const [again] = await harness.add(['one.mp4'])
    expect(again).not.toBe(id)
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 0 })
    expect(upload(harness, id).state).toBe('cancelled')
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual([URL])
  })

  it('is restored from a later removal first, one step of Undo at a time', async () => {
    const { harness, id } = await begun()
    const cancelled = await cancelAll(harness)
    const removed = uuid()
    await harness.engine.queue.commands.remove({ filter: all, task: removed, undoable: true })
    expect(harness.order()).toEqual([])
    expect(await harness.engine.queue.tasks.undo(removed)).toEqual({ restored: 1 })
    expect(upload(harness, id).state).toBe('cancelled')
    expect(await harness.engine.queue.tasks.undo(cancelled)).toEqual({ restored: 1 })
    await harness.clock.advance(2 * UNDO_MS)
    expect(harness.transfer.terminated).toEqual([])
    expect(upload(harness, id).uploadUrl).not.toBeNull()
  })

  it('is deleted at its host when it was removed for good', async () => {
    const { harness, id } = await begun()
    const task = await cancelAll(harness)
    await harness.engine.queue.commands.remove({ ids: [id] })
    await harness.clock.advance(2 * UNDO_MS)
    expect(new Set(harness.transfer.terminated)).toEqual(new Set([URL]))
    expect(harness.journal.removed.count(task)).toBe(0)
  })
})
