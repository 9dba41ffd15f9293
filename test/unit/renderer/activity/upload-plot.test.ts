import { describe, expect, it } from 'vitest'
import type { UploadActivity } from '../../../../src-main/contract/history/activity.ts'
import { gridOf, nearestStop } from '../../../../src-renderer/components/activity/plot.ts'
import { hatchedText, type UploadNow, uploadPlot } from '../../../../src-renderer/components/activity/upload-plot.ts'

const MINUTE = 60_000
const BEGAN = new Date(2026, 10, 26, 12, 14).getTime()
const over: UploadNow = { now: BEGAN + 600 * MINUTE, isSending: false, isOver: true, bytesPerSecond: null, secondsLeft: null }

/** 60 MB in ten minutes, four hours asleep, 120 MB in ten minutes. */
const activity: UploadActivity = {
  points: [
    { at: BEGAN, bytes: 0 },
    { at: BEGAN + 10 * MINUTE, bytes: 60_000_000 },
    { at: BEGAN + 250 * MINUTE, bytes: 60_000_000 },
    { at: BEGAN + 260 * MINUTE, bytes: 180_000_000 },
  ],
  confirmedBytes: 180_000_000,
  waits: [{ from: BEGAN + 10 * MINUTE, to: BEGAN + 250 * MINUTE, cause: 'asleep' }],
}

function plotOf(change: Partial<UploadActivity> = {}, upload: Partial<UploadNow> = {}) {
  const plot = uploadPlot({ ...activity, ...change }, { ...over, ...upload })
  if (!plot) throw new Error('nothing to plot')
  return plot
}

describe('the plot of an upload', () => {
  it('draws a wait of hours as wide as a tenth of the time of sending', () => {
    const plot = plotOf()
    expect(plot.end).toBe(22 * MINUTE)
    expect(plot.waits).toEqual([{ from: 10 * MINUTE, to: 12 * MINUTE, text: 'asleep, 4 h', lastedMs: 240 * MINUTE }])
  })

  it('has the speed of each part, no line in a wait, and an average of the time in which it was sent', () => {
    const { ys, average, xs } = plotOf()
    const gap = ys.indexOf(null)
    expect(ys.slice(0, gap).every((speed) => Math.abs((speed ?? 0) - 100_000) < 1)).toBe(true)
    expect(ys.slice(gap + 1).every((speed) => Math.abs((speed ?? 0) - 200_000) < 1)).toBe(true)
    expect(average).toBe(150_000)
    expect(xs.length).toBeLessThan(100)
    expect(xs.every((x, index) => index === 0 || x >= (xs[index - 1] ?? 0))).toBe(true)
  })

  it('has its values in order, with times and the causes of waits', () => {
    const { stops, ticks, summary } = plotOf()
    expect(stops[0]?.text).toMatch(/^12:14: 100 kB\/s$/)
    expect(stops.find(({ value }) => value === null)?.text).toBe('12:24: asleep, 4 h')
    expect(ticks.map(({ text }) => text)).toEqual(['12:14', '4 h', '16:34'])
    expect(summary).toBe('150 kB/s on average, 200 kB/s at most. It waited: asleep, 4 h.')
  })

  it('has a forecast while it is sent, up to the time at which it will be done', () => {
    const now = BEGAN + 260 * MINUTE
    const plot = plotOf({}, { now, isOver: false, isSending: true, bytesPerSecond: 200_000, secondsLeft: 300 })
    expect(plot.forecast).toEqual({ from: 22 * MINUTE, to: 27 * MINUTE, value: 200_000 })
    expect(plot.ticks.slice(-2).map(({ text }) => text)).toEqual(['now', 'about 16:39'])
    expect(plot.summary).toContain('200 kB/s now, ')
    expect(plot.summary).toContain('Done about 16:39.')
    const long = plotOf({}, { now, isOver: false, isSending: true, bytesPerSecond: 200_000, secondsLeft: 1_000_000 })
    expect(long.end).toBe(22 * MINUTE + 15 * MINUTE)
  })

  it('has an area below the line where the host has confirmed it', () => {
    const { ys, areas, isInFlight } = plotOf({ confirmedBytes: 60_000_000 })
    const gap = ys.indexOf(null)
    expect([areas.slice(0, gap), isInFlight]).toEqual([ys.slice(0, gap), true])
    expect(areas.slice(gap + 1).every((speed) => speed === 0)).toBe(true)
    expect(plotOf().isInFlight).toBe(false)
  })

  it('ends with the wait that lasts', () => {
    const waits = [...activity.waits, { from: BEGAN + 260 * MINUTE, to: null, cause: 'network' as const }]
    const plot = plotOf({ waits }, { now: BEGAN + 261 * MINUTE, isOver: false })
    expect(plot.waits.at(-1)).toEqual({ from: 22 * MINUTE, to: 23 * MINUTE, text: 'no connection, 1 min', lastedMs: MINUTE })
    expect(plot.end).toBe(23 * MINUTE)
  })

  it('has a caption with the total of the waits, and the longest of them', () => {
    const wait = (from: number, to: number, cause: 'paused' | 'network' | 'host' | 'schedule') => ({
      from: BEGAN + from * MINUTE,
      to: BEGAN + to * MINUTE,
      cause,
    })
    const waits = [
      // Before anything was sent: not drawn.
      wait(-60, 0, 'host'),
      wait(1, 2, 'paused'),
      wait(3, 5, 'network'),
      wait(6, 7, 'paused'),
      ...activity.waits,
      wait(251, 256, 'schedule'),
    ]
    expect(hatchedText(plotOf({ waits }))).toBe(
      'Hatched: 4 h 9 min without sending (asleep, 4 h; outside of the sending hours, 5 min; no connection, 2 min).',
    )
    expect(hatchedText(plotOf({ waits: [{ ...wait(1, 2, 'host'), to: BEGAN + MINUTE + 900 }] }))).toBe('')
  })

  it('is `null` before bytes have arrived', () => {
    expect(uploadPlot({ points: [], confirmedBytes: 0, waits: [] }, over)).toBeNull()
    expect(
      uploadPlot({ points: [{ at: 1, bytes: 5 }], confirmedBytes: 5, waits: [{ from: 2, to: null, cause: 'network' }] }, over),
    ).toBeNull()
  })
})

describe('the scale of a plot', () => {
  it.each([
    [0, [1]],
    [61_000_000, [25_000_000, 50_000_000, 75_000_000]],
    [30, [10, 20, 30]],
    [31, [20, 40]],
  ])('has round lines, the last at or above all speeds (%d)', (most, lines) => {
    expect(gridOf(most)).toEqual(lines)
  })

  it('finds the value that is nearest to the pointer', () => {
    const stops = [0, 10, 30].map((x) => ({ x, value: 1, text: '' }))
    expect([-5, 6, 19, 21, 99].map((x) => nearestStop(stops, x))).toEqual([0, 1, 1, 2, 2])
    expect(nearestStop([], 1)).toBe(-1)
  })
})
