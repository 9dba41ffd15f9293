import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../src-main/contract/errors/errors.ts'
import { retryWhileBusy } from '../../../src-main/ipc/retry-while-busy.ts'

const held = (): never => {
  throw new FailureError(failure('store.busy', { path: '/data/settings.json' }))
}

describe('what cannot be stored because another program has a file', () => {
  it('is tried again until it can, and the loop is free meanwhile', async () => {
    let tries = 0
    const answer = retryWhileBusy(() => {
      tries += 1
      return tries < 3 ? held() : 'stored'
    }, new AbortController().signal)
    await new Promise((resolve) => setImmediate(resolve))
    expect(tries).toBe(1)
    expect(await answer).toBe('stored')
  })

  it('fails when nobody waits for it any more, and at once with anything else', async () => {
    await expect(retryWhileBusy(held, AbortSignal.abort())).rejects.toMatchObject({ failure: { code: 'store.busy' } })
    let tries = 0
    const other = (): never => {
      tries += 1
      throw new Error('something else')
    }
    await expect(retryWhileBusy(other, new AbortController().signal)).rejects.toThrow('something else')
    expect(tries).toBe(1)
  })
})
