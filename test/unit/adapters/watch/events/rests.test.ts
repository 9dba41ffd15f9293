import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createRests } from '../../../../../src-main/adapters/watch/events/rests.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a folder in which too much happens rests ever longer, until it is forgotten; and not after the end', () => {
  const woke: number[] = []
  const one = {}
  const rests = createRests(() => woke.push(Date.now()))
  const restMs = (): number => {
    const before = Date.now()
    rests.begin(one)
    while (rests.has(one)) vi.advanceTimersByTime(500)
    return Date.now() - before
  }
  expect(Array.from({ length: 7 }, restMs)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  rests.forget(one)
  expect(restMs()).toBe(1_000)
  rests.begin(one)
  rests.end()
  vi.advanceTimersByTime(60_000)
  expect(woke).toHaveLength(8)
})
