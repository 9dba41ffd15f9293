import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSelection } from '../../../../src-renderer/composables/queue/use-selection.ts'
import { createNotices } from '../../../../src-renderer/state/notices.ts'
import { createPreferences } from '../../../../src-renderer/state/preferences.ts'
import { createQueue } from '../../../../src-renderer/state/queue.ts'
import { createFakeBridge, emptySummary, viewOf } from '../../../support/fake-bridge.ts'

const rows = (count: number) => Array.from({ length: count }, (_, index) => viewOf(index))
const settle = () => vi.advanceTimersByTimeAsync(0)

describe('the mirror of the queue', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function mirrorOf(count: number, revision = 5) {
    const fake = createFakeBridge()
    fake.serve(rows(count), revision)
    const queue = createQueue(fake.bridge, createPreferences())
    await settle()
    return { fake, queue }
  }

  it('reads the page that is visible, and no more', async () => {
    const { fake, queue } = await mirrorOf(1_000)
    queue.setVisible(420, 440)
    await settle()
    expect(fake.calls.map(([, input]) => (input as { offset: number }).offset)).toEqual([0, 400])
    expect([queue.total.value, queue.rowAt(430)?.name, queue.rowAt(700)]).toEqual([1_000, 'clip430.mp4', null])
  })

  it('takes newer deltas and drops those that are older than the page', async () => {
    const { fake, queue } = await mirrorOf(10)
    fake.report({ revision: 6, upserted: [viewOf(1, { state: 'uploading' })] })
    fake.report({ revision: 4, upserted: [viewOf(1, { state: 'paused' }), viewOf(2, { state: 'paused' })] })
    expect([queue.rowAt(1)?.state, queue.rowAt(2)?.state]).toEqual(['uploading', 'queued'])
  })

  it('reads again when rows moved, once for many deltas, and shows the old rows until the new ones are here', async () => {
    const { fake, queue } = await mirrorOf(10)
    fake.serve(rows(10).reverse(), 9)
    for (let revision = 6; revision < 9; revision += 1) fake.report({ revision, reread: true })
    expect(queue.rowAt(0)?.name).toBe('clip0.mp4')
    await vi.advanceTimersByTimeAsync(200)
    expect(queue.rowAt(0)?.name).toBe('clip9.mp4')
    expect(fake.calls).toHaveLength(2)
  })

  it('reads again when a row leaves the group that is shown', async () => {
    const { fake, queue } = await mirrorOf(3)
    queue.show({ group: 'waiting' })
    await settle()
    fake.serve(rows(3).slice(1), 8)
    fake.report({ revision: 7, upserted: [viewOf(0, { state: 'uploading' })] })
    await vi.advanceTimersByTimeAsync(200)
    expect([queue.total.value, queue.rowAt(0)?.name]).toEqual([2, 'clip1.mp4'])
  })

  it('does not mix answers to different questions', async () => {
    const { fake, queue } = await mirrorOf(3)
    let release: (value: unknown) => void = () => {}
    fake.answer('queue.page', () => new Promise((resolve) => (release = resolve)))
    queue.show({ search: 'old' })
    fake.serve([viewOf(7)], 6)
    queue.show({ search: 'new' })
    await settle()
    release({ revision: 6, total: 3, offset: 0, rows: rows(3), summary: queue.summary.value })
    await settle()
    expect([queue.total.value, queue.rowAt(0)?.name]).toEqual([1, 'clip7.mp4'])
  })

  it('believes a host that was started anew, although its revisions begin again', async () => {
    const { fake, queue } = await mirrorOf(3, 500)
    fake.serve([viewOf(0, { state: 'done' })], 0)
    fake.reconnect()
    await settle()
    fake.report({ revision: 1, upserted: [viewOf(0, { state: 'processing' })] })
    expect([queue.total.value, queue.rowAt(0)?.state]).toEqual([1, 'processing'])
  })

  it('does not collect the whole of a long queue, but keeps what is selected', async () => {
    const { queue } = await mirrorOf(10_000)
    const selection = useSelection(queue, createNotices())
    selection.only(3)
    for (let at = 0; at < 10_000; at += 100) {
      queue.setVisible(at, at + 20)
      await settle()
    }
    expect(queue.rowAt(10)).toBeNull()
    expect(selection.rows.value.map((row) => row.name)).toEqual(['clip3.mp4'])
  })
})

