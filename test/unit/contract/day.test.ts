import { describe, expect, it } from 'vitest'
import { dayOf, daysBetween, isDay, plusDays } from '../../../src-main/contract/text/day.ts'

describe('a day of the calendar', () => {
  it('is that of the local time, from its first moment to its last', () => {
    expect(dayOf(new Date(2026, 10, 26, 0, 0, 0, 0).getTime())).toBe('2026-11-26')
    expect(dayOf(new Date(2026, 10, 26, 23, 59, 59, 999).getTime())).toBe('2026-11-26')
    expect(dayOf(new Date(2026, 0, 1).getTime())).toBe('2026-01-01')
  })

  it('exists, or is refused', () => {
    for (const text of ['2026-11-26', '2028-02-29', '0001-01-01']) expect(isDay(text), text).toBe(true)
    for (const text of ['2026-02-29', '2026-13-01', '2026-11-31', '2026-1-1', '26-11-2026', '2026-11-26T00:00', ''])
      expect(isDay(text), text).toBe(false)
  })

  it('has neighbours over months, leap days and changes of the clock', () => {
    expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(plusDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(plusDays('2026-10-25', 1)).toBe('2026-10-26')
    expect(daysBetween('2026-03-01', '2026-11-26')).toBe(270)
    expect(daysBetween('2026-11-26', '2026-11-25')).toBe(-1)
  })
})
