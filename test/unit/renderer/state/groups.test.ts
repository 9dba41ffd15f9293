import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { QueuePage } from '../../../../src-main/contract/queue/outcomes.ts'
import type { QueueGroup } from '../../../../src-main/contract/queue/queue-groups.ts'
import { createPreferences } from '../../../../src-renderer/state/preferences.ts'
import { createQueue } from '../../../../src-renderer/state/queue.ts'
import { linesOf } from '../../../../src-renderer/state/queue-lines.ts'
import { aGroup } from '../../../support/a-group.ts'
import { createFakeBridge, emptySummary, viewOf } from '../../../support/fake-bridge.ts'

const pageOf = (change: Partial<QueuePage>): QueuePage => ({
  revision: 1,
  total: 3,
  offset: 0,
  rows: [viewOf(1), viewOf(2)],
  summary: emptySummary,
  grouped: {
    lines: 4,
    headers: [
      { line: 0, group: aGroup({ id: 'a', clips: 2, shown: 2 }) },
      { line: 3, group: aGroup({ id: 'b', clips: 1, shown: 1, isOpen: false }) },
    ],
    headerLines: [0, 3],
    above: null,
  },
  ...change,
})

function memory(): Pick<Storage, 'getItem' | 'setItem'> & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

function open(groups: () => readonly QueueGroup[] = () => []) {
  const fake = createFakeBridge()
  fake.answer('queue.page', () => pageOf({}))
  fake.answer('queue.groups', groups)
  const preferences = createPreferences(memory())
  return { fake, preferences, queue: createQueue(fake.bridge, preferences) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('lines of a page', () => {
  it('has headers between the clips of their groups', () => {
    const { rows, total, clips } = linesOf(pageOf({}))
    expect(rows.map(({ id, groupId }) => [id, groupId])).toEqual([
      ['group:a', 'a'],
      ['id-1', 'a'],
      ['id-2', 'a'],
      ['group:b', 'b'],
    ])
    expect([total, clips]).toEqual([4, 3])
  })

  it('knows the group of clips whose header is on an earlier page', () => {
    const above = aGroup({ id: 'before' })
    const grouped = { lines: 200, headers: [], headerLines: [0], above }
    expect(linesOf(pageOf({ offset: 100, grouped })).rows.map(({ groupId }) => groupId)).toEqual(['before', 'before'])
  })
})

describe('the queue in groups', () => {
  it('tells clips from headers, and counts clips in closed groups', async () => {
    const { queue } = open()
    await flushPromises()
    expect([queue.rowAt(0), queue.rowAt(1)?.id, queue.total.value, queue.lines.value]).toEqual([null, 'id-1', 3, 4])
    expect(await queue.idsBetween({ id: 'id-1', index: 1 }, { id: 'id-2', index: 2 })).toEqual(['id-1', 'id-2'])
  })

  it('keeps what a person opens and closes, and asks for it', async () => {
    const { fake, preferences, queue } = open()
    await flushPromises()
    await queue.setOpen('a', false)
    await queue.setOpen('b', true)
    expect(fake.sent('queue.page').at(-1)).toMatchObject({ grouping: { opened: ['b'], closed: ['a'] } })
    expect(preferences.look.value).toMatchObject({ opened: ['b'], closed: ['a'] })
  })

  it('keeps open what was open once, so that nothing folds up under somebody’s eyes', async () => {
    const { fake, queue } = open()
    await flushPromises()
    await queue.show({ group: 'active' })
    expect(fake.sent('queue.page').at(-1)).toMatchObject({ grouping: { opened: ['a'], closed: [] } })
  })

  it.each([
    ['of its own batch', { id: 'id-9', batchId: 'c' }, ['a', 'day:2026-11-26'], ['c']],
    ['of the day on which it was added alone', { id: 'id-8', batchId: 'alone' }, ['a', 'c'], ['day:2026-11-26']],
  ])('opens for one clip the closed group %s, and no other', async (_of, clip, closed, opened) => {
    const { fake, preferences, queue } = open()
    const all = ['a', 'c', 'day:2026-11-26']
    for (const id of all) preferences.setOpen(id, false)
    const rows = new Map([
      ['a', viewOf(1)],
      ['c', viewOf(9, { batchId: 'c' })],
      ['day:2026-11-26', viewOf(8, { batchId: 'alone' })],
    ])
    fake.answer('queue.page', (({ grouping }: { grouping: { closed: string[] } }) => {
      const isOpen = (id: string): boolean => !grouping.closed.includes(id)
      const shown = all.filter(isOpen)
      let line = 0
      const headers = all.map((id) => {
        const group = aGroup({ id, kind: id.startsWith('day') ? 'day' : 'batch', clips: 1, shown: 1, isOpen: isOpen(id) })
        const header = { line, group }
        line += isOpen(id) ? 2 : 1
        return header
      })
      const grouped = { lines: line, headers, headerLines: headers.map((one) => one.line), above: null }
      return pageOf({ rows: shown.flatMap((id) => rows.get(id) ?? []), grouped })
    }) as never)
    await queue.show({ search: 'clip' })
    expect(queue.indexOfRow(clip.id)).toBeNull()
    const index = await queue.indexOpened(clip)
    expect(index === null ? null : queue.rowAt(index)?.id).toBe(clip.id)
    expect(preferences.look.value).toMatchObject({ opened, closed })
    // One that is shown, or is not there at all, opens nothing.
    await queue.indexOpened(clip)
    expect(await queue.indexOpened({ id: 'gone', batchId: 'gone' })).toBeNull()
    expect(preferences.look.value.closed).toContain('a')
  })

  it('asks for figures of the groups on the screen alone', async () => {
    const { fake, queue } = open(() => [aGroup({ id: 'b', shown: 1, isOpen: false })])
    await flushPromises()
    queue.setVisible(3, 3)
    fake.report({ revision: 2, upserted: [viewOf(1)] })
    await vi.advanceTimersByTimeAsync(1_100)
    expect(fake.sent('queue.groups')).toMatchObject([{ ids: ['b'] }])
  })

  it('asks for figures of its groups once a second while something changes, and reads no lines for them', async () => {
    const { fake, queue } = open(() => [
      aGroup({ id: 'a', shown: 2, clips: 2, acceptedBytes: 7 }),
      aGroup({ id: 'b', shown: 1, isOpen: false }),
    ])
    await flushPromises()
    queue.setVisible(0, 3)
    const pages = fake.sent('queue.page').length
    for (let tick = 0; tick < 10; tick += 1) fake.report({ revision: tick + 2, upserted: [viewOf(1, { acceptedBytes: tick })] })
    await vi.advanceTimersByTimeAsync(1_100)
    expect(fake.sent('queue.groups')).toMatchObject([{ ids: ['a', 'b'] }])
    expect(queue.group('a')?.acceptedBytes).toBe(7)
    await vi.advanceTimersByTimeAsync(5_000)
    expect([fake.sent('queue.page').length, fake.sent('queue.groups').length]).toEqual([pages, 1])
  })

  it('reads its lines again when a group has opened by itself', async () => {
    const { fake } = open(() => [aGroup({ id: 'a', shown: 2 }), aGroup({ id: 'b', isOpen: true, shown: 1 })])
    await flushPromises()
    const pages = fake.sent('queue.page').length
    fake.report({ revision: 2, upserted: [viewOf(1)] })
    await vi.advanceTimersByTimeAsync(1_500)
    expect(fake.sent('queue.page').length).toBe(pages + 1)
  })

  it('has a group as a person left it at once, before its lines are read again', async () => {
    const { fake, preferences, queue } = open()
    await flushPromises()
    fake.answer('queue.page', () => new Promise<QueuePage>(() => {}))
    void queue.setOpen('a', false)
    expect(queue.group('a')?.isOpen).toBe(false)
    void queue.setOpen('a', true)
    expect([queue.group('a')?.isOpen, preferences.look.value.closed]).toEqual([true, []])
  })

  it('has a group as a person left it, although figures from before come afterwards', async () => {
    const answers: ((groups: readonly QueueGroup[]) => void)[] = []
    const { fake, queue } = open()
    fake.answer('queue.groups', () => new Promise<readonly QueueGroup[]>((resolve) => answers.push(resolve)))
    await flushPromises()
    queue.setVisible(0, 3)
    fake.report({ revision: 2, upserted: [viewOf(1)] })
    await vi.advanceTimersByTimeAsync(1_100)
    const closed = { line: 0, group: aGroup({ id: 'a', isOpen: false }) }
    fake.answer('queue.page', () =>
      pageOf({ revision: 3, rows: [], grouped: { lines: 1, headers: [closed], headerLines: [0], above: null } }),
    )
    await queue.setOpen('a', false)
    answers[0]?.([aGroup({ id: 'a', isOpen: true })])
    await flushPromises()
    expect(queue.group('a')?.isOpen).toBe(false)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(fake.sent('queue.groups')).toMatchObject([{ ids: ['a', 'b'] }, { ids: ['a'] }])
  })

  it('asks for no groups where somebody wants the order of the queue, or one batch', async () => {
    const { fake, preferences, queue } = open()
    await flushPromises()
    await queue.show({ batchId: 'b' })
    expect(fake.sent('queue.page').at(-1)).not.toHaveProperty('grouping')
    preferences.change({ isGrouped: false })
    await queue.show({ batchId: undefined })
    expect(fake.sent('queue.page').at(-1)).not.toHaveProperty('grouping')
  })
})

describe('preferences', () => {
  it('are kept, and read again', () => {
    const storage = memory()
    const before = createPreferences(storage)
    before.change({ density: 'dense', columns: ['time'] })
    before.setOpen('a', true)
    before.setOpen('a', false)
    expect(createPreferences(storage).look.value).toMatchObject({
      density: 'dense',
      columns: ['time'],
      opened: [],
      closed: ['a'],
    })
  })

  it('are the usual ones where nothing is kept, or nonsense', () => {
    const storage = memory()
    const usual = createPreferences(storage).look.value
    for (const stored of ['{', 'null', '7', '{"density":"huge","columns":7,"opened":[7]}']) {
      storage.kept.set('reelay.queue', stored)
      expect(createPreferences(storage).look.value).toEqual(usual)
    }
  })
})