describe('the selection', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function selecting(count: number) {
    const fake = createFakeBridge()
    fake.serve(rows(count))
    const queue = createQueue(fake.bridge, createPreferences())
    await settle()
    return { fake, queue, selection: useSelection(queue, createNotices()) }
  }

  it('extends over pages that were not read yet', async () => {
    const { selection } = await selecting(1_000)
    selection.only(50)
    await selection.extendTo(349)
    expect(selection.count.value).toBe(300)
    expect([selection.isSelected('id-50'), selection.isSelected('id-349'), selection.isSelected('id-350')]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('means everything that the filter shows, not only what is on the screen', async () => {
    const { selection } = await selecting(1_000)
    selection.all()
    expect(selection.count.value).toBe(1_000)
    expect(selection.selection()).toEqual({ filter: { group: 'all', search: '' } })
    selection.toggle(4)
    expect([selection.isSelected('id-4'), selection.isSelected('id-900'), selection.count.value]).toEqual([false, true, 999])
    expect(selection.selection()).toEqual({ filter: { group: 'all', search: '' }, except: ['id-4'] })
    selection.toggle(4)
    expect(selection.selection()).toEqual({ filter: { group: 'all', search: '' } })
  })

  it('ends with what it described: another filter shows other rows', async () => {
    const { queue, selection } = await selecting(1_000)
    selection.all()
    void queue.show({ search: 'a' })
    await settle()
    expect([selection.count.value, selection.selection()]).toEqual([0, null])
  })

  it('does not hold what was removed', async () => {
    const { fake, selection } = await selecting(10)
    selection.select(['id-1', 'id-2', 'id-3'])
    fake.report({ revision: 1, removed: ['id-2'], reread: true })
    expect(selection.selection()).toEqual({ ids: ['id-1', 'id-3'] })
  })
})

describe('a range', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function listOf(count: number) {
    const fake = createFakeBridge()
    fake.serve(rows(count))
    const queue = createQueue(fake.bridge, createPreferences())
    await settle()
    const notices = createNotices()
    const selection = useSelection(queue, notices)
    return { fake, queue, selection, said: () => notices.list.value.map(({ title }) => title) }
  }

  /** Answers pages as the list is, but fails at one place. */
  function failAt(fake: ReturnType<typeof createFakeBridge>, place: number, all = rows(2_000)): void {
    fake.answer('queue.page', (({ offset, limit }: { offset: number; limit: number }) => {
      if (place >= offset && place < offset + limit && limit > 1) throw new Error('gone')
      return { revision: 0, total: all.length, offset, rows: all.slice(offset, offset + limit), summary: emptySummary }
    }) as never)
  }

  it('over a page that cannot be read selects nothing else, and says so', async () => {
    const { fake, selection, said } = await listOf(2_000)
    selection.only(50)
    failAt(fake, 700)
    await selection.extendTo(1_250)
    expect([[...selection.ids.value], said().length]).toEqual([['id-50'], 1])
    fake.serve(rows(2_000))
    await selection.extendTo(1_250)
    expect([selection.count.value, selection.isSelected('id-50'), selection.isSelected('id-1250')]).toEqual([1_201, true, true])
  })

  it('in a list that moves while it is read is whole, or nothing', async () => {
    const { fake, selection, said } = await listOf(2_000)
    selection.only(50)
    let calls = 0
    let lost = 0
    fake.answer('queue.page', (({ offset, limit }: { offset: number; limit: number }) => {
      // With each of the first answers a row above goes away.
      calls += 1
      const all = rows(2_000).slice(calls > 1 && calls < 4 ? ++lost : lost)
      return { revision: calls, total: all.length, offset, rows: all.slice(offset, offset + limit), summary: emptySummary }
    }) as never)
    await selection.extendTo(1_700)
    expect([[...selection.ids.value], said()]).toEqual([['id-50'], ['The list moved while the rows were read.']])
  })

  it('begins with the row that was clicked, not with the one that is in its place now', async () => {
    const { fake, selection, said } = await listOf(90)
    selection.only(5)
    fake.serve(rows(90).slice(3), 2)
    fake.report({ revision: 2, reread: true })
    await vi.advanceTimersByTimeAsync(200)
    await selection.extendTo(9)
    expect([[...selection.ids.value], said().length]).toEqual([['id-5'], 1])
  })

  it('holds at most ten thousand rows, and says what to do instead', async () => {
    const { selection, said, fake } = await listOf(30_000)
    selection.only(0)
    const before = fake.calls.length
    await selection.extendTo(20_000)
    expect([selection.count.value, fake.calls.length - before]).toEqual([1, 0])
    expect(said()).toEqual(['At most 10,000 rows can be picked one by one.'])
  })
})
