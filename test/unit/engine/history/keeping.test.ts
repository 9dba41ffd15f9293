import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { PastUpload } from '../../../../src-main/contract/history/past-upload.ts'
import { UNDO_MS } from '../../../../src-main/contract/queue/task.ts'
import { dayAt, utcOffsetAt } from '../../../../src-main/contract/text/day.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { clipNames, type Harness, startedHarness } from '../../../support/queue-harness.ts'

const signal = new AbortController().signal

async function kept({ engine }: Harness, more: Partial<Parameters<typeof engine.history.page>[0]> = {}) {
  return (await engine.history.page({ search: '', offset: 0, limit: 100, ...more }, signal)).rows
}

const summary = (rows: readonly PastUpload[]): string[] => rows.map(({ name, result }) => `${name} ${result}`)

async function sentOne(name = 'clip.mp4') {
  const harness = await startedHarness()
  const [id = ''] = await harness.add([name])
  await harness.finish(name)
  return { harness, id }
}

/** The server refuses it for good. */
async function fail(harness: Harness, name: string): Promise<void> {
  const send = await harness.create(name)
  send.end({ kind: 'failed', failure: failure('upload.tooLarge', { host: 'one.test', size: 1_000, limit: 5 }) })
  await harness.clock.settle()
}

describe('an upload that was sent', () => {
  it('is in History with its account, size, times, receipt and hash', async () => {
    const { harness, id } = await sentOne()
    const [entry, ...others] = await kept(harness)
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      uploadId: id,
      result: 'sent',
      name: 'clip.mp4',
      path: '/clip.mp4',
      accountName: 'Server one',
      provider: 'tus',
      sizeBytes: 1_000,
      sha256: '0'.repeat(64),
      proof: ['accepted'],
      rowState: 'done',
    })
    expect(entry?.receiptId).toBe(harness.engine.queue.details(id).receipt?.id)
  })

  it.each(['paused', 'failed'] as const)('is there as cancelled only until that is undone (%s)', async (state) => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    if (state === 'failed') await fail(harness, 'clip.mp4')
    else await harness.engine.queue.commands.pause({ ids: [id] })
    const before = await kept(harness)
    const task = crypto.randomUUID()
    await harness.engine.queue.commands.cancel({ ids: [id], undoable: true, task })
    expect(summary(await kept(harness))).toEqual(['clip.mp4 cancelled'])
    await harness.engine.queue.tasks.undo(task)
    expect(await kept(harness)).toEqual(before)
  })

  it('has the frame and the facts of its file, also when its row is gone', async () => {
    const harness = await startedHarness()
    harness.facts.set('/clip.mp4', { durationSeconds: 42, width: 3840, height: 2160 })
    const [id = ''] = await harness.add(['clip.mp4'])
    await harness.finish('clip.mp4')
    const { thumbnail } = harness.view(id)
    expect(thumbnail).not.toBeNull()
    const media = expect.objectContaining({ durationSeconds: 42, width: 3840, height: 2160 })
    expect(await kept(harness)).toMatchObject([{ media, thumbnail }])
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    expect(await kept(harness)).toMatchObject([{ media, thumbnail, rowState: null }])
    expect(await harness.engine.thumbnails.want([id])).toMatchObject([{ id: thumbnail }])
  })

  it('has no frame where the version of its file is not stored', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    await fail(harness, 'clip.mp4')
    expect(await kept(harness)).toMatchObject([{ result: 'failed', thumbnail: harness.view(id).thumbnail }])
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    expect(await kept(harness)).toMatchObject([{ result: 'failed', thumbnail: null, media: null }])
    expect(await harness.engine.thumbnails.want([id])).toEqual([])
  })

  it('stays when its row is removed, with or without undo, and is there once after undo', async () => {
    const { harness, id } = await sentOne()
    const task = crypto.randomUUID()
    await harness.engine.queue.commands.remove({ ids: [id], undoable: true, task })
    expect(summary(await kept(harness))).toEqual(['clip.mp4 sent'])
    await harness.engine.queue.tasks.undo(task)
    expect(summary(await kept(harness))).toEqual(['clip.mp4 sent'])
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    expect(await kept(harness)).toMatchObject([{ name: 'clip.mp4', result: 'sent', rowState: null }])
  })

  it('is there twice when it was sent twice', async () => {
    const { harness } = await sentOne()
    await harness.clock.advance(1_000)
    await harness.add(['clip.mp4'], 'one', { again: true })
    await harness.finish('clip.mp4')
    expect(summary(await kept(harness))).toEqual(['clip.mp4 sent', 'clip.mp4 sent'])
  })

  it('has links that its host reports later, and is found by them', async () => {
    const harness = await startedHarness()
    await harness.add(['clip.mp4'], 'film')
    await harness.finish('clip.mp4')
    expect(await kept(harness)).toEqual([])
    harness.host.setStatus('video of clip.mp4', { state: 'playable', links: { hls: 'https://v.test/one.m3u8' } })
    await harness.clock.advance(10_000)
    expect(await kept(harness)).toMatchObject([{ result: 'sent', processing: { state: 'playable' } }])
    harness.host.setStatus('video of clip.mp4', { state: 'complete', links: { mp4: 'https://v.test/ONE.mp4' } })
    await harness.clock.advance(120_000)
    expect(await kept(harness)).toMatchObject([{ links: { mp4: 'https://v.test/ONE.mp4' } }])
    expect(summary(await kept(harness, { search: 'v.test/one.MP4' }))).toEqual(['clip.mp4 sent'])
  })

  it('is there as sent when it is removed while its host processes it', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'film')
    await harness.finish('clip.mp4')
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    expect(await kept(harness)).toMatchObject([{ result: 'sent', rowState: null, sha256: '0'.repeat(64) }])
  })
})

