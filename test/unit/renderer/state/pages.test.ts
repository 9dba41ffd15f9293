import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPages } from '../../../../src-renderer/state/pages.ts'

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('pages of a long list', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function listOf(total: number) {
    const asked: number[] = []
    const world = { total, prefix: 'a' }
    const pages = createPages(200, async (offset, limit) => {
      asked.push(offset)
      const { prefix, total: all } = world
      return {
        total: all,
        rows: Array.from({ length: Math.max(0, Math.min(limit, all - offset)) }, (_, index) => `${prefix}${offset + index}`),
      }
    })
    await pages.restart()
    return { pages, asked, world }
  }

  it('reads what is visible, and no more', async () => {
    const { pages, asked } = await listOf(100_000)
    pages.setVisible(50_190, 50_210)
    await settle()
    expect(asked).toEqual([0, 50_000, 50_200])
    expect([pages.total.value, pages.rowAt(50_201), pages.rowAt(70_000)]).toEqual([100_000, 'a50201', null])
  })

  it('forgets what is far away, however far somebody scrolls', async () => {
    const { pages, asked } = await listOf(100_000)
    for (let first = 0; first < 20_000; first += 200) {
      pages.setVisible(first, first + 20)
      await settle()
    }
    expect(pages.rowAt(0)).toBeNull()
    expect(pages.rowAt(19_810)).toBe('a19810')
    const before = asked.length
    pages.setVisible(19_790, 19_810)
    await settle()
    expect(asked).toHaveLength(before)
  })

  it('shows the old rows until the new ones are here', async () => {
    const { pages, world } = await listOf(10)
    world.prefix = 'b'
    const again = pages.reread()
    expect(pages.rowAt(3)).toBe('a3')
    await again
    expect(pages.rowAt(3)).toBe('b3')
  })

  it('drops an answer from before a change that comes after one from after it', async () => {
    const answers: ((page: { total: number; rows: string[] }) => void)[] = []
    const pages = createPages(2, () => new Promise<{ total: number; rows: string[] }>((resolve) => answers.push(resolve)))
    const answer = async (at: number, total: number, rows: string[]): Promise<void> => {
      answers[at]?.({ total, rows })
      await settle()
    }
    void pages.restart()
    await answer(0, 1_000, ['a0', 'a1'])
    pages.setVisible(100, 101)
    void pages.reread()
    pages.setVisible(0, 1)
    expect(answers).toHaveLength(3)
    await answer(2, 1, ['b0'])
    await answer(1, 1_000, ['a100', 'a101'])
    expect([pages.total.value, pages.rowAt(0), pages.rowAt(100)]).toEqual([1, 'b0', null])
  })

  it('reads again once for many changes, and not at all when nobody shows it any more', async () => {
    const { pages, asked } = await listOf(10)
    for (let change = 0; change < 5; change += 1) pages.rereadSoon(200)
    await vi.advanceTimersByTimeAsync(199)
    expect(asked).toEqual([0])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(asked).toEqual([0, 0])
    pages.rereadSoon(200)
    pages.stop()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toEqual([0, 0])
  })

  it('asks again for what could not be read, as long as somebody shows it', async () => {
    let asked = 0
    const pages = createPages<string>(2, () => {
      asked += 1
      return Promise.reject(new Error('not reachable'))
    })
    await pages.restart()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(asked).toBeGreaterThan(3)
    pages.stop()
    const before = asked
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toBe(before)
  })

  it('does not blink when another question is answered at once, and never passes old rows for the answer to it', async () => {
    const answers: (() => void)[] = []
    let prefix = 'a'
    const pages = createPages<string>(2, (offset) => {
      const rows = [`${prefix}${offset}`, `${prefix}${offset + 1}`]
      return new Promise((resolve) => answers.push(() => resolve({ total: 4, rows })))
    })
    const answer = async () => {
      for (const one of answers.splice(0)) one()
      await settle()
    }
    const shown = () => [0, 1, 2, 3].map(pages.rowAt)
    void pages.restart()
    await answer()
    pages.setVisible(0, 3)
    await answer()
    prefix = 'b'
    void pages.restart()
    await vi.advanceTimersByTimeAsync(50)
    expect([shown(), pages.areOutdated()]).toEqual([['a0', 'a1', 'a2', 'a3'], true])
    await answer()
    expect([shown(), pages.areOutdated()]).toEqual([['b0', 'b1', null, null], false])
    // Letter by letter into a search that takes its time.
    for (let letter = 0; letter < 5; letter += 1) {
      void pages.restart()
      await vi.advanceTimersByTimeAsync(50)
    }
    expect([shown(), pages.areOutdated()]).toEqual([[null, null, null, null], false])
  })

  it('drops the answer to a question that is no longer asked', async () => {
    const answers: ((rows: string[]) => void)[] = []
    const pages = createPages<string>(
      200,
      () => new Promise((resolve) => answers.push((rows) => resolve({ total: rows.length, rows }))),
    )
    void pages.restart()
    void pages.restart()
    answers[1]?.(['new'])
    await settle()
    answers[0]?.(['old', 'old'])
    await settle()
    expect([pages.total.value, pages.rowAt(0)]).toEqual([1, 'new'])
  })

  it('stays as it is while the host is gone', async () => {
    let isGone = false
    const pages = createPages(200, async () => {
      if (isGone) throw new Error('gone')
      return { total: 1, rows: ['a'] }
    })
    await pages.restart()
    isGone = true
    await pages.reread()
    expect(pages.rowAt(0)).toBe('a')
  })
})

