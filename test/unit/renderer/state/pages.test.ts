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

  it('reads what is looked at, and no more', async () => {
    const { pages, asked } = await listOf(100_000)
    pages.look(50_190, 50_210)
    await settle()
    expect(asked).toEqual([0, 50_000, 50_200])
    expect([pages.total.value, pages.rowAt(50_201), pages.rowAt(70_000)]).toEqual([100_000, 'a50201', null])
  })

  it('forgets what is far away, however far somebody scrolls', async () => {
    const { pages, asked } = await listOf(100_000)
    for (let first = 0; first < 20_000; first += 200) {
      pages.look(first, first + 20)
      await settle()
    }
    expect(pages.rowAt(0)).toBeNull()
    expect(pages.rowAt(19_810)).toBe('a19810')
    const before = asked.length
    pages.look(19_790, 19_810)
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
