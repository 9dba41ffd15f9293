import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { englishOf } from '../../../../src-main/contract/i18n/phrase.ts'
import { clipNames, type Harness, startedHarness } from '../../../support/queue-harness.ts'
import { refusingJournal } from '../../../support/refusing-journal.ts'

const MINUTE = 60_000

async function sent(names: readonly string[], harness: Harness): Promise<readonly string[]> {
  const ids = await harness.add(names, 'film')
  for (const name of names) await harness.finish(name)
  return ids
}

describe('a video at its host', () => {
  it('is processing, not done, until the host can play it; then its links are there', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    await harness.clock.advance(5_000)
    expect(harness.view(id)).toMatchObject({ state: 'processing', processing: { state: 'pending', words: 'queued' } })
    harness.host.setStatus('video of clip.mp4', {
      state: 'playable',
      percent: 40,
      words: 'viewable',
      links: { hls: 'https://v/1.m3u8' },
    })
    await harness.clock.advance(5_000)
    expect(harness.view(id)).toMatchObject({ state: 'done', links: { hls: 'https://v/1.m3u8' }, processing: { percent: 40 } })
    harness.host.setStatus('video of clip.mp4', { state: 'complete', words: 'ready', links: { mp4: 'https://v/1.mp4' } })
    await harness.clock.advance(MINUTE)
    expect(harness.view(id)).toMatchObject({
      processing: { state: 'complete' },
      links: { hls: 'https://v/1.m3u8', mp4: 'https://v/1.mp4' },
    })
    const questions = harness.host.statusCalls.length
    await harness.clock.advance(60 * MINUTE)
    expect(harness.host.statusCalls).toHaveLength(questions)
  })

  it('is polled together with the others of its account, and less often the longer it takes', async () => {
    const harness = await startedHarness()
    await sent(clipNames(3), harness)
    await harness.clock.advance(20_000)
    expect(harness.host.statusCalls.some((ids) => ids.length === 3)).toBe(true)
    await harness.clock.advance(11 * MINUTE)
    const early = harness.host.statusCalls.length
    await harness.clock.advance(10 * MINUTE)
    expect(harness.host.statusCalls.length - early).toBeLessThanOrEqual(11 * 3)
  })

  it('stops for a person with the host’s reason; starting over deletes it there and sends the file again', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.setStatus('video of clip.mp4', { state: 'failed', reason: 'Video file is invalid' })
    await harness.clock.advance(10_000)
    expect(harness.view(id)).toMatchObject({
      state: 'needs-attention',
      failure: { code: 'video.failed', params: { reason: 'Video file is invalid' } },
    })
    await harness.engine.queue.commands.startOver({ ids: [id] })
    await harness.clock.settle()
    expect(harness.host.removed).toEqual(['video of clip.mp4'])
    expect(harness.sending()).toEqual(['clip.mp4'])
  })

  it('that the host never mentions again is done, with its processing unknown', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    await harness.clock.advance(62 * MINUTE)
    expect(harness.view(id)).toMatchObject({ state: 'done', processing: { state: 'unknown' } })
    harness.host.setStatus('video of clip.mp4', { state: 'complete', words: 'ready' })
    await harness.engine.queue.commands.refresh({ ids: [id] })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'done', processing: { state: 'complete' } })
  })

  it('warns when the host received another size than was sent', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.setStatus('video of clip.mp4', { state: 'complete', sizeBytes: 7 })
    await harness.clock.advance(5_000)
    expect(englishOf(harness.view(id).processing?.warning ?? '')).toBe('host has 7 B, the file is 1.00 kB')
  })

  it('is not polled for as long as a busy host demands', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.failCallsWith(failure('server.busy', { host: 'h' }, { retryAfterMs: 10 * MINUTE }))
    await harness.clock.advance(3_000)
    const polls = harness.host.statusCalls.length
    harness.host.failCallsWith(null)
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    await harness.clock.advance(9 * MINUTE)
    expect(harness.host.statusCalls).toHaveLength(polls)
    expect(harness.view(id).state).toBe('processing')
    await harness.clock.advance(2 * MINUTE)
    expect(harness.view(id).state).toBe('done')
  })

  it('asks to sign in again when the key is refused, and continues with the new one without sending anything', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.failCallsWith(failure('account.signIn', { account: 'Server film' }))
    await harness.clock.advance(3_000)
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'account.signIn' } })
    expect(harness.engine.accounts.view('film')?.problem).toMatchObject({ code: 'account.signIn' })
    harness.host.failCallsWith(null)
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    const account = { id: 'film', provider: 'video', name: 'Server film', settings: {}, secrets: { key: 'new' } }
    await harness.engine.accounts.save(account, harness.engine.contextFor(new AbortController().signal))
    await harness.clock.advance(3_000)
    expect(harness.view(id)).toMatchObject({ state: 'done' })
    expect(harness.engine.accounts.view('film')?.problem).toBeNull()
    expect(harness.transfer.sends).toHaveLength(1)
  })

  it('is polled again after a restart', async () => {
    const first = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], first)
    await first.engine.queue.close()
    const second = await startedHarness({ journal: first.journal })
    second.host.setStatus('video of clip.mp4', { state: 'complete' })
    await second.clock.advance(5 * MINUTE)
    expect(second.view(id).state).toBe('done')
  })

  it('stops for a person when `finish` is refused there, and continues with other options', async () => {
    const harness = await startedHarness()
    const attached: string[] = []
    harness.host.setFinish(({ options }) => {
      const event = options['event'] ?? ''
      if (event === 'wrong') throw new FailureError(failure('video.notAttached', { host: 'h', event }))
      attached.push(event)
      return { attachedEvent: event }
    })
    const outcome = await addWith(harness, { event: 'wrong' })
    await harness.finish('clip.mp4')
    await harness.clock.advance(3_000)
    expect(harness.view(outcome)).toMatchObject({ state: 'needs-attention', failure: { code: 'video.notAttached' } })
    const signal = new AbortController().signal
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    await harness.engine.queue.update({ id: outcome, options: { event: 'right' } }, signal)
    await harness.clock.advance(3_000)
    expect(harness.view(outcome)).toMatchObject({ state: 'done', options: { event: 'right' } })
    expect(attached).toEqual(['right'])
  })

  it('is finished there before it counts as sent', async () => {
    const harness = await startedHarness()
    const seen: string[] = []
    harness.host.setFinish(({ options }) => {
      seen.push(`${options['event']} while ${harness.view(id).state}`)
      return { attachedEvent: options['event'] ?? '' }
    })
    const id = await addWith(harness, { event: 'final' })
    await harness.finish('clip.mp4')
    expect(seen[0]).toBe('final while verifying')
    expect(harness.journal.uploads.get(id)?.remote).toMatchObject({ attachedEvent: 'final' })
  })
})

