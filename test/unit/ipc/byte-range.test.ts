import { describe, expect, it } from 'vitest'
import { rangeIn } from '../../../src-main/ipc/byte-range.ts'

describe('the bytes that a request asks for', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 100 }],
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes = 10 - 19', { start: 10, end: 20 }],
    ['bytes=99-', { start: 99, end: 100 }],
    ['bytes=50-999999', { start: 50, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-999', { start: 0, end: 100 }],
  ])('%s are a part of the file', (header, range) => {
    expect(rangeIn(header, 100)).toEqual(range)
  })

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=999999999999999-', 'bytes=-0'])('%s are none of the file', (header) => {
    expect(rangeIn(header, 100)).toBeNull()
  })

  it.each([
    null,
    '',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=5-2',
    'bytes=0-1,5-6',
    'lines=0-1',
    'bytes=1-2-3',
    'bytes=99999999999999999-',
    'bytes=-1e3',
  ])('%s are the whole file: what is not understood is ignored', (header) => {
    expect(rangeIn(header, 100)).toBe('all')
  })

  it('are none of an empty file', () => {
    expect([rangeIn('bytes=0-', 0), rangeIn('bytes=-5', 0), rangeIn(null, 0)]).toEqual([null, null, 'all'])
  })
})