describe('a video that is deleted at its host', () => {
  async function sentFilm() {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'film')
    await harness.finish('clip.mp4')
    harness.host.setStatus('video of clip.mp4', { state: 'complete', links: { mp4: 'https://v.test/one.mp4' } })
    await harness.clock.advance(10_000)
    return { harness, id }
  }

  it('is shown as deleted, without its links, and the change is published', async () => {
    const { harness, id } = await sentFilm()
    expect(await kept(harness)).toMatchObject([{ links: { mp4: 'https://v.test/one.mp4' }, deletedAt: null }])
    const before = (await harness.engine.history.days({ search: '' }, signal)).revision
    await harness.engine.queue.commands.remove({ ids: [id], remote: 'delete', undoable: false })
    await harness.clock.settle()
    expect(harness.host.removed).toEqual(['video of clip.mp4'])
    const deletedAt = harness.clock.now()
    expect(await kept(harness)).toMatchObject([{ result: 'sent', links: {}, deletedAt, rowState: null }])
    expect((await harness.engine.history.days({ search: '' }, signal)).revision).toBeGreaterThan(before)
    // It is still found by what led there.
    expect(summary(await kept(harness, { search: 'v.test/one' }))).toEqual(['clip.mp4 sent'])
  })

  it('keeps its links while it stays there', async () => {
    const { harness, id } = await sentFilm()
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    await harness.clock.settle()
    expect(await kept(harness)).toMatchObject([{ links: { mp4: 'https://v.test/one.mp4' }, deletedAt: null }])
  })

  it('is the one that was sent at that time, not a later one', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'film')
    await harness.finish('clip.mp4')
    harness.host.setStatus('video of clip.mp4', { state: 'failed', reason: 'Video file is invalid' })
    await harness.clock.advance(10_000)
    await harness.engine.queue.commands.startOver({ ids: [id] })
    await harness.clock.advance(1_000)
    expect(await kept(harness)).toMatchObject([{ result: 'failed', deletedAt: expect.any(Number) }])
    harness.host.setStatus('video of clip.mp4', { state: 'complete', links: { mp4: 'https://v.test/two.mp4' } })
    await harness.finish('clip.mp4')
    await harness.clock.advance(10_000)
    expect(await kept(harness)).toMatchObject([
      { result: 'sent', deletedAt: null, links: { mp4: 'https://v.test/two.mp4' } },
      { result: 'failed', deletedAt: expect.any(Number) },
    ])
  })
})

