import { describe, expect, it } from 'vitest'
import type { PastDay } from '../../../../src-main/contract/history/past-upload.ts'
import { barsIn, barsOf, monthsOf, rangeBetween } from '../../../../src-renderer/components/history/brush-bars.ts'

const TODAY = '2026-11-26'
const day = (name: string, sent: number): PastDay => ({ day: name, uploads: { sent, failed: 1, cancelled: 0 }, sentBytes: 1 })

describe('the bars of History', () => {
  it('are one for each day up to today, at least a month, with heights relative to the highest', () => {
    const bars = barsOf([day('2026-11-25', 9), day('2026-11-20', 4)], TODAY)
    expect(bars).toHaveLength(30)
    expect(bars.at(-1)).toEqual({ from: TODAY, to: TODAY, uploads: 0, height: 0 })
    expect(bars.at(-2)).toMatchObject({ uploads: 10, height: 1 })
    expect(bars.at(-7)).toMatchObject({ from: '2026-11-20', uploads: 5, height: 0.5 })
  })

  it('are for several days each in a long history, of which every day is counted once', () => {
    const days = Array.from({ length: 1_000 }, (_, index) =>
      day(new Date(Date.UTC(2026, 10, 26 - index)).toISOString().slice(0, 10), 0),
    )
    const bars = barsOf(days, TODAY)
    expect(bars.length).toBeLessThanOrEqual(120)
    expect(bars.reduce((sum, { uploads }) => sum + uploads, 0)).toBe(1_000)
    for (const [index, { from }] of bars.entries()) if (index > 0) expect(from > (bars[index - 1]?.to ?? '')).toBe(true)
    expect(bars.at(-1)?.to).toBe(TODAY)
  })

  it('have labels of months, where there is room, with the year where it is another one', () => {
    const bars = barsOf([day('2026-09-01', 1)], TODAY)
    expect(monthsOf(bars, TODAY).map(({ name }) => name)).toEqual(['September', 'October', 'November'])
    expect(monthsOf(barsOf([day('2025-12-20', 1)], '2026-03-01'), '2026-03-01')[0]?.name).toBe('December 2025')
  })

  it('convert to a range and back, in either direction; all of them are no range', () => {
    const bars = barsOf([day('2026-11-20', 1)], TODAY)
    const range = rangeBetween(bars, 29, 25)
    expect(range).toEqual({ from: '2026-11-22', to: TODAY })
    expect(barsIn(bars, range)).toEqual([25, 29])
    expect(rangeBetween(bars, 0, 29)).toBeNull()
    expect(barsIn(bars, null)).toEqual([0, 29])
    expect(barsIn(bars, { from: '2020-01-01', to: '2020-02-01' })).toEqual([0, 0])
  })
})
