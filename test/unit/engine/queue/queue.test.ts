import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { clipNames, createHarness, startedHarness } from '../../../support/queue-harness.ts'

describe('slots and order', () => {
  it('runs three at a time, in the order in which they were added', async () => {
    const harness = await startedHarness()
    await harness.add(clipNames(5))
    expect(harness.sending()).toEqual(['clip000.mp4', 'clip001.mp4', 'clip002.mp4'])
    await harness.finish('clip001.mp4')
    expect(harness.sending()).toEqual(['clip000.mp4', 'clip002.mp4', 'clip003.mp4'])
  })

  it('fills new slots at once when the number is raised, and lets running ones finish when it is lowered', async () => {
    const harness = await startedHarness()
    await harness.add(clipNames(8))
    harness.engine.settings.change({ concurrency: 5 })
    await harness.clock.settle()
    expect(harness.sending()).toHaveLength(5)
    harness.engine.settings.change({ concurrency: 1 })
    await harness.finish('clip000.mp4')
    expect(harness.sending()).toHaveLength(4)
  })

  it('prefers what was given priority, and what was moved to the front', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const ids = await harness.add(clipNames(4))
    await harness.engine.queue.commands.prioritise({ ids: [ids[3] as string], priority: 1 })
    await harness.engine.queue.commands.move({ ids: [ids[2] as string], to: 'top' })
    expect(harness.order()).toEqual(['clip002.mp4', 'clip003.mp4', 'clip000.mp4', 'clip001.mp4'])
    await harness.finish('clip000.mp4')
    expect(harness.sending()).toEqual(['clip002.mp4'])
  })

  it('moves several before another, keeping their order, again and again', async () => {
    const harness = createHarness()
    const ids = await harness.add(clipNames(5))
    for (let round = 0; round < 40; round += 1) {
      await harness.engine.queue.commands.move({ ids: [ids[3], ids[4]] as string[], to: { before: ids[1] as string } })
      await harness.engine.queue.commands.move({ ids: [ids[3], ids[4]] as string[], to: 'bottom' })
    }
    await harness.engine.queue.commands.move({ ids: [ids[3], ids[4]] as string[], to: { before: ids[1] as string } })
    expect(harness.order()).toEqual(['clip000.mp4', 'clip003.mp4', 'clip004.mp4', 'clip001.mp4', 'clip002.mp4'])
  })

  it('sends only what this run requested when its scope is the session', async () => {
    const first = createHarness()
    await first.add(['yesterday.mp4'])
    const second = await startedHarness({ scope: 'session', journal: first.journal })
    await second.add(['today.mp4'])
    expect(second.sending()).toEqual(['today.mp4'])
    expect(second.states()).toEqual({ 'yesterday.mp4': 'queued', 'today.mp4': 'preparing' })
  })
})

describe('the address of an upload', () => {
  it('is in the journal before the first byte is sent', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    const { job } = harness.send('one.mp4')
    job.onCreated({ uploadUrl: 'https://one.test/files/7', remoteId: '7', expiresAt: 5 })
    expect(harness.journal.uploads.get(id as string)).toMatchObject({
      state: 'preparing',
      uploadUrl: 'https://one.test/files/7',
      remoteId: '7',
      expiresAt: 5,
    })
  })

  it('is what the next attempt resumes with, together with the offset', async () => {
    const harness = await startedHarness()
    await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    send.job.onAccepted(600)
    send.end({ kind: 'failed', failure: failure('network.reset', { host: 'one.test' }) })
    await harness.clock.advance(1_000)
    expect(harness.send('one.mp4').job).toMatchObject({ uploadUrl: 'https://one.test/files/one.mp4', acceptedBytes: 600 })
  })

  it('is deleted at the host when the upload was cancelled while it was created', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    const { job } = harness.send('one.mp4')
    await harness.engine.queue.commands.cancel({ ids: [id as string] })
    expect(() => job.onCreated({ uploadUrl: 'https://one.test/files/7', remoteId: null, expiresAt: null })).toThrow()
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/7'])
  })

  it('survives the end of the process: the next one resumes there', async () => {
    const first = await startedHarness()
    await first.add(['one.mp4'])
    await first.create('one.mp4')
    const second = createHarness({ journal: first.journal })
    for (const [path, identity] of first.disk) second.disk.set(path, identity)
    second.engine.queue.start()
    await second.clock.settle()
    expect(second.send('one.mp4').job.uploadUrl).toBe('https://one.test/files/one.mp4')
  })
})

