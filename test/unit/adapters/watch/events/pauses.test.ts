import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPauses } from '../../../../../src-main/adapters/watch/events/pauses.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('the watch of a folder with too many events is paused for longer each time, until it is reset; and not after the end', () => {
  const ended: number[] = []
  const one = {}
  const pauses = createPauses(() => ended.push(Date.now()))
  const pauseMs = (): number => {
    const before = Date.now()
    pauses.begin(one)
    while (pauses.has(one)) vi.advanceTimersByTime(500)
    return Date.now() - before
  }
  expect(Array.from({ length: 7 }, pauseMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  pauses.reset(one)
  expect(pauseMs()).toBe(1_000)
  pauses.begin(one)
  pauses.end()
  vi.advanceTimersByTime(60_000)
  expect(ended).toHaveLength(8)
})
