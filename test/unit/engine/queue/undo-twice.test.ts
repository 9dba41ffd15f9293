import { describe, expect, it } from 'vitest'
import { UNDO_MS } from '../../../../src-main/contract/queue/task.ts'
import { aLocated, anIdentity } from '../../../support/fakes.ts'
import { clipNames, createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'

const all = { group: 'all', search: '' } as const
const uuid = (): string => crypto.randomUUID()
const state = ({ engine }: Harness, id: string): string => engine.queue.details(id).upload.state

type Verb = 'cancel' | 'remove'

async function undoable({ engine }: Harness, verb: Verb, ids: readonly string[]): Promise<string> {
  const task = uuid()
  await engine.queue.commands[verb]({ ids: [...ids], task, undoable: true })
  return task
}

async function links(harness: Harness, urls: readonly string[]): Promise<readonly string[]> {
  const items = urls.map((url) => ({ url, title: null }))
  const { added } = await harness.engine.queue.importLinks({ items, destination: { account: 'film' }, options: {}, again: false })
  await harness.engine.queue.commands.pause({ ids: [...added] })
  return added
}

async function begun(name = 'one.mp4'): Promise<{ harness: Harness; id: string; url: string }> {
  const harness = await startedHarness()
  const [id = ''] = await harness.add([name])
  await harness.create(name)
  return { harness, id, url: `https://one.test/files/${name}` }
}

/** Replaces the file under a path. */
function replace({ disk }: Harness, path: string): void {
  const identity = disk.get(path)
  if (!identity) throw new Error(`nothing is at ${path}`)
  disk.set(path, { ...identity, sizeBytes: 7_777, mtimeNs: '1800000000000000000', inode: 'another' })
}

describe.each(['cancel', 'remove'] as const)('Undo (%s) restores', (verb) => {
  it('each of several links that differ in their query only', async () => {
    const harness = createHarness()
    const urls = Array.from({ length: 60 }, (_, index) => `https://files.test/get?id=${index}`)
    const ids = await links(harness, urls)
    const task = await undoable(harness, verb, ids.slice(1))
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 59 })
    expect(new Set(ids.map((id) => state(harness, id)))).toEqual(new Set(['paused']))
  })

  it('no link that was added again', async () => {
    const harness = createHarness()
    const ids = await links(harness, ['https://files.test/get?id=1', 'https://files.test/get?id=2'])
    const task = await undoable(harness, verb, ids)
    await links(harness, ['https://files.test/get?id=2'])
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 1 })
  })

  it('a file beside another one that was there before and has its path by now', async () => {
    const { harness, id } = await begun()
    const [other = ''] = await harness.add(['two.mp4'])
    await harness.engine.queue.commands.pause({ ids: [id] })
    const identity = { ...anIdentity, sizeBytes: 7_777, inode: 'another' }
    harness.engine.queue.port.fileMoved(other, aLocated('/one.mp4', { identity }))
    await harness.clock.advance(1_000)
    const task = await undoable(harness, verb, [id])
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 1 })
    expect(state(harness, id)).toBe('paused')
    expect(harness.transfer.terminated).toEqual([])
  })

  it('no file of which another version was added since', async () => {
    const { harness, id, url } = await begun()
    const task = await undoable(harness, verb, [id])
    replace(harness, '/one.mp4')
    await harness.add(['one.mp4'])
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 0 })
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual([url])
  })

  it.each(['in the list', 'off the list'] as const)('no file that was added again and is sent by now (%s)', async (where) => {
    const { harness, id } = await begun()
    const task = await undoable(harness, verb, [id])
    const [again = ''] = await harness.add(['one.mp4'])
    await harness.finish('one.mp4')
    expect(state(harness, again)).toBe('done')
    if (where === 'off the list') await harness.engine.queue.commands.remove({ ids: [again] })
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 0 })
    await harness.clock.settle()
    expect(harness.sending()).toEqual([])
  })

  it('a file that was sent before the restored one was added', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'])
    await harness.finish('one.mp4')
    const [id = ''] = await harness.add(['one.mp4'], 'one', { again: true })
    await harness.clock.advance(1_000)
    const task = await undoable(harness, verb, [id])
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 1 })
  })

  it('one row of a file that was removed, added again and removed, in whatever order', async () => {
    const { harness, id } = await begun()
    const first = await undoable(harness, verb, [id])
    await harness.clock.advance(1_000)
    const [again = ''] = await harness.add(['one.mp4'])
    await harness.clock.advance(1_000)
    const second = await undoable(harness, verb, [again])
    expect(await harness.engine.queue.tasks.undo(first)).toEqual({ restored: 1 })
    expect(await harness.engine.queue.tasks.undo(second)).toEqual({ restored: 0 })
  })
})

describe('Undo of a cancellation whose rows were removed since', () => {
  it('leaves them to the removal, deletes nothing, and is possible again once that is undone', async () => {
    const harness = await startedHarness({ settings: { concurrency: 200 } })
    const ids = await harness.add(clipNames(120))
    for (const name of clipNames(120)) await harness.create(name)
    const cancelled = await undoable(harness, 'cancel', ids)
    const removed = await undoable(harness, 'remove', ids.slice(0, 100))
    expect(await harness.engine.queue.tasks.undo(cancelled)).toEqual({ restored: 20 })
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual([])
    expect(harness.engine.queue.tasks.list()).toContainEqual(expect.objectContaining({ id: cancelled, canUndo: true }))
    expect(await harness.engine.queue.tasks.undo(removed)).toEqual({ restored: 100 })
    expect(await harness.engine.queue.tasks.undo(cancelled)).toEqual({ restored: 100 })
    await harness.clock.advance(2 * UNDO_MS)
    expect(harness.transfer.terminated).toEqual([])
    expect(harness.engine.queue.page(all, 0, 1).summary.counts).toMatchObject({ cancelled: 0 })
    expect(harness.journal.tasks.list()).toEqual([])
  })

  it('deletes what they have at their host after the undo period, as without Undo', async () => {
    const { harness, id, url } = await begun()
    const cancelled = await undoable(harness, 'cancel', [id])
    await undoable(harness, 'remove', [id])
    expect(await harness.engine.queue.tasks.undo(cancelled)).toEqual({ restored: 0 })
    await harness.clock.advance(UNDO_MS - 1_000)
    expect(harness.transfer.terminated).toEqual([])
    await harness.clock.advance(2_000)
    expect(new Set(harness.transfer.terminated)).toEqual(new Set([url]))
    expect(harness.journal.removed.count(cancelled)).toBe(0)
    expect(harness.journal.tasks.list()).toEqual([])
  })
})

describe('a removal or cancellation that cannot be read at the next start', () => {
  it.each(['cancel', 'remove'] as const)('is ended for good (%s)', async (verb) => {
    const { harness: first, id, url } = await begun()
    const task = await undoable(first, verb, [id])
    const stored = first.journal.tasks.list()[0]
    if (!stored) throw new Error('no task is stored')
    first.journal.tasks.remove(task)
    first.journal.tasks.add({ ...stored, input: '{' })
    const second = await startedHarness({ journal: first.journal, secrets: first.secrets })
    await second.clock.settle()
    expect(second.transfer.terminated).toEqual([url])
    expect(second.journal.removed.count(task)).toBe(0)
    expect(second.journal.tasks.list()).toEqual([])
    expect(second.states()).toEqual(verb === 'cancel' ? { 'one.mp4': 'cancelled' } : {})
  })
})
