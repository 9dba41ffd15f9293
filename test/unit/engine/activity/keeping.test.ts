import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { dayOf, utcOffsetAt } from '../../../../src-main/contract/text/day.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const activityOf = ({ engine }: Harness, id: string) => engine.activity.upload({ id })
const todayOf = ({ engine, clock }: Harness) => engine.activity.days({ from: dayOf(clock.now()), to: undefined }).days
const plotOf = ({ engine }: Harness) => engine.activity.plot({ range: 'day' })
const plotted = (harness: Harness): number => plotOf(harness).slots.reduce((sum, { bytes }) => sum + bytes, 0)

/** Sends a part of a file of 1,000 bytes, 10 bytes a second, without an answer. */
async function send(harness: Harness, name: string, bytes: number): Promise<void> {
  for (let sent = 10; sent <= bytes; sent += 10) {
    await harness.clock.advance(1_000)
    harness.send(name).job.onInFlight(sent)
  }
}

async function sending(name = 'clip.mp4') {
  const harness = await startedHarness()
  const [id = ''] = await harness.add([name])
  await harness.create(name)
  return { harness, id }
}

describe('the days of Activity', () => {
  it('come with the time and the calendar of the host, by which they are counted', async () => {
    const { engine, clock } = await startedHarness()
    await clock.advance(90_000)
    const from = dayOf(clock.now())
    const here = { now: clock.now(), utcOffset: utcOffsetAt(clock.now()) }
    expect(engine.activity.days({ from, to: undefined })).toEqual({ from, to: from, days: [], ...here })
  })
})

describe('the plot of an upload', () => {
  it('counts when the host confirms it, at the time when it was sent, for its account and its day', async () => {
    const { harness, id } = await sending()
    const from = harness.clock.now()
    await send(harness, 'clip.mp4', 300)
    expect(activityOf(harness, id)).toMatchObject({ confirmedBytes: 0 })
    expect(activityOf(harness, id).points.at(-1)?.bytes).toBe(300)
    expect(plotOf(harness).slots).toMatchObject([{ bytes: 0, onWayBytes: 300 }])
    expect(todayOf(harness)).toEqual([])
    harness.send('clip.mp4').job.onAccepted(300)
    expect(activityOf(harness, id).points).toEqual(
      Array.from({ length: 31 }, (_, second) => ({ at: from + second * 1_000, bytes: second * 10 })),
    )
    harness.send('clip.mp4').job.onAccepted(1_000)
    harness.send('clip.mp4').end({ kind: 'complete' })
    await harness.clock.settle()
    expect(todayOf(harness)).toEqual([
      {
        day: dayOf(from),
        accountId: 'one',
        accountName: 'Server one',
        provider: 'tus',
        bytes: 1_000,
        sent: 1,
        failed: 0,
      },
    ])
    expect(plotted(harness)).toBe(1_000)
    expect(plotOf(harness).slots.every(({ onWayBytes }) => onWayBytes === 0)).toBe(true)
  })

  it('counts later what could not be stored, and once', async () => {
    const { harness, id } = await sending()
    await send(harness, 'clip.mp4', 300)
    await harness.clock.advance(10_000)
    const { job } = harness.send('clip.mp4')
    expect(() =>
      harness.journal.transaction(() => {
        job.onAccepted(300)
        expect(todayOf(harness)).toMatchObject([{ bytes: 300 }])
        throw new Error('the transaction around it fails')
      }),
    ).toThrow('the transaction around it fails')
    expect(todayOf(harness)).toEqual([])
    await harness.clock.advance(1_000)
    job.onAccepted(400)
    expect(todayOf(harness)).toMatchObject([{ bytes: 400 }])
    await harness.clock.advance(20_000)
    job.onAccepted(500)
    expect(todayOf(harness)).toMatchObject([{ bytes: 500 }])
    expect(activityOf(harness, id).confirmedBytes).toBe(500)
  })

  it('has the waits with their causes, and none after the end', async () => {
    const { harness, id } = await sending()
    await send(harness, 'clip.mp4', 100)
    harness.send('clip.mp4').job.onAccepted(100)
    const pausedAt = harness.clock.now()
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.clock.advance(60_000)
    expect(activityOf(harness, id).waits).toEqual([{ from: pausedAt, to: null, cause: 'paused' }])
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
    const job = harness.send('clip.mp4').job
    job.onSending({ offset: 100, expiresAt: null, learnedChunkBytes: null })
    await harness.clock.advance(10_000)
    harness.send('clip.mp4').end({ kind: 'failed', failure: failure('network.reset') })
    const lostAt = harness.clock.now()
    await harness.clock.settle()
    await harness.clock.advance(120_000)
    await harness.finish('clip.mp4')
    expect(harness.view(id).state).toBe('done')
    expect(activityOf(harness, id).waits).toEqual([
      { from: pausedAt, to: pausedAt + 60_000, cause: 'paused' },
      { from: lostAt, to: harness.clock.now(), cause: 'network' },
    ])
    expect(activityOf(harness, id).points.at(-1)?.bytes).toBe(1_000)
  })

  it('has the waits of many uploads that are paused together', async () => {
    const harness = await startedHarness()
    const ids = await harness.add(['a.mp4', 'b.mp4', 'c.mp4'])
    for (const name of ['a.mp4', 'b.mp4']) await harness.create(name)
    const at = harness.clock.now()
    await harness.engine.queue.commands.pause({ ids: [...ids] })
    expect(ids.map((id) => activityOf(harness, id).waits)).toEqual([
      [{ from: at, to: null, cause: 'paused' }],
      [{ from: at, to: null, cause: 'paused' }],
      [],
    ])
  })

  it('counts failures where the host refused an upload', async () => {
    const { harness } = await sending()
    const problem = failure('upload.tooLarge', { host: 'one.test', size: 1_000, limit: 5 })
    harness.send('clip.mp4').end({ kind: 'failed', failure: problem })
    await harness.clock.settle()
    expect(todayOf(harness)).toMatchObject([{ accountId: 'one', bytes: 0, sent: 0, failed: 1 }])
  })

  it('is still there when its row is gone, and unknown for an unknown id', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    await harness.finish('clip.mp4')
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    expect(activityOf(harness, id).points.at(-1)?.bytes).toBe(1_000)
    expect(() => activityOf(harness, 'none')).toThrow(
      expect.objectContaining({ failure: { code: 'queue.unknown', params: { id: 'none' } } }),
    )
  })
})

