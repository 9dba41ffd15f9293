import { describe, expect, it } from 'vitest'
import { createBunnyProvider } from '../../../../src-main/adapters/providers/bunny/provider.ts'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { Http } from '../../../../src-main/engine/ports/http.ts'
import { LEAVE_MS } from '../../../../src-main/engine/queue/tasks/finished-removal.ts'
import { prepareContext } from '../../../support/provider-harness.ts'
import { clipNames, createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'

const bunny = { id: 'film', name: 'Film', settings: { libraryId: '1' }, secret: async () => 'key' }

/** A library with one video, in which the next one gets the id `new`. */
function library(video: object): Http {
  return {
    async call({ method, url }) {
      const answer = method === 'GET' ? { totalItems: 1, items: [video] } : { id: 'new' }
      return { status: 200, headers: {}, body: JSON.stringify(answer), url }
    },
  }
}

const leaving = { finishedLeave: true } as const
const signal = new AbortController().signal
const inHistory = async ({ engine }: Harness): Promise<number> => (await engine.history.days({ search: '' }, signal)).total

describe('finished uploads', () => {
  it('stay until all of their batch is done, and a minute more; then only History has them', async () => {
    const harness = await startedHarness({ settings: leaving })
    const [one = '', two = ''] = clipNames(2)
    await harness.add([one, two])
    await harness.finish(one)
    await harness.clock.advance(5 * LEAVE_MS)
    expect(harness.order()).toEqual([one, two])
    await harness.finish(two)
    await harness.clock.advance(LEAVE_MS / 2)
    expect(harness.order()).toEqual([one, two])
    await harness.clock.advance(2 * LEAVE_MS)
    expect(harness.order()).toEqual([])
    expect(await inHistory(harness)).toBe(2)
  })

  it('stay beside one that failed or is paused, and leave with one that was cancelled', async () => {
    const harness = await startedHarness({ settings: leaving })
    const names = clipNames(2)
    const [, second = ''] = await harness.add(names)
    await harness.finish(names[0] ?? '')
    const send = await harness.create(names[1] ?? '')
    send.end({ kind: 'failed', failure: failure('upload.tooLarge', { host: 'h', size: 9, limit: 5 }) })
    await harness.clock.advance(5 * LEAVE_MS)
    expect(harness.order()).toEqual(names)
    await harness.engine.queue.commands.cancel({ ids: [second] })
    await harness.clock.advance(3 * LEAVE_MS)
    expect(harness.order()).toEqual([])
    expect(await inHistory(harness)).toBe(2)
  })

  it('stay while their host is polled', async () => {
    const harness = await startedHarness({ settings: leaving })
    await harness.add(['clip.mp4'], 'film')
    await harness.finish('clip.mp4')
    harness.host.setStatus('video of clip.mp4', { state: 'playable' })
    await harness.clock.advance(5 * LEAVE_MS)
    expect(harness.states()).toEqual({ 'clip.mp4': 'done' })
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    await harness.clock.advance(10 * LEAVE_MS)
    expect(harness.order()).toEqual([])
  })

  it('of an earlier run leave after a start', async () => {
    const first = await startedHarness()
    await first.add(['clip.mp4'])
    await first.finish('clip.mp4')
    const { journal } = first
    const harness = createHarness({ journal, secrets: first.secrets, settings: leaving })
    harness.engine.queue.start()
    await harness.clock.advance(3 * LEAVE_MS)
    expect(harness.order()).toEqual([])
  })

  it('stay from the moment on at which the settings say so', async () => {
    const harness = await startedHarness({ settings: leaving })
    await harness.add(['clip.mp4'])
    await harness.finish('clip.mp4')
    await harness.engine.settings.change({ finishedLeave: false })
    await harness.clock.advance(5 * LEAVE_MS)
    expect(harness.order()).toEqual(['clip.mp4'])
    await harness.engine.settings.change({ finishedLeave: true })
    await harness.clock.advance(3 * LEAVE_MS)
    expect(harness.order()).toEqual([])
  })

  it('leave later, each batch of them, when the disk refused it for a while', async () => {
    const inner = openJournal(':memory:')
    let isFull = false
    const uploads = {
      ...inner.uploads,
      delete(ids: readonly string[]): void {
        if (isFull) throw new FailureError(failure('store.full', { path: 'journal.db' }))
        inner.uploads.delete(ids)
      },
    }
    const harness = await startedHarness({ settings: leaving, journal: { ...inner, uploads } })
    for (const name of clipNames(3)) {
      await harness.add([name])
      await harness.finish(name)
    }
    isFull = true
    await harness.clock.advance(3 * LEAVE_MS)
    isFull = false
    expect(harness.order()).toEqual(clipNames(3))
    await harness.clock.advance(5 * LEAVE_MS)
    expect(harness.order()).toEqual([])
    expect(await inHistory(harness)).toBe(3)
  })

  it('keep what they have at their host: another copy with the same title does not adopt it', async () => {
    const harness = await startedHarness({ settings: leaving })
    const url = 'https://files.test/match.mp4'
    const items = [{ url, title: null }]
    const { added } = await harness.engine.queue.importLinks({
      items,
      destination: { account: 'film' },
      options: {},
      again: false,
    })
    await harness.clock.settle()
    harness.host.setStatus(`copy of ${url}`, { state: 'complete' })
    await harness.clock.advance(10_000)
    const guid = harness.journal.uploads.get(added[0] ?? '')?.remoteId ?? ''
    const other = async (accountId: string): Promise<string[]> => {
      const askedAt = 5_000
      const job = { uploadId: 'other', url, title: 'match.mp4', options: {}, askedAt } as const
      const isTaken = (id: string): boolean => harness.journal.uploads.hasRemote(accountId, id)
      const http = library({ guid, title: job.title, dateUploaded: new Date(askedAt).toISOString() })
      const copies = createBunnyProvider({ http, now: () => askedAt })
      const results = await copies.importFrom?.(bunny, [job], prepareContext({ isTaken }))
      return (results ?? []).map((result) => (result.failure === null ? result.remoteId : result.failure.code))
    }
    expect(await other('film')).toEqual(['new'])
    await harness.clock.advance(3 * LEAVE_MS)
    expect(harness.order()).toEqual([])
    expect(await other('film')).toEqual(['new'])
    // No upload of this account has the video any more: then it is what the copy has requested before.
    expect(await other('one')).toEqual([guid])
  })

  it('stay in a one-off run', async () => {
    const harness = await startedHarness({ settings: leaving, scope: 'session' })
    await harness.add(['clip.mp4'])
    await harness.finish('clip.mp4')
    await harness.clock.advance(5 * LEAVE_MS)
    expect(harness.order()).toEqual(['clip.mp4'])
  })
})