async function addWith(harness: Harness, options: Record<string, string>): Promise<string> {
  harness.disk.set('/clip.mp4', { sizeBytes: 1_000, mtimeNs: '1', inode: '1', device: '1' })
  const outcome = await harness.engine.queue.add({
    paths: ['/clip.mp4'],
    destination: { account: 'film' },
    metadata: {},
    options,
    again: false,
    startOver: false,
  })
  await harness.clock.settle()
  return outcome.added[0] ?? ''
}

describe('polls that fail', () => {
  it('do not delay the other videos of the account, and end in “unknown”', async () => {
    const harness = await startedHarness()
    harness.host.setStatusBatch(1)
    const [bad = '', good = ''] = await sent(['bad.mp4', 'good.mp4'], harness)
    harness.host.failStatusOf('video of bad.mp4', failure('server.error', { host: 'h', status: 500 }))
    harness.host.setStatus('video of good.mp4', { state: 'complete' })
    await harness.clock.advance(5 * MINUTE)
    expect(harness.view(good).state).toBe('done')
    expect(harness.view(bad).state).toBe('processing')
    await harness.clock.advance(3 * 60 * MINUTE)
    expect(harness.view(bad)).toMatchObject({ state: 'done', processing: { state: 'unknown' } })
  })

  it('are repeated at once when a person retries after a refused key', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.failCallsWith(failure('account.forbidden', { account: 'Server film', status: 403 }))
    await harness.clock.advance(3_000)
    expect(harness.view(id).state).toBe('needs-attention')
    harness.host.failCallsWith(null)
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.view(id).state).toBe('done')
  })

  it('continue after the journal could not be written for a while', async () => {
    const { journal, refuse } = refusingJournal()
    const harness = await startedHarness({ journal })
    const [id = ''] = await sent(['clip.mp4'], harness)
    refuse(true)
    await harness.clock.advance(10_000)
    refuse(false)
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    await harness.clock.advance(5 * MINUTE)
    expect(harness.view(id).state).toBe('done')
  })
})

