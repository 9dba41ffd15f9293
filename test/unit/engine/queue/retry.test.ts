import { describe, expect, it } from 'vitest'
import { ERRORS, type ErrorCode, failure } from '../../../../src-main/contract/errors.ts'
import { afterFailure, waitMs } from '../../../../src-main/engine/queue/retry.ts'

const NOW = 1_000_000
const first = { now: NOW, consecutiveFailures: 0, random: 0 }

describe('what follows a failed try', () => {
  it('leads every code to a wait or to a stop, as its disposition says', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const event = afterFailure(failure(code), first)
      expect(event.type, code).toBe(ERRORS[code].disposition.startsWith('wait') ? 'wait' : 'fail')
    }
  })

  it('waits longer each time, up to a cap', () => {
    const waits = [0, 1, 2, 3, 20, 1000].map((consecutiveFailures) => waitMs('backoff', { consecutiveFailures, random: 0 }))
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 300_000, 300_000])
    expect(waitMs('offline', { consecutiveFailures: 1000, random: 0 })).toBe(30_000)
  })

  it('spreads uploads that failed together by up to a fifth', () => {
    expect(waitMs('backoff', { consecutiveFailures: 3, random: 0.999 })).toBeCloseTo(9_598, -1)
  })

  it('never comes back before the host asked, and not later than an hour', () => {
    const event = afterFailure(failure('server.busy', {}, { retryAfterMs: 90_000 }), first)
    expect(event).toMatchObject({ type: 'wait', waiting: { reason: 'host-busy', until: NOW + 90_000 } })
    expect(waitMs('host-busy', { consecutiveFailures: 0, random: 0 }, 24 * 3_600_000)).toBe(3_600_000)
  })
})
