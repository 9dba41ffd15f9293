import { describe, expect, it } from 'vitest'
import { clipNames, startedHarness } from '../../../support/queue-harness.ts'

describe('the events for an interface', () => {
  it('are at most ten deltas a second, whatever happens', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    const before = harness.deltas.length
    for (let moment = 0; moment < 100; moment += 1) {
      send.job.onInFlight(moment * 10)
      await harness.clock.advance(10)
    }
    expect(harness.deltas.length - before).toBeLessThanOrEqual(11)
    expect(harness.deltas.at(-1)?.upserted[0]).toMatchObject({ name: 'one.mp4', acceptedBytes: 0, inFlightBytes: 990 })
  })

  it('ask to read again instead of listing thousands of rows', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(clipNames(900))
    await harness.clock.advance(1_000)
    expect(Math.max(...harness.deltas.map((delta) => delta.upserted.length))).toBeLessThanOrEqual(200)
    expect(harness.deltas.some((delta) => delta.reread)).toBe(true)
    expect(harness.engine.queue.page({ group: 'waiting', search: '' }, 0, 1)).toMatchObject({
      total: 899,
      summary: { counts: { queued: 899 } },
    })
  })

  it('never show more than a hundred percent, and keep confirmed bytes apart from those on their way', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    send.job.onAccepted(700)
    send.job.onInFlight(900)
    expect(harness.view(id as string)).toMatchObject({ acceptedBytes: 700, inFlightBytes: 300, sizeBytes: 1_000 })
  })

  it('show no speed and no bytes in flight of a row that was paused, while its attempt is still ending', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    send.job.onInFlight(900)
    await harness.clock.advance(1_000)
    void harness.engine.queue.commands.pause({ ids: [id as string] })
    expect(harness.view(id as string)).toMatchObject({ state: 'paused', inFlightBytes: 0, bytesPerSecond: null })
  })

  it('report every step of an upload, once and in order', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'])
    await harness.finish('one.mp4')
    expect(harness.steps).toEqual([
      'one.mp4 queued',
      'one.mp4 preparing',
      'one.mp4 preparing',
      'one.mp4 uploading',
      'one.mp4 verifying',
      'one.mp4 done',
    ])
  })
})
