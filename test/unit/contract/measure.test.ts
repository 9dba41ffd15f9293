import { describe, expect, it } from 'vitest'
import { measureOf } from '../../../src-main/contract/queue/measure.ts'
import { aView } from '../../support/fakes.ts'

const view = { ...aView, sizeBytes: 100, acceptedBytes: 40, inFlightBytes: 30 }

describe('what uploads are together', () => {
  it('counts confirmed bytes as sent, not those in flight', () => {
    expect(measureOf([view, { ...view, acceptedBytes: 20 }]).unfinished).toEqual({
      uploads: 2,
      sizeBytes: 200,
      acceptedBytes: 60,
    })
  })

  it('counts begun and sent uploads per account', () => {
    const { uploads, sizeBytes, accounts } = measureOf([
      { ...view, state: 'paused', remoteId: 'v' },
      { ...view, state: 'queued' },
      { ...view, state: 'processing', remoteId: 'v' },
      { ...view, state: 'cancelled', remoteId: 'v' },
      { ...view, state: 'done', accountId: 'b' },
    ])
    expect([uploads, sizeBytes]).toEqual([5, 500])
    expect(accounts).toEqual([
      { accountId: 'a', uploads: 4, begun: 1, sent: 1 },
      { accountId: 'b', uploads: 1, begun: 0, sent: 0 },
    ])
  })
})
