import { describe, expect, it } from 'vitest'
import { ERRORS, type ErrorCode, failure } from '../../../../src-main/contract/errors/errors.ts'
import { afterFailure, waitMs } from '../../../../src-main/engine/queue/attempt/retry.ts'

const NOW = 1_000_000
const first = { now: NOW, consecutiveFailures: 0, random: 0 }

describe('what follows a failed attempt', () => {
  it('is a wait or a stop for every code, by its disposition', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const event = afterFailure(failure(code), first)
      expect(event.type, code).toBe(ERRORS[code].disposition.startsWith('wait') ? 'wait' : 'fail')
    }
  })

  it('is a longer wait each time, up to a cap', () => {
    const waits = [0, 1, 2, 3, 20, 1000].map((consecutiveFailures) => waitMs('backoff', { consecutiveFailures, random: 0 }))
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 300_000, 300_000])
    expect(waitMs('offline', { consecutiveFailures: 1000, random: 0 })).toBe(30_000)
  })

  it('has a jitter of up to a fifth', () => {
    expect(waitMs('backoff', { consecutiveFailures: 3, random: 0.999 })).toBeCloseTo(9_598, -1)
  })

  it('is never a shorter wait than the host demands, up to an hour', () => {
    const event = afterFailure(failure('server.busy', {}, { retryAfterMs: 90_000 }), first)
    expect(event).toMatchObject({ type: 'wait', waiting: { reason: 'host-busy', until: NOW + 90_000 } })
    expect(waitMs('host-busy', { consecutiveFailures: 0, random: 0 }, 24 * 3_600_000)).toBe(3_600_000)
  })
})
