import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { Upload } from '../../../../src-main/engine/queue/upload.ts'
import { activeTransfers } from '../../../support/active-transfers.ts'
import { anUpload } from '../../../support/fakes.ts'
import { createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'
import { refusingJournal } from '../../../support/refusing-journal.ts'

/** One upload of 1,000 bytes, of which the host has confirmed 600 and 150 more are on their way. */
async function uploading(options: Parameters<typeof startedHarness>[0] = {}): Promise<{ harness: Harness; id: string }> {
  const harness = await startedHarness(options)
  const [id = ''] = await harness.add(['one.mp4'])
  const { job } = await harness.create('one.mp4')
  job.onInFlight(600)
  job.onAccepted(600)
  job.onInFlight(150)
  return { harness, id }
}

function stored({ journal }: Harness, id: string): Pick<Upload, 'acceptedBytes' | 'bytesSent'> {
  const { acceptedBytes, bytesSent } = journal.uploads.get(id) as Upload
  return { acceptedBytes, bytesSent }
}

const KNOWN = { acceptedBytes: 600, bytesSent: 750 }

describe('the confirmed offset and the bytes sent are stored', () => {
  const endings: Record<string, (harness: Harness, id: string) => unknown> = {
    'a pause': ({ engine }, id) => engine.queue.commands.pause({ ids: [id] }),
    'a cancellation': ({ engine }, id) => engine.queue.commands.cancel({ ids: [id] }),
    'the end of the process': ({ engine }) => engine.queue.close(),
    sleep: ({ engine }) => engine.queue.suspend(),
    'a lost connection': (harness) =>
      harness.send('one.mp4').end({ kind: 'failed', failure: failure('network.reset', { host: 'one.test' }) }),
    'a refusal': (harness) =>
      harness.send('one.mp4').end({ kind: 'failed', failure: failure('server.rejected', { host: 'one.test', status: 400 }) }),
    'an account that must sign in': (harness) =>
      harness.send('one.mp4').end({ kind: 'failed', failure: failure('account.signIn', { account: 'Server one' }) }),
    'hours without sending': ({ engine }) =>
      engine.settings.change({
        schedule: [{ days: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '00:00', bytesPerSecond: 0 }],
      }),
  }
  it.each(Object.keys(endings))('through %s', async (ending) => {
    const { harness, id } = await uploading()
    await endings[ending]?.(harness, id)
    await harness.clock.settle()
    expect(harness.sending()).toEqual([])
    expect(stored(harness, id)).toEqual(KNOWN)
    expect(harness.view(id).acceptedBytes).toBe(600)
  })

  it('once a second while bytes move, for a process that is killed', async () => {
    const { harness, id } = await uploading()
    await harness.clock.advance(1_000)
    harness.send('one.mp4').job.onInFlight(200)
    expect(stored(harness, id)).toEqual({ acceptedBytes: 600, bytesSent: 800 })
    const next = createHarness({ journal: harness.journal })
    for (const [path, identity] of harness.disk) next.disk.set(path, identity)
    next.engine.queue.start()
    await next.clock.settle()
    expect(next.send('one.mp4').job.acceptedBytes).toBe(600)
    expect(stored(next, id)).toEqual({ acceptedBytes: 600, bytesSent: 800 })
  })

  it('through a journal that refuses for a while', async () => {
    const { journal, refuse } = refusingJournal()
    const { harness, id } = await uploading({ journal })
    const { job } = harness.send('one.mp4')
    await harness.clock.advance(1_000)
    refuse(true)
    job.onInFlight(250)
    await harness.clock.settle()
    expect(harness.sending()).toEqual([])
    refuse(false)
    await harness.clock.advance(5_000)
    expect(stored(harness, id)).toEqual({ acceptedBytes: 600, bytesSent: 850 })
    expect(harness.send('one.mp4').job.acceptedBytes).toBe(600)
  })

  it('include bytes that were sent between the pause and the end of the attempt', async () => {
    const { harness, id } = await uploading()
    const { job } = harness.send('one.mp4')
    const paused = harness.engine.queue.commands.pause({ ids: [id] })
    job.onInFlight(170)
    await paused
    await harness.clock.settle()
    expect(stored(harness, id)).toEqual({ acceptedBytes: 600, bytesSent: 770 })
  })

  it('is reported in sums that agree with the rows', async () => {
    const { harness, id } = await uploading()
    await harness.clock.advance(1_000)
    harness.send('one.mp4').job.onInFlight(200)
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
    const { summary } = harness.engine.queue.page({ group: 'all', search: '' }, 0, 1)
    expect(summary).toMatchObject({ openBytes: 1_000, openAcceptedBytes: 600 })
  })
})

describe('a host that lost bytes', () => {
  it('is detected after a pause and after a restart: the next attempt knows the confirmed offset', async () => {
    const { harness, id } = await uploading()
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.clock.settle()
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
    expect(harness.send('one.mp4').job.acceptedBytes).toBe(600)
    await harness.engine.queue.close()
    const next = createHarness({ journal: harness.journal })
    for (const [path, identity] of harness.disk) next.disk.set(path, identity)
    next.engine.queue.start()
    await next.clock.settle()
    expect(next.send('one.mp4').job.acceptedBytes).toBe(600)
  })

  it('is accepted by a retry of a person, and only then', async () => {
    const { harness, id } = await uploading()
    harness.send('one.mp4').end({ kind: 'failed', failure: failure('upload.offsetBackwards', { host: 'one.test' }) })
    await harness.clock.settle()
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.send('one.mp4').job.acceptedBytes).toBe(0)
  })

  it('is not suspected when an upload starts over', async () => {
    const { harness, id } = await uploading()
    await harness.engine.queue.commands.cancel({ ids: [id] })
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.send('one.mp4').job).toMatchObject({ uploadUrl: null, acceptedBytes: 0 })
    expect(stored(harness, id)).toEqual({ acceptedBytes: 0, bytesSent: 750 })
  })
})

