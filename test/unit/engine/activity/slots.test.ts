import { describe, expect, it } from 'vitest'
import { SLOT_LENGTHS, sumsOf } from '../../../../src-main/engine/activity/slots.ts'

const MINUTE = 60_000
const at = (hour: number, minute = 0, day = 26): number => new Date(2026, 10, day, hour, minute).getTime()
const total = (parts: readonly { readonly bytes: number }[]): number => parts.reduce((sum, { bytes }) => sum + bytes, 0)

describe('bytes that arrived', () => {
  it('are in the slots in which they were sent, to the byte', () => {
    const { slots } = sumsOf([{ from: at(12, 3), to: at(12, 13), bytes: 1_001 }])
    const fine = slots.filter(({ slotMs }) => slotMs === 5 * MINUTE)
    expect(fine).toEqual([
      { slotMs: 5 * MINUTE, at: at(12, 0), bytes: 200 },
      { slotMs: 5 * MINUTE, at: at(12, 5), bytes: 501 },
      { slotMs: 5 * MINUTE, at: at(12, 10), bytes: 300 },
    ])
    expect(slots.filter(({ slotMs }) => slotMs === 60 * MINUTE)).toEqual([{ slotMs: 60 * MINUTE, at: at(12), bytes: 1_001 }])
  })

  it('belong to the day on which they were sent', () => {
    const { days } = sumsOf([
      { from: at(23, 30), to: at(0, 30, 27), bytes: 1_000 },
      { from: at(0, 30, 27), to: at(0, 31, 27), bytes: 1 },
    ])
    expect(days).toEqual([
      { day: '2026-11-26', bytes: 500 },
      { day: '2026-11-27', bytes: 501 },
    ])
  })

  it('at one moment are in one slot', () => {
    expect(sumsOf([{ from: at(9, 1), to: at(9, 1), bytes: 7 }]).slots).toEqual(
      SLOT_LENGTHS.map(({ slotMs }) => ({ slotMs, at: at(9), bytes: 7 })),
    )
  })

  it('of a clock that was years behind take a bounded number of slots, and none is lost', () => {
    const { slots, days } = sumsOf([{ from: 0, to: at(9), bytes: 12_345 }])
    for (const { slotMs } of SLOT_LENGTHS) {
      const part = slots.filter((slot) => slot.slotMs === slotMs)
      expect(part.length).toBeLessThanOrEqual(301)
      expect(total(part)).toBe(12_345)
    }
    expect(total(days)).toBe(12_345)
  })
})