describe('scrolling through a long list', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** A host that takes a while for each page. */
  function slowList(total: number, answerMs: number) {
    const asked: number[] = []
    const world = { atOnce: 0, mostAtOnce: 0, isGone: false }
    const pages = createPages(100, async (offset, limit) => {
      asked.push(offset / 100)
      world.atOnce += 1
      world.mostAtOnce = Math.max(world.mostAtOnce, world.atOnce)
      await new Promise((resolve) => setTimeout(resolve, answerMs))
      world.atOnce -= 1
      if (world.isGone) throw new Error('gone')
      return { total, rows: Array.from({ length: Math.min(limit, total - offset) }, (_, index) => `row ${offset + index}`) }
    })
    void pages.restart()
    return { pages, asked, world }
  }

  it('finds every row there at eight rows a frame, in both directions, with answers after 50 ms', async () => {
    const { pages } = slowList(100_000, 50)
    await vi.advanceTimersByTimeAsync(100)
    const blank: number[] = []
    for (const step of [8, -8]) {
      for (let frame = 0; frame < 600; frame += 1) {
        const first = step > 0 ? frame * 8 : 4_800 - frame * 8
        pages.setVisible(first, first + 30)
        if (Array.from({ length: 30 }, (_, row) => pages.rowAt(first + row)).includes(null)) blank.push(first)
        await vi.advanceTimersByTimeAsync(16)
      }
    }
    expect(blank).toEqual([])
  })

  it('asks for a few pages at once, and at the end of a long way for the last position first', async () => {
    const { pages, asked, world } = slowList(100_000, 200)
    await vi.advanceTimersByTimeAsync(1_000)
    const before = asked.length
    for (let first = 1_000; first <= 90_000; first += 1_000) pages.setVisible(first, first + 30)
    await vi.advanceTimersByTimeAsync(400)
    expect([pages.rowAt(90_000), world.mostAtOnce <= 3, asked.length - before <= 6]).toEqual(['row 90000', true, true])
  })

  it('keeps what it knows bounded, and reads pages that changed again only when they are visible', async () => {
    const { pages, asked } = slowList(100_000, 1)
    for (let first = 0; first < 50_000; first += 50) {
      pages.setVisible(first, first + 30)
      await vi.advanceTimersByTimeAsync(4)
    }
    expect(pages.loadedPages().length).toBeLessThanOrEqual(64)
    await vi.advanceTimersByTimeAsync(100)
    const before = asked.length
    void pages.reread()
    await vi.advanceTimersByTimeAsync(100)
    // What is on the screen, and what comes next in the direction of travel.
    expect(asked.length - before).toBeLessThanOrEqual(6)
    expect(pages.rowAt(49_000)).toBe('row 49000')
  })

  it('asks again by itself for a page that could not be read while it is on the screen', async () => {
    const { pages, world } = slowList(1_000, 10)
    await vi.advanceTimersByTimeAsync(100)
    world.isGone = true
    pages.setVisible(500, 530)
    await vi.advanceTimersByTimeAsync(50)
    expect(pages.rowAt(510)).toBeNull()
    world.isGone = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect(pages.rowAt(510)).toBe('row 510')
  })

  it('is not starved by a list that changes faster than its pages are read', async () => {
    const { pages, asked } = slowList(1_000, 300)
    await vi.advanceTimersByTimeAsync(1_000)
    const before = asked.length
    for (let change = 0; change < 30; change += 1) {
      void pages.reread()
      await vi.advanceTimersByTimeAsync(100)
    }
    // One after the other, as fast as they are answered, and each answer is shown.
    expect(asked.length - before).toBeLessThanOrEqual(12)
    expect(asked.length - before).toBeGreaterThanOrEqual(8)
  })
})
