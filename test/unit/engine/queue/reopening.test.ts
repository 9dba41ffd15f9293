import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { startedHarness } from '../../../support/queue-harness.ts'

const PATH = '/clip.mp4'
const here = { ...anIdentity, inode: '7' }
const again = { ...here, device: '99' }

async function adding() {
  const harness = await startedHarness()
  harness.disk.set(PATH, here)
  const [id = ''] = await harness.add(['clip.mp4'])
  return { harness, id }
}

describe('a drive with another device number', () => {
  it('before anything was sent has the same file: it is sent at once', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const [, id = ''] = await harness.add(['first.mp4', 'clip.mp4'])
    const identity = harness.disk.get(PATH) ?? here
    harness.disk.set(PATH, { ...identity, device: '99' })
    await harness.finish('first.mp4')
    expect(harness.sending()).toEqual(['clip.mp4'])
    expect(harness.journal.uploads.get(id)?.identity.device).toBe('99')
  })

  it('between two attempts has the same file: the upload continues', async () => {
    const { harness, id } = await adding()
    await harness.create('clip.mp4')
    await harness.engine.queue.commands.pause({ ids: [id] })
    harness.disk.set(PATH, again)
    await harness.engine.queue.commands.resume({ ids: [id] })
    await harness.clock.settle()
    expect(harness.send('clip.mp4').job.uploadUrl).toBe('https://one.test/files/clip.mp4')
    expect(harness.journal.uploads.get(id)?.identity).toEqual(again)
  })

  it('within an attempt had its file all the time: the upload continues by itself', async () => {
    const { harness, id } = await adding()
    const send = await harness.create('clip.mp4')
    harness.disk.set(PATH, again)
    send.end({ kind: 'failed', failure: failure('file.changed', { path: PATH }) })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'waiting', waiting: { failure: { code: 'file.reconnected' } } })
    await harness.clock.advance(60_000)
    expect(harness.send('clip.mp4').job.uploadUrl).toBe('https://one.test/files/clip.mp4')
  })

  it('and a file of another date has another file, of which a person decides', async () => {
    const { harness, id } = await adding()
    const send = await harness.create('clip.mp4')
    harness.disk.set(PATH, { ...again, mtimeNs: '1' })
    send.end({ kind: 'failed', failure: failure('file.changed', { path: PATH }) })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.changed' } })
  })
})
