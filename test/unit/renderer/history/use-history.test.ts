import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { PastDay, PastUpload } from '../../../../src-main/contract/history/past-upload.ts'
import { type HistoryMirror, useHistory } from '../../../../src-renderer/composables/history/use-history.ts'
import { type HistoryCursor, useHistoryCursor } from '../../../../src-renderer/composables/history/use-history-cursor.ts'
import { aPastUpload } from '../../../support/a-past-upload.ts'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const TODAY = '2026-11-26'
const YESTERDAY = '2026-11-25'

/** A host with entries of days, newest first; new ones come first in their day. */
function createHost() {
  const fake = createFakeBridge()
  fake.settle([])
  const days = new Map<string, PastUpload[]>()
  const world = { revision: 0, aheadMs: 0, utcOffset: 0, problem: null as FailureError | null }
  const refuse = (): void => {
    if (world.problem) throw world.problem
  }
  const figures = (): PastDay[] =>
    [...days].map(([day, rows]) => ({ day, uploads: { sent: rows.length, failed: 0, cancelled: 0 }, sentBytes: 0 }))
  const answer = () => {
    const total = [...days.values()].reduce((sum, rows) => sum + rows.length, 0)
    return { revision: world.revision, total, days: figures(), now: Date.now() + world.aheadMs, utcOffset: world.utcOffset }
  }
  fake.answer('history.days', () => {
    refuse()
    return answer()
  })
  fake.answer('history.page', ((input: { from: string; offset: number; limit: number }) => {
    refuse()
    return { rows: (days.get(input.from) ?? []).slice(input.offset, input.offset + input.limit), next: null }
  }) as never)
  let id = 1
  return {
    fake,
    world,
    answer,
    put(day: string, names: readonly string[]): void {
      const fresh = names.map((name) => aPastUpload({ id: id++, name, day }))
      days.set(day, [...fresh, ...(days.get(day) ?? [])])
      world.revision += 1
    },
    remove(day: string, name: string): void {
      days.set(
        day,
        (days.get(day) ?? []).filter((past) => past.name !== name),
      )
      world.revision += 1
    },
    async tell(): Promise<void> {
      fake.emit('history.changed', { revision: world.revision })
      await settle()
    },
  }
}

const settle = async (ms = 0): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
  await flushPromises()
}

async function shown(host: ReturnType<typeof createHost>): Promise<{ history: HistoryMirror; cursor: HistoryCursor }> {
  let found: { history: HistoryMirror; cursor: HistoryCursor } | undefined
  await show(
    host.fake,
    defineComponent({
      setup() {
        const history = useHistory()
        found = { history, cursor: useHistoryCursor(history) }
        return () => h('p', history.layout.value.entries + String(found?.cursor.index.value))
      },
    }),
  )
  await settle()
  if (!found) throw new Error('not mounted')
  return found
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `clip${index}`)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  unmountAll()
  vi.useRealTimers()
})

describe('the cursor in History', () => {
  async function withCursor(index: number) {
    const host = createHost()
    host.put(TODAY, names(5))
    host.put(YESTERDAY, names(150))
    const { history, cursor } = await shown(host)
    history.setVisible(0, 60)
    await settle()
    cursor.moveTo(index)
    const at = (): string | undefined => history.entryAt(cursor.index.value)?.name
    return { host, history, cursor, at }
  }

  it('stays at its entry when others are inserted before it', async () => {
    const { host, at, cursor } = await withCursor(3)
    expect(at()).toBe('clip2')
    host.put(TODAY, ['new1', 'new2'])
    await host.tell()
    expect([at(), cursor.index.value]).toEqual(['clip2', 5])
  })

  it('stays at its entry across the edge of a page', async () => {
    const host = createHost()
    host.put(TODAY, names(150))
    const { history, cursor } = await shown(host)
    history.setVisible(90, 120)
    await settle()
    cursor.moveTo(100)
    expect(history.entryAt(100)?.name).toBe('clip99')
    host.put(TODAY, ['new'])
    await host.tell()
    expect([history.entryAt(cursor.index.value)?.name, cursor.index.value]).toEqual(['clip99', 101])
  })

  it('is at the entry before when its own is gone', async () => {
    const { host, at } = await withCursor(3)
    host.remove(TODAY, 'clip2')
    await host.tell()
    expect(at()).toBe('clip1')
  })

  it('is at an entry that was not loaded yet as soon as it is', async () => {
    const { host, history, at, cursor } = await withCursor(156)
    expect(at()).toBeUndefined()
    history.setVisible(140, 156)
    await settle()
    expect(at()).toBe('clip149')
    host.put(YESTERDAY, ['late'])
    await host.tell()
    history.setVisible(140, 157)
    await settle()
    expect([at(), cursor.index.value]).toEqual(['clip149', 157])
  })
})

