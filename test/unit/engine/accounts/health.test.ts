import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors.ts'
import { startedHarness } from '../../../support/queue-harness.ts'

async function opened() {
  const harness = await startedHarness()
  const { accounts, contextFor } = harness.engine
  return {
    ...harness,
    harness,
    health: (id: string) => accounts.list().find((account) => account.id === id)?.health,
    test: (id: string) => accounts.test(id, contextFor(new AbortController().signal)),
  }
}

describe('the health of an account', () => {
  it('is unknown before the first call to its provider', async () => {
    const { health } = await opened()
    expect([health('one'), health('film')]).toEqual(['unknown', 'unknown'])
  })

  it('is earned by a test or an upload, and lost by a test that fails or a refusal', async () => {
    const { harness, health, test, host, engine } = await opened()
    await test('film')
    expect(health('film')).toBe('works')
    host.provider.test = () => Promise.reject(new Error('no'))
    await test('film')
    expect(health('film')).toBe('failing')
    await harness.add(['one.mp4'])
    await harness.create('one.mp4')
    expect(health('one')).toBe('works')
    engine.accounts.noteProblem('one', failure('account.signIn', { account: 'Server one', status: 401 }))
    expect(health('one')).toBe('failing')
  })

  it('is unknown again once the account was changed', async () => {
    const { health, test, engine } = await opened()
    await test('film')
    const change = { id: 'film', provider: 'video', name: 'Film', settings: {}, secrets: { key: 'other' } }
    await engine.accounts.save(change, engine.contextFor(new AbortController().signal))
    expect(health('film')).toBe('unknown')
  })
})

describe('the time that is left', () => {
  it('does not count what waits for something', async () => {
    const { harness, engine } = await opened()
    await harness.add(['one.mp4'])
    await harness.add(['two.mp4'], 'two')
    const send = await harness.create('one.mp4')
    const other = await harness.create('two.mp4')
    other.end({ kind: 'failed', failure: failure('server.busy', { host: 'two.test', status: 429 }, { retryAfterMs: 600_000 }) })
    await harness.clock.settle()
    const half = send.job.source.sizeBytes / 2
    for (let part = 1; part <= 4; part += 1) {
      await harness.clock.advance(1_000)
      send.job.onInFlight((half * part) / 4)
    }
    const { summary } = engine.queue.page({ group: 'all', search: '' }, 0, 1)
    expect(harness.states()).toMatchObject({ 'one.mp4': 'uploading', 'two.mp4': 'waiting' })
    expect(summary.openBytes).toBe(2 * send.job.source.sizeBytes)
    expect((summary.secondsLeft ?? 0) * summary.bytesPerSecond).toBeCloseTo(half, 0)
  })
})
