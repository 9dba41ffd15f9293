import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { describeState } from '../../../../src-main/contract/messages/messages.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

const UNREACHABLE = failure('network.unreachable', { host: 'one.test' })

/** One upload in the middle of its bytes. */
async function uploading(): Promise<{ harness: Harness; id: string }> {
  const harness = await startedHarness()
  const [id = ''] = await harness.add(['one.mp4'])
  const send = await harness.create('one.mp4')
  send.job.onAccepted(400)
  return { harness, id }
}

describe('falling asleep', () => {
  it('aborts transfers, shows it on the row at once, stores the offset, and counts no attempt', async () => {
    const { harness, id } = await uploading()
    const asleep = harness.engine.queue.suspend()
    const row = harness.view(id)
    expect(row).toMatchObject({ state: 'waiting', waiting: { reason: 'asleep' }, acceptedBytes: 400 })
    expect(describeState(row)).toBe('Asleep; goes on when this computer wakes')
    await asleep
    expect(harness.sending()).toEqual([])
    expect(harness.journal.uploads.get(id)?.consecutiveFailures).toBe(0)
    expect(harness.engine.queue.details(id).history.at(-1)).toMatchObject({
      event: 'wait',
      bytes: 400,
      failure: { code: 'network.asleep' },
    })
  })

  it('starts nothing while it sleeps, neither what is due nor what is new', async () => {
    const { harness } = await uploading()
    await harness.engine.queue.suspend()
    await harness.add(['two.mp4'])
    await harness.clock.advance(90_000)
    expect(harness.sending()).toEqual([])
  })

  it('is awake after running for a while, even without a report', async () => {
    const { harness } = await uploading()
    await harness.engine.queue.suspend()
    await harness.clock.advance(121_000)
    expect(harness.sending()).toEqual(['one.mp4'])
  })
})

describe('waking up', () => {
  it('drops every connection and goes on at the same address from the confirmed position', async () => {
    const { harness } = await uploading()
    await harness.engine.queue.suspend()
    harness.clock.set(8 * 3_600_000)
    harness.engine.queue.resume()
    await harness.clock.settle()
    expect(harness.network.drops).toBe(1)
    expect(harness.send('one.mp4').job).toMatchObject({ uploadUrl: 'https://one.test/files/one.mp4', acceptedBytes: 400 })
    await harness.finish('one.mp4')
    expect(harness.states()).toEqual({ 'one.mp4': 'done' })
  })

  it('first aborts what ran through an unreported sleep', async () => {
    const { harness, id } = await uploading()
    harness.engine.queue.resume()
    await harness.clock.settle()
    expect(harness.transfer.sends).toHaveLength(2)
    expect(harness.sending()).toEqual(['one.mp4'])
    expect(harness.engine.queue.details(id).history.map(({ failure: problem }) => problem?.code)).toContain('network.asleep')
  })

  it('counts a wake that is reported twice once', async () => {
    const { harness } = await uploading()
    await harness.engine.queue.suspend()
    harness.engine.queue.resume()
    await harness.clock.settle()
    harness.engine.queue.resume()
    await harness.clock.settle()
    expect(harness.network.drops).toBe(1)
    expect(harness.transfer.sends).toHaveLength(2)
  })

  it('wakes up again when it slept again in between', async () => {
    const { harness } = await uploading()
    for (const drops of [1, 2, 3]) {
      await harness.engine.queue.suspend()
      harness.engine.queue.resume()
      await harness.clock.settle()
      expect(harness.network.drops).toBe(drops)
      expect(harness.sending()).toEqual(['one.mp4'])
    }
  })

  it('shows no network error for half a minute, tries every second, and counts none of the tries', async () => {
    const { harness, id } = await uploading()
    await harness.engine.queue.suspend()
    harness.engine.queue.resume()
    await harness.clock.settle()
    for (let second = 0; second < 25; second += 1) {
      harness.send('one.mp4').end({ kind: 'failed', failure: UNREACHABLE })
      await harness.clock.settle()
      const row = harness.view(id)
      expect(row.waiting?.reason).toBe('offline')
      expect(describeState(row)).toBe('Connecting again…')
      await harness.clock.advance(1_000)
    }
    expect(harness.journal.uploads.get(id)?.consecutiveFailures).toBe(0)
    await harness.clock.advance(10_000)
    harness.send('one.mp4').end({ kind: 'failed', failure: UNREACHABLE })
    await harness.clock.settle()
    expect(describeState(harness.view(id))).toBe('Cannot reach one.test')
  })

  it('lets go of silent connections sooner for the first minutes, also in an upload that is running by then', async () => {
    const { harness } = await uploading()
    const stallMs = (): number => harness.send('one.mp4').job.target.timeouts.stallMs
    expect(stallMs()).toBe(60_000)
    await harness.engine.queue.suspend()
    harness.engine.queue.resume()
    await harness.clock.settle()
    const { timeouts } = harness.send('one.mp4').job.target
    expect(timeouts.stallMs).toBe(15_000)
    await harness.clock.advance(4 * 60_000)
    expect(timeouts.stallMs).toBe(60_000)
  })

  it('retries at once what waited for the network, and leaves alone what waits for a server', async () => {
    const harness = await startedHarness()
    await harness.add(['lost.mp4'])
    await harness.add(['busy.mp4'], 'two')
    harness.send('lost.mp4').end({ kind: 'failed', failure: failure('network.reset', { host: 'one.test' }) })
    harness.send('busy.mp4').end({ kind: 'failed', failure: failure('server.busy', {}, { retryAfterMs: 600_000 }) })
    await harness.clock.settle()
    await harness.engine.queue.suspend()
    harness.engine.queue.resume()
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['lost.mp4'])
  })
})

describe('falling asleep again before it is quite awake', () => {
  /** An upload whose attempt takes its time to end. */
  async function slowToEnd() {
    const { harness, id } = await uploading()
    let end = (): void => {}
    const { send } = harness.transfer
    harness.transfer.send = (job) => send({ ...job, signal: new AbortController().signal })
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.clock.settle()
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
    end = () => harness.send('one.mp4').end({ kind: 'aborted' })
    return { harness, end }
  }

  it('stays asleep', async () => {
    const { harness, end } = await slowToEnd()
    harness.engine.queue.resume()
    await harness.clock.settle()
    const asleep = harness.engine.queue.suspend()
    end()
    await asleep
    await harness.clock.advance(60_000)
    expect([harness.sending(), harness.network.drops]).toEqual([[], 0])
    harness.engine.queue.resume()
    await harness.clock.settle()
    expect([harness.sending(), harness.network.drops]).toEqual([['one.mp4'], 1])
  })

  it('is awake when it wakes once more meanwhile', async () => {
    const { harness, end } = await slowToEnd()
    harness.engine.queue.resume()
    const asleep = harness.engine.queue.suspend()
    harness.engine.queue.resume()
    end()
    await asleep
    await harness.clock.settle()
    expect([harness.sending(), harness.network.drops]).toEqual([['one.mp4'], 1])
  })
})
