import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const version = (mtimeNs: string) => ({ ...anIdentity, mtimeNs, inode: 'x' })

/** A part of the file is at the host when its connection breaks and the file becomes another. */
async function changedHalfway(harness: Harness): Promise<string> {
  const [id = ''] = await harness.add(['one.mp4'])
  const send = await harness.create('one.mp4')
  send.job.onAccepted(500)
  harness.disk.set('/one.mp4', version('2'))
  send.end({ kind: 'failed', failure: failure('file.changed', { path: '/one.mp4' }) })
  await harness.clock.settle()
  return id
}

describe('a file that changed after a part of it was sent', () => {
  it('is sent from the first byte, when a person decides so, once it is stable', async () => {
    const harness = await startedHarness()
    const id = await changedHalfway(harness)
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.changed' } })
    const outcome = await harness.engine.queue.commands.whenQuiet({ ids: [id] })
    await harness.clock.settle()
    expect(outcome).toMatchObject({ changed: 1, refused: 0 })
    expect(harness.view(id)).toMatchObject({
      state: 'waiting',
      waiting: { reason: 'file-growing' },
      failure: null,
      acceptedBytes: 0,
    })
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/one.mp4'])
    for (const written of ['3', '4', '5']) {
      await harness.clock.advance(9 * SECOND)
      harness.disk.set('/one.mp4', version(written))
      await harness.clock.advance(SECOND)
      expect(harness.view(id)).toMatchObject({ state: 'waiting', waiting: { reason: 'file-growing' } })
    }
    await harness.clock.advance(10 * SECOND)
    expect(harness.send('one.mp4').job.uploadUrl).toBeNull()
    expect(harness.journal.uploads.get(id)?.identity).toEqual(version('5'))
    await harness.finish('one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'done', restarts: 1 })
  })

  it('is sent from the first byte by itself where the setting says so', async () => {
    const harness = await startedHarness({ settings: { whenChanged: 'send-new-when-quiet' } })
    const id = await changedHalfway(harness)
    expect(harness.view(id)).toMatchObject({ state: 'waiting', waiting: { reason: 'file-growing' } })
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/one.mp4'])
    await harness.clock.advance(10 * SECOND)
    expect(harness.sending()).toEqual([])
    await harness.clock.advance(10 * SECOND)
    await harness.finish('one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'done', restarts: 1 })
    expect(harness.steps).not.toContain('one.mp4 needs-attention')
  })

  it('is also detected before an attempt', async () => {
    const harness = await startedHarness({ settings: { whenChanged: 'send-new-when-quiet' } })
    const [id = ''] = await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    send.end({ kind: 'failed', failure: failure('network.reset', { host: 'one.test' }) })
    harness.disk.set('/one.mp4', version('2'))
    await harness.clock.advance(SECOND)
    expect(harness.view(id)).toMatchObject({ state: 'waiting', waiting: { reason: 'file-growing' } })
    await harness.clock.advance(20 * SECOND)
    expect(harness.send('one.mp4').job.uploadUrl).toBeNull()
  })

  it('is the only failure with this action', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    send.end({ kind: 'failed', failure: failure('upload.expired', { host: 'one.test' }) })
    await harness.clock.settle()
    const outcome = await harness.engine.queue.commands.whenQuiet({ ids: [id] })
    expect(outcome).toMatchObject({ changed: 0, refusals: [{ failure: { code: 'queue.refused' } }] })
    expect(harness.transfer.terminated).toEqual([])
  })
})

describe('a host with a locked upload', () => {
  it('is retried for a quarter of an hour, then a person has to decide', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    const lock = failure('upload.locked', { host: 'one.test', status: 423 })
    const began = harness.clock.now()
    send.end({ kind: 'failed', failure: lock })
    await harness.clock.settle()
    for (let turn = 0; turn < 60 && harness.view(id).state === 'waiting'; turn += 1) {
      expect(harness.clock.now() - began).toBeLessThan(21 * MINUTE)
      await harness.clock.advance((harness.view(id).waiting?.until ?? 0) - harness.clock.now())
      harness.send('one.mp4').end({ kind: 'failed', failure: lock })
      await harness.clock.settle()
    }
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'upload.lockedLong' } })
    expect(harness.clock.now() - began).toBeGreaterThanOrEqual(15 * MINUTE)
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    harness.send('one.mp4').end({ kind: 'failed', failure: lock })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'waiting', waiting: { failure: { code: 'upload.locked' } } })
  })
})

describe('a host that demands a pause', () => {
  it('makes all accounts there rest, and no others', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const { accounts } = harness.engine
    const settings = { endpoint: 'https://one.test/files/second/' }
    const context = { timeouts: { connectMs: 1, stallMs: 1, answerMs: 1 }, signal: new AbortController().signal }
    const second = await accounts.save({ provider: 'tus', name: 'Second', settings, secrets: {} }, context)
    await harness.add(['a.mp4'], 'one')
    await harness.add(['b.mp4'], second.id)
    await harness.add(['c.mp4'], 'two')
    harness.send('a.mp4').end({ kind: 'failed', failure: failure('server.busy', {}, { retryAfterMs: 90 * SECOND }) })
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['c.mp4'])
    await harness.finish('c.mp4')
    expect(harness.sending()).toEqual([])
    await harness.clock.advance(90 * SECOND)
    expect(harness.sending()).toHaveLength(1)
  })
})
