import { describe, expect, it } from 'vitest'
import { MAX_POINTS } from '../../../../src-main/contract/history/activity.ts'
import {
  confirmedPoints,
  type Gain,
  type Series,
  seriesFrom,
  withConfirmed,
  withResumed,
  withSent,
} from '../../../../src-main/engine/activity/series.ts'

const gained = (gains: readonly Gain[]): number => gains.reduce((sum, { bytes }) => sum + bytes, 0)

function isRising({ points }: Series): boolean {
  return points.every(({ at, bytes }, index) => {
    const before = points[index - 1]
    return !before || (at >= before.at && bytes >= before.bytes)
  })
}

/** Sends a number of bytes in equal parts, one a second, without an answer of the host. */
function sending(series: Series, from: number, bytes: number, seconds: number, at: number): Series {
  let now = series
  for (let second = 1; second <= seconds; second += 1) now = withSent(now, from + (bytes * second) / seconds, at + second * 1_000)
  return now
}

describe('bytes of a request that the host confirms at its end', () => {
  it('count only then, at the time when they were sent', () => {
    const on = sending(withResumed(seriesFrom(0, 0), 0, 0).series, 0, 600, 60, 0)
    expect(confirmedPoints(on)).toEqual([{ at: 0, bytes: 0 }])
    const { series, gains } = withConfirmed(on, 600, 60_000)
    expect(gained(gains)).toBe(600)
    expect(gains[0]).toEqual({ from: 0, to: 1_000, bytes: 10 })
    expect(confirmedPoints(series)).toHaveLength(61)
  })

  it('count as far as the host kept them: the points of the rest are removed, and the total does not fall', () => {
    const on = sending(withResumed(seriesFrom(0, 0), 0, 0).series, 0, 600, 60, 0)
    const { series, gains } = withResumed(on, 200, 100_000)
    expect(gained(gains)).toBe(200)
    expect(series.points.slice(-2)).toEqual([
      { at: 20_000, bytes: 200 },
      { at: 100_000, bytes: 200 },
    ])
    const again = withConfirmed(sending(series, 200, 400, 40, 100_000), 600, 140_000)
    expect(gained(again.gains)).toBe(400)
    expect(isRising(again.series)).toBe(true)
  })

  it('count once when the process ended before it knew of them, at about the time when it ended', () => {
    const stored = sending(withResumed(seriesFrom(0, 0), 0, 0).series, 0, 100, 10, 0)
    const { series, gains } = withResumed(stored, 150, 500_000)
    expect(gained(gains)).toBe(150)
    expect(Math.max(...gains.map(({ to }) => to))).toBe(20_000)
    expect(series.points.at(-1)).toEqual({ at: 500_000, bytes: 150 })
    expect(gained(withResumed(series, 150, 600_000).gains)).toBe(0)
  })
})

describe('an offset that falls', () => {
  it.each([
    ['because the host lost bytes', 300],
    ['because the upload begins anew', 0],
  ])('is no negative throughput (%s)', (_, offset) => {
    const first = withConfirmed(sending(withResumed(seriesFrom(0, 0), 0, 0).series, 0, 500, 5, 0), 500, 5_000)
    const back = withResumed(first.series, offset, 60_000)
    expect(back.gains).toEqual([])
    const again = withConfirmed(sending(back.series, offset, 1_000 - offset, 10, 60_000), 1_000, 70_000)
    // What the host gets again counts again: it was sent twice.
    expect(gained(again.gains)).toBe(1_000 - offset)
    expect(isRising(again.series)).toBe(true)
    expect(confirmedPoints(again.series).at(-1)?.bytes).toBe(500 + 1_000 - offset)
  })
})

describe('an upload that was begun before anything was noted of it', () => {
  it('does not count what its host had by then', () => {
    const { gains, series } = withResumed(seriesFrom(5_000, 0), 5_000, 1_000)
    expect(gained([...gains, ...withConfirmed(series, 5_100, 2_000).gains])).toBe(100)
  })
})

