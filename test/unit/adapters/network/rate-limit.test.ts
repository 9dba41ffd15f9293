import { describe, expect, it } from 'vitest'
import { createRateLimit } from '../../../../src-main/adapters/network/rate-limit.ts'

const sender = { uploadId: 'one', accountId: 'account' }
const needed = () => false

describe('the speed limit', () => {
  it('hands out everything at once without a limit', async () => {
    const limit = createRateLimit({ general: () => null, ofAccount: () => null })
    expect(await limit.take(sender, 1e9, needed)).toBe(1e9)
    expect(limit.maxBytes(sender)).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('hands out less than was asked for where that would be a burst', async () => {
    const limit = createRateLimit({ general: () => 1_000_000, ofAccount: () => 100_000 })
    const granted = await limit.take(sender, 500_000, needed)
    // A tenth of a second of the tighter limit would be a burst.
    expect(granted).toBeGreaterThan(0)
    expect(granted).toBeLessThan(10_000)
    expect(limit.maxBytes(sender)).toBeGreaterThanOrEqual(granted)
    expect(limit.maxBytes(sender)).toBeLessThan(10_000)
  })

  it('releases an upload that does not need bytes any more, though nothing may be sent', async () => {
    const limit = createRateLimit({ general: () => 0, ofAccount: () => null })
    let over = false
    const taken = limit.take(sender, 1_000, () => over)
    over = true
    expect(await taken).toBe(0)
  })
})