describe('a receipt', () => {
  const receiptOf = (harness: Harness, id: string) => harness.engine.queue.details(id).receipt

  it('counts every byte that went out, over all attempts, twice where it was sent twice', async () => {
    const { harness, id } = await uploading()
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.clock.settle()
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
    const again = harness.send('one.mp4')
    again.job.onSending({ offset: 600, expiresAt: null, learnedChunkBytes: null })
    again.job.onInFlight(400)
    again.job.onAccepted(1_000)
    again.end({ kind: 'complete' })
    await harness.clock.settle()
    expect(receiptOf(harness, id)).toMatchObject({ sizeBytes: 1_000, bytesSent: 1_150, attempts: 2 })
  })

  it('counts bytes of a remote upload that was dropped', async () => {
    const { harness, id } = await uploading()
    await harness.engine.queue.commands.cancel({ ids: [id] })
    await harness.clock.settle()
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    await harness.finish('one.mp4')
    expect(receiptOf(harness, id)).toMatchObject({ bytesSent: 1_750, restarts: 1 })
  })

  it('counts a request that is sent once more within one attempt', async () => {
    const { harness, id } = await uploading()
    const send = harness.send('one.mp4')
    send.job.onInFlight(0)
    send.job.onInFlight(400)
    send.job.onAccepted(1_000)
    send.end({ kind: 'complete' })
    await harness.clock.settle()
    expect(receiptOf(harness, id)?.bytesSent).toBe(1_150)
  })

  it('never counts less than the host has, even where the process was killed before it could store that', async () => {
    const first = await startedHarness()
    const [id = ''] = await first.add(['one.mp4'])
    ;(await first.create('one.mp4')).job.onInFlight(900)
    const next = createHarness({ journal: first.journal })
    for (const [path, identity] of first.disk) next.disk.set(path, identity)
    next.engine.queue.start()
    await next.clock.settle()
    const { job, end } = next.send('one.mp4')
    job.onSending({ offset: 900, expiresAt: null, learnedChunkBytes: null })
    job.onInFlight(100)
    job.onAccepted(1_000)
    end({ kind: 'complete' })
    await next.clock.settle()
    expect(receiptOf(next, id)).toMatchObject({ sizeBytes: 1_000, bytesSent: 1_000 })
  })
})

describe('what an attempt sent beyond the confirmed offset', () => {
  it('is remembered for the next attempt, unless the upload was forgotten while this one was ending', () => {
    const live = activeTransfers()
    for (const id of ['kept', 'gone']) live.inFlight(id, live.begin(anUpload({ id })), 150)
    live.forget('gone')
    live.end('gone')
    live.end('kept')
    expect([live.unconfirmedBytes('kept'), live.unconfirmedBytes('gone')]).toEqual([150, 0])
  })

  it('is forgotten with a row that is removed while it runs', async () => {
    const { harness, id } = await uploading()
    await harness.engine.queue.commands.remove({ ids: [id] })
    await harness.clock.settle()
    const [again = ''] = await harness.add(['one.mp4'])
    expect(again).not.toBe(id)
    expect(harness.send('one.mp4').job).toMatchObject({ unconfirmedBytes: 0, acceptedBytes: 0 })
  })
})
