import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { addressOf, probeDelayMs } from '../../../../src-main/engine/network/reachability.ts'
import { anUpload } from '../../../support/fakes.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

const UNREACHABLE = failure('network.unreachable', { host: 'one.test' })
const RESET = failure('network.reset', { host: 'one.test' })

async function fail(harness: Harness, name: string, problem = UNREACHABLE): Promise<void> {
  harness.send(name).end({ kind: 'failed', failure: problem })
  await harness.clock.settle()
}

/** An upload that has failed so often that its next try is half a minute away. */
async function patient(): Promise<Harness> {
  const harness = await startedHarness()
  await harness.add(['one.mp4'])
  await harness.create('one.mp4')
  harness.network.isReachable = false
  for (const wait of [1_000, 2_000, 4_000, 8_000, 16_000]) {
    await fail(harness, 'one.mp4')
    await harness.clock.advance(wait)
  }
  await fail(harness, 'one.mp4')
  expect(harness.sending()).toEqual([])
  return harness
}

describe('reachability of a server', () => {
  it('is noticed within two seconds, long before the next ordinary try', async () => {
    const harness = await patient()
    await harness.clock.advance(10_000)
    expect(harness.sending()).toEqual([])
    harness.network.isReachable = true
    await harness.clock.advance(2_000)
    expect(harness.sending()).toEqual(['one.mp4'])
    expect(harness.send('one.mp4').job.uploadUrl).toBe('https://one.test/files/one.mp4')
  })

  it('is probed at the address of the upload, and no longer when nothing waits', async () => {
    const harness = await patient()
    expect(new Set(harness.network.probes)).toEqual(new Set(['https://one.test/files/one.mp4']))
    harness.network.isReachable = true
    await harness.clock.advance(2_000)
    const { length } = harness.network.probes
    expect(harness.network.isWatched).toBe(false)
    await harness.clock.advance(60_000)
    expect(harness.network.probes).toHaveLength(length)
  })

  it('is probed at once when this machine is in another network', async () => {
    const harness = await patient()
    harness.network.isReachable = true
    harness.network.change()
    await harness.clock.advance(0)
    expect(harness.sending()).toEqual(['one.mp4'])
  })

  it('is no reason to retry at once a server that accepts connections and breaks them', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'])
    let tries = 0
    for (let second = 0; second < 60; second += 1) {
      if (harness.sending().length > 0) {
        tries += 1
        await fail(harness, 'one.mp4', RESET)
      }
      await harness.clock.advance(1_000)
    }
    expect(tries).toBeLessThanOrEqual(7)
  })

  it('is not probed when nobody waits for it any more', async () => {
    const harness = await patient()
    await harness.engine.queue.commands.pause({ filter: { group: 'all', search: '' } })
    await harness.clock.advance(5_000)
    const { length } = harness.network.probes
    await harness.clock.advance(60_000)
    expect(harness.network.probes).toHaveLength(length)
  })

  it('is probed often at first, and never less often than every ten seconds', () => {
    expect([1, 60, 64, 10_000].map(probeDelayMs)).toEqual([1_000, 1_000, 2_441, 10_000])
  })

  it('is probed at the server that the failure names when that is not the one of the upload address', () => {
    const waiting = { reason: 'offline', until: 0, failure: failure('network.dns', { host: 'api.test' }) } as const
    expect(addressOf(anUpload({ uploadUrl: 'https://up.test/1', waiting }))).toBe('https://api.test')
    expect(addressOf(anUpload({ waiting: { ...waiting, failure: failure('network.offline') } }))).toBeNull()
  })
})