describe('an upload that failed', () => {
  it('is in History with its reason, once, however often it fails; a later success replaces it', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    await fail(harness, 'clip.mp4')
    expect(await kept(harness)).toMatchObject([{ result: 'failed', failure: { code: 'upload.tooLarge' } }])
    for (const _ of [1, 2]) {
      await harness.engine.queue.commands.retry({ ids: [id] })
      await harness.clock.settle()
      harness.send('clip.mp4').end({ kind: 'failed', failure: failure('upload.tooLarge', { host: 'h', size: 9, limit: 5 }) })
      await harness.clock.settle()
    }
    expect(await kept(harness)).toMatchObject([{ result: 'failed', failure: { params: { size: '9' } } }])
    await harness.engine.queue.commands.startOver({ ids: [id] })
    await harness.clock.settle()
    expect(summary(await kept(harness))).toEqual(['clip.mp4 failed'])
    await harness.finish('clip.mp4')
    expect(summary(await kept(harness))).toEqual(['clip.mp4 sent'])
  })

  it('keeps what was sent before when its host could not process it and it is sent from the beginning', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'film')
    await harness.finish('clip.mp4')
    harness.host.setStatus('video of clip.mp4', { state: 'failed', reason: 'Video file is invalid' })
    await harness.clock.advance(10_000)
    const [first] = await kept(harness)
    expect(first).toMatchObject({ result: 'failed', failure: { code: 'video.failed' }, sha256: '0'.repeat(64) })
    await harness.engine.queue.commands.startOver({ ids: [id] })
    await harness.clock.advance(1_000)
    await harness.engine.queue.commands.cancel({ ids: [id] })
    expect(summary(await kept(harness))).toEqual(['clip.mp4 cancelled', 'clip.mp4 failed'])
  })
})

describe('an entry that was deleted because of its age', () => {
  it('does not come back with its row', async () => {
    const { harness, id } = await sentOne()
    await harness.clock.advance(91 * 24 * 60 * 60_000)
    expect(await kept(harness)).toEqual([])
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    expect(await kept(harness)).toEqual([])
  })
})

describe('an upload that is taken off the queue', () => {
  it('while it runs is cancelled in History, once there is no way back', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    await harness.create('clip.mp4')
    const task = crypto.randomUUID()
    await harness.engine.queue.commands.remove({ ids: [id], undoable: true, task })
    expect(await kept(harness)).toEqual([])
    await harness.clock.advance(UNDO_MS + 1_000)
    expect(summary(await kept(harness))).toEqual(['clip.mp4 cancelled'])
  })

  it('before it had begun leaves nothing', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    const [, second = ''] = await harness.add(clipNames(2))
    await harness.engine.queue.commands.remove({ ids: [second], undoable: false })
    expect(await kept(harness)).toEqual([])
  })

  it('is one entry when it is cancelled, retried and cancelled again', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    for (const _ of [1, 2]) {
      await harness.engine.queue.commands.cancel({ ids: [id] })
      await harness.clock.advance(1_000)
      await harness.engine.queue.commands.retry({ ids: [id] })
      await harness.clock.settle()
    }
    expect(summary(await kept(harness))).toEqual(['clip.mp4 cancelled'])
  })
})

