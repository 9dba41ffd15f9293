import { describe, expect, it } from 'vitest'
import { dateOf, isoTime } from '../../../src-main/contract/text/dates.ts'
import { atMoment, formatMoment } from '../../../src-main/contract/text/format.ts'
import { fillTitle } from '../../../src-main/contract/text/title.ts'

const YEAR = 365.2425 * 86_400_000
const ABSURD = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  4_000_000 * YEAR,
  -4_000_000 * YEAR,
  8.64e15,
  8.64e15 + 1,
  -8.64e15,
  12_000 * YEAR,
  -2_500 * YEAR,
]

describe('a time that no calendar holds', () => {
  it.each(ABSURD)('is missing for %s in messages, titles and lists', (at) => {
    expect(dateOf(at)).toBeNull()
    expect(isoTime(at)).toBeNull()
    expect([formatMoment(at, Date.now()), atMoment(at, Date.now())]).toEqual(['', ''])
    expect(fillTitle('{name} {date}', { name: 'C0001', folder: '', changedAt: at, index: 1, media: null })).toBe('C0001')
  })
})

describe('a time in words', () => {
  const now = new Date(2026, 10, 27, 12, 0).getTime()
  it.each([
    [new Date(2026, 10, 27, 9, 5), '09:05', 'at 09:05'],
    [new Date(2026, 10, 26, 9, 5), 'Thursday 09:05', 'on Thursday at 09:05'],
    [new Date(2026, 10, 1, 9, 5), '1 November 09:05', 'on 1 November at 09:05'],
    [new Date(2025, 10, 27, 9, 5), '27 November 2025 09:05', 'on 27 November 2025 at 09:05'],
  ])('has its day when that is not today, and its year when that is another one: %s', (date, moment, sentence) => {
    expect([formatMoment(date.getTime(), now), atMoment(date.getTime(), now)]).toEqual([moment, sentence])
  })
})

it('a time before 1970 is shown like any other', () => {
  const at = Date.UTC(1913, 4, 5, 12)
  expect(isoTime(at)).toBe('1913-05-05T12:00:00.000Z')
  expect(fillTitle('{date}', { name: '', folder: '', changedAt: at, index: 1, media: null })).toBe('1913-05-05')
})

it('the first years have four digits', () => {
  const at = new Date(2_000, 5, 1).setFullYear(33)
  expect(fillTitle('{date}', { name: '', folder: '', changedAt: at, index: 1, media: null })).toBe('0033-06-01')
})