describe('waiting', () => {
  it('is longer after every attempt without progress, and short again after one with progress', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    const waits: number[] = []
    const fail = async (): Promise<void> => {
      harness.send('one.mp4').end({ kind: 'failed', failure: failure('server.error', { host: 'one.test', status: 500 }) })
      await harness.clock.settle()
      const { waiting } = harness.view(id as string)
      waits.push((waiting?.until ?? 0) - harness.clock.now())
      await harness.clock.advance(waits.at(-1) ?? 0)
    }
    await fail()
    await fail()
    await fail()
    ;(await harness.create('one.mp4')).job.onAccepted(500)
    await fail()
    expect(waits).toEqual([1_000, 2_000, 4_000, 1_000])
  })

  it('lets the account rest when its host demands that, and sends for the others meanwhile', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(['busy1.mp4', 'busy2.mp4'], 'one')
    await harness.add(['other.mp4'], 'two')
    harness
      .send('busy1.mp4')
      .end({ kind: 'failed', failure: failure('server.busy', { host: 'one.test' }, { retryAfterMs: 60_000 }) })
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['other.mp4'])
    await harness.finish('other.mp4')
    expect(harness.sending()).toEqual([])
    await harness.clock.advance(59_000)
    expect(harness.sending()).toEqual([])
    await harness.clock.advance(1_000)
    expect(harness.sending()).toEqual(['busy1.mp4'])
  })

  it('ends for all uploads that wait for a host as soon as one of them reaches it', async () => {
    const harness = await startedHarness({ settings: { concurrency: 3 } })
    await harness.add(clipNames(3))
    for (let round = 0; round < 6; round += 1) {
      for (const send of harness.transfer.running())
        send.end({ kind: 'failed', failure: failure('network.unreachable', { host: 'one.test' }) })
      await harness.clock.advance(round < 5 ? 40_000 : 0)
    }
    expect(harness.sending()).toEqual([])
    const [first] = Object.keys(harness.states())
    await harness.engine.queue.commands.retry({
      ids: [harness.journal.uploads.page({ group: 'all', search: first ?? '' }, 0, 1)[0]?.id ?? ''],
    })
    await harness.clock.settle()
    await harness.create('clip000.mp4')
    expect(harness.sending()).toEqual(['clip000.mp4', 'clip001.mp4', 'clip002.mp4'])
  })

  it('is ended by a retry at once, and starts over with the shortest', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    harness.send('one.mp4').end({ kind: 'failed', failure: failure('network.dns', { host: 'one.test' }) })
    await harness.clock.settle()
    await harness.engine.queue.commands.retry({ ids: [id as string] })
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['one.mp4'])
  })

  it('is followed by requests of a fixed size to a host that kept nothing of an interrupted one', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    send.job.onInFlight(20_000_000)
    send.end({ kind: 'failed', failure: failure('network.reset', { host: 'one.test' }) })
    await harness.clock.advance(1_000)
    const again = harness.send('one.mp4')
    expect(again.job.unconfirmedBytes).toBe(20_000_000)
    again.job.onSending({ offset: 0, expiresAt: null, learnedChunkBytes: 52_428_800 })
    const stored = () => harness.journal.uploads.get(id as string)
    expect(stored()).toMatchObject({ chunkBytes: null, learnedChunkBytes: 52_428_800 })
    again.job.onLearned?.(26_214_400)
    expect(stored()?.learnedChunkBytes).toBe(26_214_400)
  })
})

describe('files', () => {
  it('are never sent when they changed after their upload was created', async () => {
    const harness = await startedHarness()
    const [id] = await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    send.end({ kind: 'failed', failure: failure('network.reset', { host: 'one.test' }) })
    harness.disk.set('/one.mp4', { sizeBytes: 1_000, mtimeNs: '2', inode: 'x', device: '1' })
    await harness.clock.advance(1_000)
    expect(harness.view(id as string)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.changed' } })
    await harness.engine.queue.commands.startOver({ ids: [id as string] })
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/one.mp4'])
    expect(harness.send('one.mp4').job.uploadUrl).toBeNull()
  })

  it('that changed before anything was sent are sent as they are once they are stable', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const [, id] = await harness.add(['first.mp4', 'growing.mp4'])
    harness.disk.set('/growing.mp4', { sizeBytes: 2_000, mtimeNs: '2', inode: 'g', device: '1' })
    await harness.finish('first.mp4')
    expect(harness.view(id as string)).toMatchObject({ state: 'waiting', waiting: { reason: 'file-growing' }, sizeBytes: 2_000 })
    harness.disk.set('/growing.mp4', { sizeBytes: 3_000, mtimeNs: '3', inode: 'g', device: '1' })
    await harness.clock.advance(10_000)
    expect(harness.view(id as string)).toMatchObject({ state: 'waiting', sizeBytes: 3_000 })
    await harness.clock.advance(10_000)
    expect(harness.send('growing.mp4').job.source.sizeBytes).toBe(3_000)
  })

  it('that are empty get time to be written, and fail when they stay empty', async () => {
    const harness = await startedHarness()
    harness.disk.set('/empty.mp4', { sizeBytes: 0, mtimeNs: '1', inode: 'e', device: '1' })
    const [id] = await harness.add(['empty.mp4'])
    expect(harness.view(id as string)).toMatchObject({ state: 'waiting', waiting: { failure: { code: 'file.growing' } } })
    await harness.clock.advance(10_000)
    expect(harness.view(id as string)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.empty' } })
  })

  it('that are missing stop their upload with a reason, and continue when they are back', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const [, id] = await harness.add(['first.mp4', 'gone.mp4'])
    const identity = harness.disk.get('/gone.mp4')
    harness.disk.delete('/gone.mp4')
    await harness.finish('first.mp4')
    expect(harness.view(id as string)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.missing' } })
    if (identity) harness.disk.set('/gone.mp4', identity)
    await harness.engine.queue.commands.retry({ ids: [id as string] })
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['gone.mp4'])
  })
})