describe('a process that is killed', () => {
  it('loses ten seconds of the plot at most, counts no byte twice, and records that it was closed', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const journal = openJournal(path)
    const first = await startedHarness({ journal })
    const [id = ''] = await first.add(['clip.mp4'])
    await first.create('clip.mp4')
    await send(first, 'clip.mp4', 400)
    first.send('clip.mp4').job.onAccepted(400)
    // Another connection sees what is on the disk: the process before ends without a word.
    const next = createHarness({ journal: openJournal(path), secrets: first.secrets })
    next.disk.set('/clip.mp4', { ...anIdentity, inode: 'clip.mp40' })
    await next.clock.advance(60_000)
    next.engine.queue.start()
    await next.clock.advance(3_600_000)
    const kept = activityOf(next, id)
    expect(kept.waits).toMatchObject([{ to: null, cause: 'closed' }])
    expect(first.clock.now() - (kept.waits[0]?.from ?? 0)).toBeLessThanOrEqual(10_000)
    next.send('clip.mp4').job.onSending({ offset: 400, expiresAt: null, learnedChunkBytes: null })
    next.send('clip.mp4').job.onAccepted(1_000)
    next.send('clip.mp4').end({ kind: 'complete' })
    await next.clock.settle()
    expect(activityOf(next, id).points.at(-1)?.bytes).toBe(1_000)
    expect(next.engine.activity.days({ from: dayOf(first.clock.now()), to: undefined }).days).toMatchObject([{ bytes: 1_000 }])
    next.journal.close()
    journal.close()
  })
})

describe('the whole queue', () => {
  it('waits while nothing of it is sent, for the cause of the upload that is next', async () => {
    const { harness, id } = await sending()
    await send(harness, 'clip.mp4', 20)
    const at = harness.clock.now()
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.clock.advance(600_000)
    expect(plotOf(harness).waits).toEqual([{ from: at, to: null, cause: 'paused' }])
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
    await harness.finish('clip.mp4')
    await harness.clock.advance(60_000)
    expect(plotOf(harness).waits).toMatchObject([{ from: at, to: at + 600_000, cause: 'paused' }])
  })

  it('waits while Reelay is closed, until something is sent again', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const first = await startedHarness({ journal: openJournal(path) })
    const [id = ''] = await first.add(['clip.mp4'])
    await first.create('clip.mp4')
    await send(first, 'clip.mp4', 20)
    await first.clock.advance(10_000)
    const closedAt = first.clock.now()
    const closing = first.engine.close()
    first.send('clip.mp4').end({ kind: 'aborted' })
    await closing
    const next = createHarness({ journal: openJournal(path), secrets: first.secrets })
    next.disk.set('/clip.mp4', { ...anIdentity, inode: 'clip.mp40' })
    await next.clock.advance(3_600_000)
    next.engine.queue.start()
    await next.clock.settle()
    expect(plotOf(next).waits).toEqual([{ from: closedAt, to: null, cause: 'closed' }])
    next.send('clip.mp4').job.onSending({ offset: 0, expiresAt: null, learnedChunkBytes: null })
    await next.clock.advance(6_000)
    expect(plotOf(next).waits).toMatchObject([{ from: closedAt, to: expect.any(Number), cause: 'closed' }])
    expect(activityOf(next, id).waits).toMatchObject([{ to: expect.any(Number), cause: 'closed' }])
    next.journal.close()
  })

  it('does not wait while an upload follows another, or when nothing is left', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(['a.mp4', 'b.mp4'])
    for (const name of ['a.mp4', 'b.mp4']) {
      await harness.finish(name)
      await harness.clock.advance(1_000)
    }
    await harness.clock.advance(3_600_000)
    expect(plotOf(harness).waits).toEqual([])
  })
})

describe('the speed now', () => {
  it('is that of each account, with the minutes before', async () => {
    const { harness } = await sending()
    await harness.add(['other.mp4'], 'two')
    await harness.create('other.mp4', 'https://two.test/files/other')
    for (let second = 1; second <= 20; second += 1) {
      await harness.clock.advance(1_000)
      harness.send('clip.mp4').job.onInFlight(second * 20)
      harness.send('other.mp4').job.onInFlight(second * 10)
    }
    const now = harness.engine.activity.now()
    expect(now.accounts).toEqual([
      { accountId: 'one', uploads: 1, bytesPerSecond: 20 },
      { accountId: 'two', uploads: 1, bytesPerSecond: 10 },
    ])
    expect(now.bytesPerSecond).toBe(30)
    expect(now.samples.length).toBeGreaterThanOrEqual(3)
    await harness.clock.advance(3_600_000)
    expect(harness.engine.activity.now().samples).toEqual([])
  })
})