describe('sending an entry again', () => {
  it('retries its row where that is possible', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    await fail(harness, 'clip.mp4')
    const [entry] = await kept(harness)
    expect(await harness.engine.history.sendAgain({ id: entry?.id ?? 0 })).toEqual({ uploadId: id })
    await harness.clock.settle()
    expect(harness.view(id).state).not.toBe('needs-attention')
  })

  it('adds the file with the same options when its row is gone', async () => {
    const harness = await startedHarness()
    harness.disk.set('/clip.mp4', { sizeBytes: 1_000, mtimeNs: '1700000000000000000', inode: '7', device: '1' })
    const asked = { title: 'Final', metadata: { project: 'Match' }, options: {}, again: false, startOver: false }
    const outcome = await harness.engine.queue.add({ ...asked, paths: ['/clip.mp4'], destination: { account: 'one' } })
    await harness.clock.settle()
    await harness.finish('clip.mp4')
    await harness.engine.queue.commands.remove({ ids: [...outcome.added], undoable: false })
    const [entry] = await kept(harness)
    const { uploadId } = await harness.engine.history.sendAgain({ id: entry?.id ?? 0 })
    await harness.clock.settle()
    expect(uploadId).not.toBe(outcome.added[0])
    expect(harness.view(uploadId)).toMatchObject({ title: 'Final', accountId: 'one' })
    expect(harness.send('clip.mp4').job.target.metadata).toMatchObject({ project: 'Match' })
  })

  it('uses the options that a person has corrected since, when its row is gone', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'film')
    await fail(harness, 'clip.mp4')
    await harness.engine.queue.update({ id, options: { event: 'private' } }, signal)
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    const [entry] = await kept(harness)
    expect(entry).toBeDefined()
    const { uploadId } = await harness.engine.history.sendAgain({ id: entry?.id ?? 0 })
    expect(harness.view(uploadId).options).toEqual({ event: 'private' })
  })

  it('sends a file from the start that its host could not process', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'film')
    await harness.finish('clip.mp4')
    harness.host.setStatus('video of clip.mp4', { state: 'failed', reason: 'Video file is invalid' })
    await harness.clock.advance(10_000)
    const [entry] = await kept(harness)
    expect(entry).toMatchObject({ failure: { code: 'video.failed' } })
    expect(await harness.engine.history.sendAgain({ id: entry?.id ?? 0 })).toEqual({ uploadId: id })
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['clip.mp4'])
    expect(harness.view(id)).toMatchObject({ restarts: 1 })
  })

  it('sends the file as it is now where it had changed', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    const send = await harness.create('clip.mp4')
    const now = { ...anIdentity, mtimeNs: '2', inode: 'x' }
    harness.disk.set('/clip.mp4', now)
    send.end({ kind: 'failed', failure: failure('file.changed', { path: '/clip.mp4' }) })
    await harness.clock.settle()
    const [entry] = await kept(harness)
    expect(entry).toMatchObject({ failure: { code: 'file.changed' } })
    await harness.engine.history.sendAgain({ id: entry?.id ?? 0 })
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['clip.mp4'])
    expect(harness.journal.uploads.get(id)?.identity).toEqual(now)
  })

  it('reports whether the file or the entry is missing', async () => {
    const { harness, id } = await sentOne()
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    harness.disk.clear()
    const [entry] = await kept(harness)
    await expect(harness.engine.history.sendAgain({ id: entry?.id ?? 0 })).rejects.toMatchObject({
      failure: { code: 'file.missing' },
    })
    await expect(harness.engine.history.sendAgain({ id: 12_345 })).rejects.toMatchObject({
      failure: { code: 'queue.notInHistory' },
    })
  })
})

describe('History', () => {
  it('counts days, results and bytes, of all accounts or one, and of the results of a search', async () => {
    const harness = await startedHarness()
    await harness.add(['a.mp4', 'b.mp4'])
    await harness.finish('a.mp4')
    await fail(harness, 'b.mp4')
    const figures = { uploads: { sent: 1, failed: 1, cancelled: 0 }, sentBytes: 1_000 }
    const of = async (input: { search?: string; accountId?: string }) =>
      (await harness.engine.history.days({ search: '', ...input }, signal)).days
    expect(await of({})).toMatchObject([figures])
    expect(await of({ accountId: 'one' })).toMatchObject([figures])
    expect(await of({ accountId: 'film' })).toEqual([])
    expect(await of({ search: 'B.MP4' })).toMatchObject([{ uploads: { sent: 0, failed: 1, cancelled: 0 }, sentBytes: 0 }])
    expect(await of({ search: '0'.repeat(64) })).toMatchObject([{ uploads: { sent: 1, failed: 0, cancelled: 0 } }])
  })

  it('is deleted by its age, and receipts are not', async () => {
    const { harness, id } = await sentOne()
    await harness.engine.queue.commands.remove({ ids: [id], undoable: false })
    await harness.clock.advance(91 * 24 * 60 * 60_000)
    expect(await kept(harness)).toEqual([])
    expect((await harness.engine.history.days({ search: '' }, signal)).total).toBe(0)
    expect(harness.engine.receipts.list(0, 0, 10).total).toBe(1)
  })

  it('has the time zone of the host, by which its days are counted', async () => {
    const { harness } = await sentOne()
    const { now, utcOffset, days } = await harness.engine.history.days({ search: '' }, signal)
    expect({ now, utcOffset }).toEqual({ now: harness.clock.now(), utcOffset: utcOffsetAt(harness.clock.now()) })
    expect(days[0]?.day).toBe(dayAt(now, utcOffset))
    expect(await kept(harness)).toMatchObject([{ utcOffset }])
  })

  it('publishes changes, at most twice a second', async () => {
    const events: string[] = []
    const harness = await startedHarness({ onEvent: (event) => void events.push(event) })
    await harness.add(clipNames(3))
    for (const name of clipNames(3)) await harness.finish(name)
    await harness.clock.advance(600)
    expect(events.filter((event) => event === 'history.changed')).toHaveLength(1)
  })
})