describe('a video that is still wanted', () => {
  it('is not deleted because somebody starts over while the host processes it', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    await harness.add(['clip.mp4'], 'film', { startOver: true })
    expect(harness.host.removed).toEqual([])
    expect(harness.view(id).state).toBe('processing')
  })

  it('is not one that is about to be deleted', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'film')
    await harness.create('clip.mp4')
    harness.host.failCallsWith(failure('network.unreachable', { host: 'h' }))
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.engine.queue.commands.startOver({ ids: [id] })
    expect(harness.journal.uploads.get(id)?.remoteId).toBeNull()
    expect(harness.journal.uploads.hasRemote('film', 'video of clip.mp4')).toBe(true)
  })

  it('is sent from the first byte when the file has changed, whatever the host still does with the old version', async () => {
    const harness = await startedHarness()
    await sent(['clip.mp4'], harness)
    harness.disk.set('/clip.mp4', { sizeBytes: 2_000, mtimeNs: '2', inode: '9', device: '1' })
    const [second = ''] = await harness.add(['clip.mp4'], 'film')
    expect(harness.sending()).toEqual(['clip.mp4'])
    expect(harness.view(second).state).toBe('preparing')
  })

  it('is deleted when its upload was cancelled while the host created it', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'one')
    const send = harness.send('clip.mp4')
    await harness.engine.queue.commands.cancel({ ids: [id] })
    await harness.engine.queue.commands.retry({ ids: [id] })
    expect(() => send.job.onCreated({ uploadUrl: 'https://one.test/files/late', remoteId: null, expiresAt: null })).toThrow()
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual(['https://one.test/files/late'])
    expect(harness.view(id).uploadUrl).toBeNull()
  })
})

describe('a video that is created before its bytes are sent', () => {
  it('is deleted at the host with a cancelled upload, or kept when a person says so', async () => {
    const harness = await startedHarness()
    const [one = '', two = ''] = await harness.add(['one.mp4', 'two.mp4'], 'film')
    await harness.create('one.mp4')
    await harness.create('two.mp4')
    await harness.engine.queue.commands.cancel({ ids: [one] })
    await harness.engine.queue.commands.cancel({ ids: [two], remote: 'keep' })
    await harness.clock.settle()
    expect(harness.host.removed).toEqual(['video of one.mp4'])
  })

  it('stays when a finished row is removed, unless a person wants it gone', async () => {
    const harness = await startedHarness()
    const [one = '', two = ''] = await sent(['one.mp4', 'two.mp4'], harness)
    await harness.engine.queue.commands.remove({ ids: [one] })
    await harness.engine.queue.commands.remove({ ids: [two], remote: 'delete' })
    await harness.clock.settle()
    expect(harness.host.removed).toEqual(['video of two.mp4'])
  })

  it('has its id in the journal before any byte is sent', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'], 'film')
    expect(harness.view(id)).toMatchObject({ state: 'preparing', remoteId: 'video of one.mp4', uploadUrl: null })
    expect(harness.journal.uploads.hasRemote('film', 'video of one.mp4')).toBe(true)
  })

  it('refuses changes that its host does not allow any more', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['one.mp4'], harness)
    const { signal } = new AbortController()
    const refused = harness.engine.queue.update({ id, options: { speed: 'fast' } }, signal)
    await expect(refused).rejects.toThrow('Speed: Video host does not let it be changed once an upload has begun')
    expect(await harness.engine.queue.update({ id, options: { event: 'e1' } }, signal)).toMatchObject({
      options: { event: 'e1' },
    })
  })
})
