import { describe, expect, it } from 'vitest'
import { TIMED_OUT, withTimeout } from '../../../src-main/engine/with-timeout.ts'
import { createFakeClock } from '../../support/fake-clock.ts'

describe('a time-out', () => {
  it('returns what the work returns in time, and leaves no timer', async () => {
    const clock = createFakeClock()
    expect(await withTimeout(Promise.resolve('done'), 1_000, clock)).toBe('done')
    expect(clock.timers).toBe(0)
  })

  it('throws what the work throws in time, and leaves no timer', async () => {
    const clock = createFakeClock()
    await expect(withTimeout(Promise.reject(new Error('refused')), 1_000, clock)).rejects.toThrow('refused')
    expect(clock.timers).toBe(0)
  })

  it('ends the wait for work that goes on, whatever becomes of it', async () => {
    const clock = createFakeClock()
    const { promise, reject } = Promise.withResolvers<string>()
    const result = withTimeout(promise, 1_000, clock)
    await clock.advance(1_000)
    expect(await result).toBe(TIMED_OUT)
    reject(new Error('too late'))
  })
})