describe('a failed read of History', () => {
  it('is reported, and retried once a second for everything that failed', async () => {
    const host = createHost()
    for (let day = 10; day < 30; day += 1) host.put(`2026-10-${day}`, names(1))
    const { history } = await shown(host)
    host.world.problem = new FailureError(failure('store.busy', { path: 'journal.db' }))
    history.setVisible(0, 39)
    for (let change = 0; change < 5; change += 1) await host.tell()
    expect(history.problem.value?.code).toBe('store.busy')
    const before = host.fake.sent('history.page').length + host.fake.sent('history.days').length
    await settle(5_000)
    const asked = host.fake.sent('history.page').length + host.fake.sent('history.days').length - before
    // Three pages at once, and the days.
    expect(asked).toBeLessThanOrEqual(5 * 4)
    host.world.problem = null
    await settle(1_000)
    expect(history.problem.value).toBeNull()
    expect(Array.from({ length: 20 }, (_, index) => history.entryAt(2 * index + 1)?.name)).toEqual(Array(20).fill('clip0'))
  })

  it('is not reported for a lost connection, which has its banner, and not retried after unmount', async () => {
    const host = createHost()
    host.put(TODAY, names(1))
    const { history } = await shown(host)
    host.world.problem = new FailureError(failure('host.gone'))
    await host.tell()
    expect(history.problem.value).toBeNull()
    unmountAll()
    const before = host.fake.calls.length
    host.fake.reconnect()
    await settle(5_000)
    expect(host.fake.calls.slice(before).filter(([channel]) => channel.startsWith('history.'))).toEqual([])
  })

  it('is not retried after a refusal', async () => {
    const host = createHost()
    host.put(TODAY, names(1))
    const { history } = await shown(host)
    host.world.problem = new FailureError(failure('input.invalid', { reason: 'search: too long' }))
    await host.tell()
    expect(history.problem.value?.code).toBe('input.invalid')
    const before = host.fake.sent('history.days').length
    await settle(5_000)
    expect(host.fake.sent('history.days')).toHaveLength(before)
  })
})

describe('figures of days', () => {
  it('are those of the newest revision, in whatever order responses arrive', async () => {
    const host = createHost()
    host.put(TODAY, names(1))
    const { history } = await shown(host)
    const answers: (() => void)[] = []
    host.fake.answer('history.days', () => {
      const found = host.answer()
      return new Promise((resolve) => answers.push(() => resolve(found)))
    })
    host.put(TODAY, ['second'])
    await host.tell()
    host.put(TODAY, ['third'])
    await host.tell()
    answers[1]?.()
    await settle()
    answers[0]?.()
    await settle()
    expect(history.layout.value.entries).toBe(3)
  })

  it('of a restarted host are used, although its revisions start again', async () => {
    const host = createHost()
    host.put(TODAY, names(1))
    host.put(TODAY, ['second'])
    const { history } = await shown(host)
    host.put(TODAY, ['third'])
    host.world.revision = 0
    host.fake.reconnect()
    await settle()
    expect(history.layout.value.entries).toBe(3)
  })

  it('are those of the submitted search, not of the text being typed', async () => {
    const host = createHost()
    host.put(TODAY, names(1))
    const { history } = await shown(host)
    history.search.value = 'clip'
    await settle()
    await host.tell()
    expect(host.fake.sent('history.days').at(-1)).toEqual({ search: '' })
    await settle(200)
    expect(host.fake.sent('history.days').at(-1)).toEqual({ search: 'clip' })
  })
})

describe('today', () => {
  it('is that of the host, also after its midnight', async () => {
    vi.setSystemTime(Date.UTC(2026, 10, 26, 14, 59, 50))
    const host = createHost()
    host.put(TODAY, names(1))
    host.world.utcOffset = 540
    const { history } = await shown(host)
    expect(history.today.value).toBe('2026-11-26')
    await settle(11_000)
    expect(history.today.value).toBe('2026-11-27')
    // The clock of the host is a minute behind: it is not midnight there yet.
    await settle(20_000)
    host.world.aheadMs = -60_000
    await host.tell()
    expect(history.today.value).toBe('2026-11-26')
    await settle(45_000)
    expect(history.today.value).toBe('2026-11-27')
    host.world.utcOffset = -210
    await host.tell()
    expect(history.today.value).toBe('2026-11-26')
  })
})

describe('pages of entries', () => {
  it('stay while they are on the screen, however many days that are', async () => {
    const host = createHost()
    for (let month = 10; month < 13; month += 1) for (let day = 10; day < 30; day += 1) host.put(`2026-${month}-${day}`, names(1))
    const { history } = await shown(host)
    history.setVisible(0, 119)
    await settle()
    expect(Array.from({ length: 60 }, (_, index) => history.entryAt(2 * index + 1)?.name)).toEqual(Array(60).fill('clip0'))
    expect(host.fake.sent('history.page')).toHaveLength(60)
  })
})