describe('the points of an upload', () => {
  it('are bounded, whatever its length; no byte and neither end is lost', () => {
    let series = withResumed(seriesFrom(0, 0), 0, 0).series
    let sum = 0
    const seconds = 100_000
    for (let second = 1; second <= seconds; second += 1) {
      const step = withConfirmed(withSent(series, second * 7 - 3, second * 1_000 - 400), second * 7, second * 1_000)
      series = step.series
      sum += gained(step.gains)
      if (series.points.length > MAX_POINTS) throw new Error(`${series.points.length} points`)
    }
    expect(sum).toBe(seconds * 7)
    expect(series.points.length).toBeGreaterThan(MAX_POINTS / 4)
    expect(series.points[0]).toEqual({ at: 0, bytes: 0 })
    expect(series.points.at(-1)).toEqual({ at: seconds * 1_000, bytes: seconds * 7 })
    // The speed can still be read from any part of it.
    for (const [index, { at, bytes }] of series.points.entries()) {
      const before = series.points[index - 1]
      if (before && at - before.at > 2_000) expect((bytes - before.bytes) / (at - before.at)).toBeCloseTo(0.007, 3)
    }
  })

  it('do not grow with attempts that send nothing', () => {
    let { series } = withResumed(seriesFrom(0, 0), 0, 0)
    for (let hour = 1; hour <= 5_000; hour += 1) series = withResumed(series, 0, hour * 3_600_000).series
    expect(series.points).toEqual([
      { at: 0, bytes: 0 },
      { at: 5_000 * 3_600_000, bytes: 0 },
    ])
    expect(series.stepMs).toBe(1_000)
  })

  it('stay in order when the clock is set back', () => {
    const on = withConfirmed(sending(withResumed(seriesFrom(0, 0), 0, 900_000).series, 0, 50, 5, 900_000), 50, 905_000)
    const set = withConfirmed(sending(on.series, 50, 50, 5, 0), 100, 5_000)
    expect(isRising(set.series)).toBe(true)
    expect(gained(set.gains)).toBe(50)
  })

  it('of a clock that was ahead are set back with it: nothing counts in the future', () => {
    const [now, ahead] = [1_700_000_000_000, 1_900_000_000_000]
    const on = withSent(withResumed(seriesFrom(0, now), 0, now).series, 10, ahead)
    const first = withConfirmed(on, 1_000, now + 5_000)
    const second = withConfirmed(first.series, 9_000, now + 9_000)
    const paused = withResumed(withSent(second.series, 9_000, ahead), 9_000, now + 20_000)
    for (const { series, gains } of [first, second, paused]) {
      expect(isRising(series)).toBe(true)
      expect(Math.max(now, ...gains.map(({ to }) => to), ...series.points.map(({ at }) => at))).toBeLessThanOrEqual(now + 20_000)
    }
    expect(gained([...first.gains, ...second.gains])).toBe(9_000)
    expect(second.gains).toEqual([{ from: now + 5_000, to: now + 9_000, bytes: 8_000 }])
  })
})

describe('any order of events', () => {
  it('counts each byte that the host confirmed once, and keeps the points in order', () => {
    // A small generator with a seed: failures can be repeated.
    let seed = 7
    const below = (most: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % most
    }
    for (let run = 0; run < 200; run += 1) {
      let series = seriesFrom(0, 0)
      let [at, offset, flight, counted, owed] = [0, 0, 0, 0, 0]
      for (let step = 0; step < 60; step += 1) {
        at += below(5_000)
        const kind = below(4)
        if (kind === 0) {
          flight += below(500)
          series = withSent(series, offset + flight, at)
          continue
        }
        const next = kind === 1 ? offset + flight : kind === 2 ? offset + below(flight + 1) : below(offset + 1)
        const result = kind === 1 ? withConfirmed(series, next, at) : withResumed(series, next, at)
        series = result.series
        counted += gained(result.gains)
        owed += Math.max(0, next - offset)
        offset = next
        flight = 0
        if (!isRising(series)) throw new Error(`run ${run}: ${JSON.stringify(series)}`)
      }
      expect(counted, `run ${run}`).toBe(owed)
    }
  })
})
