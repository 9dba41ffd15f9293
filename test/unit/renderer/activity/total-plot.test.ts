import { describe, expect, it } from 'vitest'
import type { AccountDay, ActivityPlot } from '../../../../src-main/contract/history/activity.ts'
import { cellText, linesOf } from '../../../../src-renderer/components/activity/day-table.ts'
import { nowPlot, slotPlot } from '../../../../src-renderer/components/activity/total-plot.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOON = new Date(2026, 10, 26, 12).getTime()

const day: ActivityPlot = {
  from: NOON - 24 * HOUR + 5 * MINUTE,
  to: NOON + 2 * MINUTE,
  slotMs: 5 * MINUTE,
  slots: [
    { at: NOON - 10 * MINUTE, bytes: 300_000_000, onWayBytes: 0 },
    { at: NOON, bytes: 60_000_000, onWayBytes: 0 },
  ],
  waits: [{ from: NOON - 2 * HOUR, to: NOON - 10 * MINUTE, cause: 'asleep' }],
}

describe('the plot of a day', () => {
  it('has the speed of each slot, zero where there was nothing to send, and no line where the queue waited', () => {
    const { ys, waits, end } = slotPlot(day)
    expect(ys).toHaveLength(288)
    expect(ys[0]).toBe(0)
    expect(ys.at(-3)).toBe(1_000_000)
    expect(ys.at(-2)).toBe(0)
    expect(ys.filter((value) => value === null)).toHaveLength(22)
    expect(waits).toEqual([{ from: 22 * HOUR - 5 * MINUTE, to: 24 * HOUR - 15 * MINUTE, text: 'asleep, 1 h 50 min' }])
    expect(end).toBe(day.to - day.from)
  })

  it('divides the bytes of the current slot by the time that has passed of it', () => {
    expect(slotPlot(day).ys.at(-1)).toBe(500_000)
    expect(slotPlot({ ...day, to: NOON + 1 }).ys.at(-1)).toBe(1_000_000)
  })

  it('has an area below the line where hosts have confirmed it', () => {
    const { areas, ys, isInFlight } = slotPlot({
      ...day,
      slots: [{ at: NOON - 5 * MINUTE, bytes: 100_000_000, onWayBytes: 200_000_000 }],
    })
    expect([ys.at(-2), Math.round(areas.at(-2) ?? 0), isInFlight]).toEqual([1_000_000, 333_333, true])
  })

  it('averages over the time in which something was sent', () => {
    expect(Math.round(slotPlot(day).average ?? 0)).toBe(Math.round(360_000_000 / 420))
    const none = slotPlot({ ...day, slots: [], waits: [] })
    expect([none.average, none.summary]).toEqual([null, 'Nothing was sent in this time.'])
  })

  it('has its values in the order of time, with the day where it is not today', () => {
    const { stops, ticks } = slotPlot(day)
    expect(stops[0]?.text).toBe('Wednesday 12:05: 0 B/s, 0 B')
    expect(stops.filter(({ value }) => value === null).map(({ text }) => text)).toEqual(['10:00: asleep, 1 h 50 min'])
    expect(stops.at(-3)?.text).toBe('11:50: 1.00 MB/s, 300 MB')
    expect(ticks.map(({ text }) => text)).toEqual(['18:00', '00:00', '06:00', 'now'])
  })

  it('of a week has its days, of a month its weeks below it', () => {
    const of = (days: number) =>
      slotPlot({ ...day, slotMs: HOUR, from: NOON - days * 24 * HOUR, slots: [], waits: [] }).ticks.map(({ text }) => text)
    expect(of(7)).toEqual(['Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'now'])
    expect(of(30)).toEqual(['29 Oct', '5 Nov', '12 Nov', '19 Nov', 'now'])
  })
})

describe('the plot of the last ten minutes', () => {
  it('is zero where there are no samples, and ends now', () => {
    const samples = [10, 5, 0].map((seconds) => ({ at: NOON - 5 * MINUTE - seconds * 1_000, bytesPerSecond: 40_000_000 }))
    const plot = nowPlot({ at: NOON, bytesPerSecond: 20_000_000, accounts: [], samples })
    expect(plot.ys).toEqual([0, 0, 40_000_000, 40_000_000, 40_000_000, 0, 0, 20_000_000])
    expect(plot.xs.at(-1)).toBe(plot.end)
    expect(plot.average).toBe(40_000_000)
    expect(plot.stops.at(-1)?.text).toBe('12:00:00: 20.0 MB/s')
  })

  it('is flat when nothing is sent', () => {
    const plot = nowPlot({ at: NOON, bytesPerSecond: 0, accounts: [], samples: [] })
    expect([Math.max(...plot.ys.map((value) => value ?? 0)), plot.average]).toEqual([0, null])
  })
})

describe('the table of days', () => {
  const one = (change: Partial<AccountDay>): AccountDay => ({
    day: '2026-11-26',
    accountId: 'a',
    accountName: 'Archive',
    provider: 'tus',
    bytes: 0,
    sent: 0,
    failed: 0,
    ...change,
  })

  it('has all accounts first, then those that sent most, a cell for every day', () => {
    const lines = linesOf(
      [
        one({ bytes: 5, sent: 1 }),
        one({ day: '2026-11-24', bytes: 7, failed: 2 }),
        one({ accountId: 'b', accountName: 'Studio', bytes: 100, sent: 3 }),
        one({ day: '2026-10-01', bytes: 1_000 }),
      ],
      '2026-11-26',
      3,
    )
    expect(lines.map(({ name, total }) => [name, total.bytes])).toEqual([
      ['All accounts', 112],
      ['Studio', 100],
      ['Archive', 12],
    ])
    const gone = linesOf(
      [one({ accountId: 'x', provider: '', bytes: 1 }), one({ accountId: 'y', provider: '', bytes: 2 })],
      '2026-11-26',
      3,
    )
    expect(gone.map(({ name, total }) => [name, total.bytes])).toEqual([
      ['All accounts', 3],
      ['Removed accounts', 3],
    ])
    expect(lines[2]?.cells.map(({ day: on, bytes }) => [on, bytes])).toEqual([
      ['2026-11-24', 7],
      ['2026-11-25', 0],
      ['2026-11-26', 5],
    ])
  })

  it('describes cells without zeros', () => {
    expect(cellText({ day: '', bytes: 3_400_000_000, sent: 12, failed: 1 })).toBe('3.40 GB, 12 clips sent, 1 failed')
    expect(cellText({ day: '', bytes: 0, sent: 0, failed: 0 })).toBe('nothing')
  })
})
