import { describe, expect, it } from 'vitest'
import { createSeal } from '../../../../src-main/adapters/settings/seal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { AddOutcome } from '../../../../src-main/contract/queue/outcomes.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

const LINK = 'https://files.test/match.mp4'
const OTHER_LINK = 'https://files.test/interview.mp4'
const HOUR = 60 * 60_000

async function copy(harness: Harness, urls: readonly string[], again = false): Promise<AddOutcome> {
  const items = urls.map((url) => ({ url, title: null }))
  const outcome = await harness.engine.queue.importLinks({ items, destination: { account: 'film' }, options: {}, again })
  await harness.clock.settle()
  return outcome
}

describe('copies from links', () => {
  it('are requested in batches, take no slot, and are done when the host can play them', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(['clip.mp4'], 'one')
    const { added } = await copy(
      harness,
      [1, 2, 3, 4].map((n) => `https://files.test/${n}.mp4`),
    )
    expect(harness.host.imports).toHaveLength(4)
    expect(harness.sending()).toEqual(['clip.mp4'])
    expect(harness.view(added[0] ?? '')).toMatchObject({ kind: 'import', state: 'processing', name: '1.mp4' })
    for (const n of [1, 2, 3, 4]) harness.host.setStatus(`copy of https://files.test/${n}.mp4`, { state: 'complete' })
    await harness.clock.advance(10_000)
    expect(harness.view(added[3] ?? '')).toMatchObject({ state: 'done' })
    const { receipts } = harness.journal.receipts.list(0, 0, 10)
    expect(receipts.map(({ path }) => path)).toContain('https://files.test/4.mp4')
  })

  it('happen once for each link, unless requested again', async () => {
    const harness = await startedHarness()
    expect((await copy(harness, [LINK])).added).toHaveLength(1)
    expect(await copy(harness, [LINK])).toMatchObject({ added: [], resumed: [expect.any(String)] })
    harness.host.setStatus(`copy of ${LINK}`, { state: 'complete' })
    await harness.clock.advance(10_000)
    expect((await copy(harness, [LINK])).skipped).toHaveLength(1)
    expect((await copy(harness, [LINK], true)).added).toHaveLength(1)
    expect(harness.host.imports).toHaveLength(2)
  })

  it('stop for a person when the answers about them cannot be read for an hour, and are polled again by a retry', async () => {
    const harness = await startedHarness()
    const { added } = await copy(harness, [LINK])
    const [id = ''] = added
    const problem = failure('server.answer', { host: 'h', asked: 'https://h.test/videos/1', reason: 'status: missing' })
    harness.host.setStatus(`copy of ${LINK}`, { state: 'unreadable', failure: problem })
    await harness.clock.advance(75 * 60_000)
    expect(harness.view(id)).toMatchObject({
      state: 'needs-attention',
      failure: { code: 'video.unreadable', params: { asked: 'https://h.test/videos/1' } },
    })
    harness.host.setStatus(`copy of ${LINK}`, { state: 'complete' })
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'done', failure: null })
    expect(harness.host.imports).toHaveLength(1)
  })

  it('refuse playlists and kinds of links that the host does not take, each with its reason', async () => {
    const harness = await startedHarness()
    const { rejected, added } = await copy(harness, [
      'https://files.test/live.m3u8?token=hush',
      'https://files.test/live.mpd',
      'http://files.test/a.mp4',
      'ftp://files.test/a.mp4',
      'nonsense',
      LINK,
    ])
    expect(added).toHaveLength(1)
    expect(rejected.map(({ failure: { params } }) => params['reason'])).toEqual([
      expect.stringContaining('an HLS playlist'),
      expect.stringContaining('a DASH manifest'),
      'Video host copies from https and sftp links only',
      'only https, http and sftp links can be copied',
      expect.stringContaining('it is not a link'),
    ])
    expect(JSON.stringify(rejected)).not.toContain('hush')
  })

  it('store a link with a password encrypted only, and delete it with its row', async () => {
    const harness = await startedHarness()
    const link = 'sftp://camera:hush-hush@files.test/match.mp4'
    harness.host.setImportResult(() => ({ remoteId: 'v1', failure: null }))
    const { added } = await copy(harness, [link])
    const [id = ''] = added
    expect(harness.host.imports[0]?.url).toBe(link)
    expect(JSON.stringify([harness.view(id), harness.journal.uploads.get(id)])).not.toContain('hush-hush')
    expect(harness.view(id).path).toBe('sftp://…@files.test/match.mp4')
    expect(await createSeal(harness.secrets).open(harness.journal.uploads.get(id)?.sealedUrl ?? '')).toBe(link)
    await harness.engine.queue.commands.remove({ ids: [id] })
    await harness.clock.settle()
    expect(harness.journal.uploads.get(id)).toBeNull()
  })

  it('wait as long as a busy host demands', async () => {
    const harness = await startedHarness()
    harness.host.failCallsWith(failure('server.busy', { host: 'h' }, { retryAfterMs: 60_000 }))
    const { added } = await copy(harness, [LINK])
    const [id = ''] = added
    expect(harness.view(id)).toMatchObject({ state: 'waiting', waiting: { reason: 'host-busy' } })
    harness.host.failCallsWith(null)
    await harness.clock.advance(59_000)
    expect(harness.host.imports).toHaveLength(1)
    await harness.clock.advance(10_000)
    expect(harness.view(id).state).toBe('processing')
  })

  it('have the reason of the host when one link fails, and the others continue', async () => {
    const harness = await startedHarness()
    harness.host.setImportResult(({ url }) =>
      url.includes('bad')
        ? { failure: failure('server.rejected', { host: 'h', status: 422 }, { detail: 'no such file' }) }
        : { remoteId: url, failure: null },
    )
    const { added } = await copy(harness, ['https://files.test/bad.mp4', LINK])
    expect(added.map((id) => harness.view(id).state)).toEqual(['failed', 'processing'])
    expect(harness.view(added[0] ?? '').failure?.detail).toBe('no such file')
  })

  it('that were being requested when Reelay ended are searched for, not requested twice', async () => {
    const first = await startedHarness()
    const { added } = await copy(first, [LINK])
    const [id = ''] = added
    const upload = first.journal.uploads.get(id)
    if (!upload) throw new Error('gone')
    // As a crash leaves it: requested, and no answer stored.
    first.journal.uploads.save(upload, { ...upload, state: 'preparing', remoteId: null, sentAt: null, pollAt: null }, null)
    const second = await startedHarness({ journal: first.journal, secrets: first.secrets })
    expect(second.host.imports).toMatchObject([{ url: LINK, askedAt: expect.any(Number) }])
  })

  it('that could not be searched for are still searched for the next time', async () => {
    const harness = await startedHarness()
    harness.host.failCallsWith(failure('network.reset', { host: 'h' }))
    await copy(harness, [LINK])
    harness.host.failCallsWith(failure('server.busy', { host: 'h' }))
    await harness.clock.advance(5_000)
    harness.host.failCallsWith(null)
    await harness.clock.advance(60_000)
    const asked = harness.host.imports.map(({ askedAt }) => askedAt)
    expect(asked.length).toBeGreaterThan(2)
    expect(asked.filter((at) => at === null)).toHaveLength(1)
  })

  it('are one for each link, also in one call and where links differ in their query only', async () => {
    const harness = await startedHarness()
    const links = ['https://files.test/dl?id=1', 'https://files.test/dl?id=2', 'https://files.test/dl?id=1']
    expect((await copy(harness, links)).added).toHaveLength(2)
    expect((await copy(harness, links)).resumed).toHaveLength(2)
    expect(harness.host.imports).toHaveLength(2)
  })

  it('are not requested while their account rests', async () => {
    const harness = await startedHarness()
    harness.host.failCallsWith(failure('server.busy', { host: 'h' }, { retryAfterMs: 60_000 }))
    await copy(
      harness,
      Array.from({ length: 9 }, (_, index) => `https://files.test/${index}.mp4`),
    )
    expect(harness.host.imports).toHaveLength(3)
    harness.host.failCallsWith(null)
    await harness.clock.advance(70_000)
    expect(Object.values(harness.states())).toEqual(Array(9).fill('processing'))
  })

  it('are not done when the host never mentions them: they may not exist', async () => {
    const harness = await startedHarness()
    const { added } = await copy(harness, [LINK])
    await harness.clock.advance(8 * HOUR)
    expect(harness.view(added[0] ?? '')).toMatchObject({ state: 'needs-attention', failure: { code: 'import.failed' } })
    expect(harness.journal.receipts.list(0, 0, 10).total).toBe(0)
  })

  it('are not given up at the first “pending” after a weekend without a poll', async () => {
    const harness = await startedHarness()
    harness.host.setUnknownAfter(24 * HOUR)
    const { added } = await copy(harness, [LINK])
    const [id = ''] = added
    await harness.clock.advance(60_000)
    harness.clock.set(60 * HOUR)
    await harness.clock.advance(3 * HOUR)
    expect(harness.view(id)).toMatchObject({ state: 'processing', failure: null })
    harness.host.setStatus(`copy of ${LINK}`, { state: 'complete' })
    await harness.clock.advance(2 * HOUR)
    expect(harness.view(id).state).toBe('done')
  })

  it('are not given up after a weekend without a poll because the first one fails, only after as long a silence', async () => {
    const harness = await startedHarness()
    harness.host.setUnknownAfter(24 * HOUR)
    const { added } = await copy(harness, [LINK, OTHER_LINK])
    const [id = '', other = ''] = added
    await harness.clock.advance(60_000)
    harness.host.failCallsWith(failure('network.unreachable', { host: 'h' }))
    // The lid is closed after one poll without an answer.
    await harness.clock.advance(20_000)
    harness.clock.set(60 * HOUR)
    await harness.clock.advance(2 * 60_000)
    expect(added.map((one) => harness.view(one).state)).toEqual(['processing', 'processing'])
    expect(harness.view(id).processing?.unanswered?.tries).toBeGreaterThan(1)
    harness.host.failCallsWith(null)
    harness.host.setStatus(`copy of ${LINK}`, { state: 'complete' })
    harness.host.setStatus(`copy of ${OTHER_LINK}`, {
      state: 'unreadable',
      failure: failure('network.unreachable', { host: 'h' }),
    })
    await harness.clock.advance(20 * 60_000)
    expect(harness.view(id).state).toBe('done')
    expect(harness.view(other).state).toBe('processing')
    await harness.clock.advance(25 * HOUR)
    expect(harness.view(other)).toMatchObject({ state: 'needs-attention', failure: { code: 'import.failed' } })
  })

  it('that were paused during their request are stored all the same', async () => {
    const harness = await startedHarness()
    let answer = (): void => {}
    harness.host.delayImports(
      new Promise((resolve) => {
        answer = resolve
      }),
    )
    const { added } = await copy(harness, [LINK])
    await harness.engine.queue.commands.pause({ filter: { group: 'all', search: '' } })
    answer()
    await harness.clock.settle()
    expect(harness.view(added[0] ?? '')).toMatchObject({ state: 'processing', remoteId: `copy of ${LINK}` })
    expect(harness.host.removed).toEqual([])
  })

  it('of which one cannot be unsealed stop that one only', async () => {
    const harness = await startedHarness()
    harness.host.failCallsWith(failure('network.unreachable', { host: 'h' }))
    const { added } = await copy(harness, ['sftp://me:secret@files.test/1.mp4', LINK])
    const lost = harness.journal.uploads.get(added[0] ?? '')
    if (!lost) throw new Error('gone')
    harness.journal.uploads.save(lost, { ...lost, sealedUrl: '2.AAAA' }, null)
    harness.host.failCallsWith(null)
    await harness.clock.advance(10_000)
    expect(added.map((id) => harness.view(id).state)).toEqual(['failed', 'processing'])
  })

  it('copy again after a failure when a person starts over, and the empty video is deleted', async () => {
    const harness = await startedHarness()
    const { added } = await copy(harness, [LINK])
    const [id = ''] = added
    harness.host.setStatus(`copy of ${LINK}`, { state: 'failed', reason: 'Network timeout occurred' })
    await harness.clock.advance(10_000)
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'import.failed' } })
    harness.host.setStatus(`copy of ${LINK}`, { state: 'complete' })
    await harness.engine.queue.commands.startOver({ ids: [id] })
    await harness.clock.advance(10_000)
    expect(harness.host.removed).toEqual([`copy of ${LINK}`])
    expect(harness.view(id).state).toBe('done')
  })
})

describe('the same links, requested by two callers at once', () => {
  it('are one row each, whoever comes first', async () => {
    const harness = await startedHarness()
    const urls = Array.from({ length: 120 }, (_, index) => `https://files.test/${index}.mp4`)
    const outcomes = await Promise.all([copy(harness, urls), copy(harness, urls.toReversed()), copy(harness, urls)])
    expect(outcomes.reduce((sum, { added }) => sum + added.length, 0)).toBe(urls.length)
    expect(harness.engine.queue.page({ group: 'all', search: '' }, 0, 1).total).toBe(urls.length)
  })

  it('are one row each also when they are to be copied again', async () => {
    const harness = await startedHarness()
    const outcomes = await Promise.all([copy(harness, [LINK], true), copy(harness, [LINK], true)])
    expect(outcomes.map(({ added, resumed }) => added.length + resumed.length)).toEqual([1, 1])
    expect(harness.engine.queue.page({ group: 'all', search: '' }, 0, 1).total).toBe(1)
  })
})
