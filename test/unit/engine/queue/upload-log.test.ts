import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { startedHarness } from '../../../support/queue-harness.ts'

const HOUR = 3_600_000

describe('the log of an upload', () => {
  it('has its history and the steps of its attempts, with the reason of each failure', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    const send = await harness.create('clip.mp4')
    send.end({ kind: 'failed', failure: failure('network.reset', { host: 'one.test' }, { detail: 'ECONNRESET' }) })
    await harness.clock.settle()
    const log = harness.engine.queue.logOf(id)
    expect(log).toMatch(new RegExp(`^Upload ${id}: clip\\.mp4$`, 'm'))
    expect(log).toMatch(/^History\n.* queued: Added to the queue$/m)
    expect(log).toMatch(/ an attempt begins, process \d+$/m)
    expect(log).toMatch(/ created: preparing → \w+ at 0 bytes$/m)
    expect(log).toMatch(/ wait: uploading → waiting \(\w+\) at 0 bytes, network\.reset: ECONNRESET$/m)
    expect(log).toMatch(/ an attempt ends after \d+ ms$/m)
    await harness.engine.close()
  })

  it('is deleted with the history, and with its row', async () => {
    const harness = await startedHarness({ settings: { keepHistoryDays: 1 } })
    const [old = '', removed = ''] = await harness.add(['old.mp4', 'removed.mp4'])
    for (const name of ['old.mp4', 'removed.mp4']) {
      const send = await harness.create(name)
      send.end({ kind: 'failed', failure: failure('file.missing', { path: `/${name}` }) })
    }
    await harness.clock.settle()
    for (const id of [old, removed]) expect(harness.engine.queue.logOf(id)).toContain('an attempt begins')
    await harness.engine.queue.commands.remove({ ids: [removed], undoable: false })
    expect(() => harness.engine.queue.logOf(removed)).toThrow()
    await harness.clock.advance(23 * HOUR)
    expect(harness.engine.queue.logOf(old)).toContain('an attempt begins')
    await harness.clock.advance(8 * HOUR)
    expect(harness.engine.queue.logOf(old)).toContain('None are stored')
    await harness.engine.close()
  })
})
