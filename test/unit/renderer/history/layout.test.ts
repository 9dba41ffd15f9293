import { describe, expect, it } from 'vitest'
import type { PastDay } from '../../../../src-main/contract/history/past-upload.ts'
import {
  anchorAt,
  DAY_HEIGHT,
  ENTRY_HEIGHT,
  entryNear,
  itemAt,
  layoutOf,
  scrollTopOf,
} from '../../../../src-renderer/components/history/history-layout.ts'

const day = (name: string, sent: number, failed = 0): PastDay => ({
  day: name,
  uploads: { sent, failed, cancelled: 0 },
  sentBytes: 1,
})
const days = [day('2026-11-26', 3, 1), day('2026-11-25', 0, 2), day('2026-11-20', 5)]

describe('the list of History', () => {
  it('has a line for each day with entries, and its entries below', () => {
    const layout = layoutOf(days, 'all')
    expect(layout).toMatchObject({ items: 14, entries: 11, height: 3 * DAY_HEIGHT + 11 * ENTRY_HEIGHT })
    expect(itemAt(layout, 0)).toMatchObject({ kind: 'day', section: { day: '2026-11-26' } })
    expect(itemAt(layout, 4)).toMatchObject({ kind: 'entry', offset: 3 })
    expect(itemAt(layout, 5)).toMatchObject({ kind: 'day', section: { day: '2026-11-25' } })
    expect(itemAt(layout, 13)).toMatchObject({ kind: 'entry', offset: 4, section: { day: '2026-11-20' } })
    expect(itemAt(layout, 14)).toBeNull()
    expect(itemAt(layout, -1)).toBeNull()
  })

  it('leaves out days without the result that is shown', () => {
    expect(layoutOf(days, 'failed').sections.map(({ day: name, entries }) => [name, entries])).toEqual([
      ['2026-11-26', 1],
      ['2026-11-25', 2],
    ])
    expect(layoutOf([], 'all')).toMatchObject({ items: 0, height: 0 })
  })

  it('moves the cursor from entry to entry, over the lines of days', () => {
    const layout = layoutOf(days, 'all')
    expect(entryNear(layout, 5, 1)).toBe(6)
    expect(entryNear(layout, 5, -1)).toBe(4)
    expect(entryNear(layout, 0, -1)).toBe(1)
    expect(entryNear(layout, 99, 1)).toBe(13)
  })
})

describe('the visible part while entries are inserted', () => {
  const before = layoutOf(days, 'all')

  it('stays where it is, in the day that grows and in those below', () => {
    const after = layoutOf([day('2026-11-27', 2), day('2026-11-26', 13, 1), ...days.slice(1)], 'all')
    const grown = DAY_HEIGHT + 12 * ENTRY_HEIGHT
    for (const scrollTop of [10, DAY_HEIGHT + 2 * ENTRY_HEIGHT + 7, before.height - ENTRY_HEIGHT]) {
      const anchor = anchorAt(before, scrollTop)
      expect(anchor && scrollTopOf(after, anchor), String(scrollTop)).toBe(scrollTop + grown)
    }
  })

  it('is the newest at the very top, and has no anchor where its day is gone', () => {
    expect(anchorAt(before, 0)).toBeNull()
    const anchor = anchorAt(before, before.height - ENTRY_HEIGHT)
    expect(anchor && scrollTopOf(layoutOf(days.slice(0, 1), 'all'), anchor)).toBeNull()
  })
})
