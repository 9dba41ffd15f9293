import { describe, expect, it } from 'vitest'
import { compare, type Readings } from '../../../src-main/adapters/clock-watch.ts'

const DAYS = 24 * 3_600_000
const HOUR = 3_600_000

const start: Readings = { wallMs: 1_700_000_000_000, sinceBootMs: 5_000_000, runningMs: 60_000 }
const reported = (wall: number, sinceBoot: number, running: number): { sleptMs: number; movedMs: number } =>
  compare(
    start,
    { wallMs: start.wallMs + wall, sinceBootMs: start.sinceBootMs + sinceBoot, runningMs: start.runningMs + running },
    2_000,
    10_000,
  )

describe('three clocks', () => {
  it.each([
    ['an ordinary moment', reported(2_000, 2_000, 2_000), { sleptMs: 0, movedMs: 0 }],
    ['a busy machine', reported(9_000, 9_000, 9_000), { sleptMs: 0, movedMs: 0 }],
    ['a clock that is kept right, read in whole seconds', reported(2_900, 2_000, 2_000), { sleptMs: 0, movedMs: 0 }],
    ['sleep in which running time stands still', reported(HOUR + 2_000, HOUR + 2_000, 2_000), { sleptMs: HOUR, movedMs: 0 }],
    ['sleep in which running time goes on', reported(HOUR + 2_000, HOUR + 2_000, HOUR + 2_000), { sleptMs: HOUR, movedMs: 0 }],
    ['a process that was held', reported(62_000, 62_000, 62_000), { sleptMs: 60_000, movedMs: 0 }],
    ['a clock that is set back', reported(2_000 - 2 * DAYS, 2_000, 2_000), { sleptMs: 0, movedMs: -2 * DAYS }],
    ['a clock that is set back in sleep', reported(2_000 - DAYS, HOUR + 2_000, 2_000), { sleptMs: HOUR, movedMs: -DAYS - HOUR }],
  ])('show %s', (_what, heard, wanted) => {
    expect(heard).toEqual(wanted)
  })

  it('cannot distinguish a clock that is set ahead from a suspended virtual machine, and report both', () => {
    expect(reported(HOUR + 2_000, 2_000, 2_000)).toEqual({ sleptMs: HOUR, movedMs: HOUR })
  })
})
