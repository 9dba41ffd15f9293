import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'

const DAYS = 24 * 3_600_000
const BUSY = failure('server.busy', {}, { retryAfterMs: 60_000 })
const JUMPS = [
  { words: 'two days back', byMs: -2 * DAYS },
  { words: 'two days ahead', byMs: 2 * DAYS },
  { words: 'ten minutes back', byMs: -600_000 },
  { words: 'ten minutes ahead', byMs: 600_000 },
]

async function set(harness: Harness, byMs: number): Promise<void> {
  harness.clock.set(byMs)
  harness.engine.queue.clockMoved(byMs)
  await harness.clock.settle()
}

/** The next process on the same journal and disk, by the clock that the first one began with. */
async function successor(first: Harness): Promise<Harness> {
  const second = createHarness({ journal: first.journal })
  for (const [path, identity] of first.disk) second.disk.set(path, identity)
  second.engine.queue.start()
  await second.clock.settle()
  return second
}

describe.each(JUMPS)('a clock that is set $words', ({ byMs }) => {
  it('neither shortens nor extends the time that a server asked for, for the whole account', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(['one.mp4'])
    harness.send('one.mp4').end({ kind: 'failed', failure: BUSY })
    await harness.clock.settle()
    await harness.add(['two.mp4'])
    await harness.clock.advance(20_000)
    await set(harness, byMs)
    await harness.clock.advance(39_000)
    expect(harness.sending()).toEqual([])
    await harness.clock.advance(1_100)
    expect(harness.sending()).toHaveLength(1)
  })

  it('shows the end of a wait by the new clock', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    harness.send('one.mp4').end({ kind: 'failed', failure: BUSY })
    await harness.clock.settle()
    await set(harness, byMs)
    expect(harness.view(id).waiting?.until).toBe(harness.clock.now() + 60_000)
  })

  it('leaves questions about videos where they were', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'], 'film')
    await harness.finish('one.mp4')
    await harness.clock.advance(60_000)
    const before = harness.host.statusCalls.length
    expect(before).toBeGreaterThan(1)
    await set(harness, byMs)
    await harness.clock.advance(300_000)
    const more = harness.host.statusCalls.length - before
    expect(more).toBeGreaterThanOrEqual(1)
    expect(more).toBeLessThanOrEqual(300 / 15 + 1)
  })

  it('keeps the figures of running transfers, and reports them', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    const { job } = await harness.create('one.mp4')
    await harness.clock.advance(200)
    await set(harness, byMs)
    await harness.clock.advance(200)
    harness.deltas.splice(0)
    for (let bytes = 50; bytes <= 500; bytes += 50) {
      job.onInFlight(bytes)
      await harness.clock.advance(500)
    }
    expect(harness.view(id).bytesPerSecond).toBe(90)
    expect(harness.deltas.length).toBeGreaterThan(5)
  })
})

describe('waits that an earlier process left behind', () => {
  it('by a clock that was days ahead end now', async () => {
    const first = await startedHarness()
    await first.add(['one.mp4'])
    first.clock.set(2 * DAYS)
    first.send('one.mp4').end({ kind: 'failed', failure: BUSY })
    await first.clock.settle()
    const second = await successor(first)
    expect(second.sending()).toEqual(['one.mp4'])
  })

  it('are waited for when they can be meant', async () => {
    const first = await startedHarness()
    await first.add(['one.mp4'])
    first.send('one.mp4').end({ kind: 'failed', failure: BUSY })
    await first.clock.settle()
    const second = await successor(first)
    expect(second.sending()).toEqual([])
    await second.clock.advance(60_000)
    expect(second.sending()).toEqual(['one.mp4'])
  })
})
