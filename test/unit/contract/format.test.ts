import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatBytesOf,
  formatDuration,
  formatSpeed,
  parseBytes,
  parseClock,
  percentOf,
} from '../../../src-main/contract/text/format.ts'

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.00 kB'],
    [31_234_567, '31.2 MB'],
    [60_000_000_000, '60.0 GB'],
    [123_456_789_012, '123 GB'],
    [7_500_000_000_000_000, '7.50 PB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('shows a part in the unit of the whole, and never more than the whole', () => {
    expect(formatBytesOf(12_400_000_000, 38_200_000_000)).toBe('12.4 of 38.2 GB')
    expect(formatBytesOf(300, 1_234)).toBe('0.3 of 1.2 kB')
    expect(formatBytesOf(2_000, 1_000)).toBe('1.0 of 1.0 kB')
    expect(formatBytesOf(0, 0)).toBe('0 of 0 B')
  })

  it.each([
    ['52428800', 52_428_800],
    ['50MiB', 52_428_800],
    ['50 MB', 50_000_000],
    ['1.5g', 1_500_000_000],
    ['1,5 GB', 1_500_000_000],
    ['2,75 Go', 2_750_000_000],
    ['0', 0],
  ])('reads %s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes)
  })

  it.each(['', 'much', '-5', '1e9', '5 MBit', '99999999999 TB', '1,500 MB', '1,5,5 GB'])('does not read “%s”', (text) => {
    expect(parseBytes(text)).toBeNull()
  })
})

describe('times and parts', () => {
  it.each([
    [0, '1 s'],
    [59.2, '1 min'],
    [42, '42 s'],
    [75, '2 min'],
    [3_600, '1 h'],
    [5_400, '1 h 30 min'],
    [200_000, '3 days'],
  ])('%d seconds is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  it('never exceeds a hundred percent', () => {
    expect([percentOf(1, 4), percentOf(9, 4), percentOf(0, 0)]).toEqual([25, 100, 100])
  })

  it('is a speed', () => {
    expect(formatSpeed(31_200_000)).toBe('31.2 MB/s')
  })
})

describe('lengths of time', () => {
  it.each([
    ['90', 90],
    ['0.5', 0.5],
    ['90 s', 90],
    ['2 min', 120],
    ['1h', 3_600],
    ['1:30', 90],
    ['1:01:30', 3_690],
    ['0:00.5', 0.5],
    ['', null],
    ['soon', null],
    ['1:3', null],
    ['-5', null],
  ])('“%s” is %s seconds', (text, seconds) => {
    expect(parseClock(text)).toBe(seconds)
  })
})
