import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

const MINUTE = 60_000
const BUSY = failure('server.busy', { host: 'video.test' }, { retryAfterMs: 10 * MINUTE })

const importLink = ({ engine }: Harness, url = 'https://films.test/one.mp4') =>
  engine.queue.importLinks({ items: [{ url, title: null }], destination: { account: 'film' }, options: {}, again: false })

/** A video that its host processes, and that is polled again and again. */
async function processing(harness: Harness): Promise<string> {
  const [id = ''] = await harness.add(['sent.mp4'], 'film')
  await harness.finish('sent.mp4')
  return id
}

/** Requests of every kind to the host of the account `film`; each returns the recorded requests. */
async function requestEverything(harness: Harness): Promise<string[]> {
  const before = {
    status: harness.host.statusCalls.length,
    imports: harness.host.imports.length,
    removed: harness.host.removed.length,
  }
  await harness.add(['new.mp4'], 'film')
  await importLink(harness, 'https://films.test/other.mp4')
  await harness.engine.queue.cleanedUp()
  await harness.clock.advance(9 * MINUTE)
  return [
    ...(harness.sending().includes('new.mp4') ? ['upload'] : []),
    ...(harness.host.statusCalls.length > before.status ? ['status'] : []),
    ...(harness.host.imports.length > before.imports ? ['import'] : []),
    ...(harness.host.removed.length > before.removed ? ['remove'] : []),
  ]
}

describe('a host that demands a pause', () => {
  const requests: Record<string, (harness: Harness, id: string) => unknown> = {
    'an upload': async (harness) => {
      await harness.add(['busy.mp4'], 'film')
    },
    'a question how far it is': ({ clock }) => clock.advance(2_000),
    'an optional request': async ({ host, clock }) => {
      host.failCallsWith(null)
      host.failOptionalRequestsWith(BUSY)
      await clock.advance(2_000)
      host.failOptionalRequestsWith(null)
    },
    'a copy from a link': (harness) => importLink(harness),
    'a deletion': async ({ engine, host, clock }, id) => {
      host.failCallsWith(null)
      await engine.queue.commands.pause({ filter: { group: 'all', search: '' } })
      host.failCallsWith(BUSY)
      await engine.queue.commands.remove({ ids: [id], remote: 'delete' })
      await clock.settle()
    },
    'a change of a title': ({ engine }, id) =>
      engine.queue.update({ id, title: 'Another', options: {} }, new AbortController().signal).catch((caught: unknown) => {
        if (!(caught instanceof FailureError)) throw caught
      }),
    '`Provider.finish`': async (harness) => {
      harness.host.setFinish(() => {
        throw new FailureError(BUSY)
      })
      await harness.add(['late.mp4'], 'film')
      harness.host.failCallsWith(null)
      await harness.finish('late.mp4')
    },
  }

  it.each(Object.keys(requests))(
    'in answer to %s gets no request of any kind for as long as it demands, and then all of them again',
    async (kind) => {
      const harness = await startedHarness()
      const id = await processing(harness)
      // Something that is to be deleted there, and cannot be yet.
      harness.journal.cleanups.add({
        id: 'c',
        uploadUrl: null,
        remoteId: 'old video',
        remote: {},
        title: 'Old',
        sentAt: 1,
        accountId: 'film',
        uploadId: 'gone',
        attempts: 0,
        dueAt: harness.clock.now() + MINUTE,
      })
      if (kind !== '`Provider.finish`') harness.host.failCallsWith(BUSY)
      await requests[kind]?.(harness, id)
      await harness.clock.settle()
      harness.host.failCallsWith(null)
      expect(await requestEverything(harness)).toEqual([])
      await harness.clock.advance(2 * MINUTE)
      expect(harness.sending()).toContain('new.mp4')
      expect(harness.host.removed).toContain('old video')
      expect(harness.host.imports.map(({ url }) => url)).toContain('https://films.test/other.mp4')
    },
  )

  it('does not delay accounts at other hosts', async () => {
    const harness = await startedHarness()
    harness.host.failCallsWith(BUSY)
    await harness.add(['busy.mp4'], 'film')
    await harness.add(['one.mp4'], 'one')
    expect(harness.sending()).toEqual(['one.mp4'])
  })

  it('gets it also after a restart', async () => {
    const first = await startedHarness()
    first.host.failCallsWith(BUSY)
    await first.add(['busy.mp4', 'next.mp4'], 'film')
    await first.engine.queue.close()
    const second = await startedHarness({ journal: first.journal })
    for (const [path, identity] of first.disk) second.disk.set(path, identity)
    await second.add(['new.mp4'], 'film')
    await second.clock.advance(9 * MINUTE)
    expect(second.sending()).toEqual([])
    await second.clock.advance(2 * MINUTE)
    expect(second.sending()).toContain('new.mp4')
  })

  it('gets all of it also when the clock is set', async () => {
    const harness = await startedHarness()
    harness.host.failCallsWith(BUSY)
    await harness.add(['busy.mp4'], 'film')
    harness.host.failCallsWith(null)
    harness.clock.set(60 * MINUTE)
    harness.engine.queue.clockMoved(60 * MINUTE)
    await harness.add(['new.mp4'], 'film')
    await harness.clock.advance(9 * MINUTE)
    expect(harness.sending()).toEqual([])
    await harness.clock.advance(2 * MINUTE)
    expect(harness.sending()).toContain('new.mp4')
  })
})
