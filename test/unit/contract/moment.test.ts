import { describe, expect, it } from 'vitest'
import { parseMoment } from '../../../src-main/contract/text/moment.ts'

describe('a date', () => {
  it('without a time is the beginning of that day here', () => {
    expect(parseMoment('2027-01-31')).toBe(new Date(2027, 0, 31).getTime())
    expect(parseMoment(' 2028-02-29 ')).toBe(new Date(2028, 1, 29).getTime())
  })

  it('with a time is meant here, unless it names a zone', () => {
    expect(parseMoment('2027-01-31T18:00')).toBe(new Date(2027, 0, 31, 18).getTime())
    expect(parseMoment('2027-01-31 18:00:30')).toBe(new Date(2027, 0, 31, 18, 0, 30).getTime())
    expect(parseMoment('2027-01-31T18:00Z')).toBe(Date.UTC(2027, 0, 31, 18))
    expect(parseMoment('2027-01-31T18:00:00.5+0200')).toBe(Date.UTC(2027, 0, 31, 16))
  })

  it.each([
    '',
    '12',
    '2027',
    '2027-02-30',
    '2027-13-01',
    '2027-00-10',
    '2027-01-00',
    '31.01.2027',
    '2027-01-31T25:00',
    'tomorrow',
  ])('is not “%s”', (text) => {
    expect(parseMoment(text)).toBeNull()
  })
})
