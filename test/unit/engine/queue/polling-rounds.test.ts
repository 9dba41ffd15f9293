import { describe, expect, it } from 'vitest'
import { type Failure, FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { phraseFrom } from '../../../../src-main/contract/i18n/phrase.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

const MINUTE = 60_000

async function sent(names: readonly string[], harness: Harness): Promise<readonly string[]> {
  const ids = await harness.add(names, 'film')
  for (const name of names) await harness.finish(name)
  return ids
}

const LEFT = 'what is left to do at the host is refused: {why}'

describe('a round of polls that fails on its way', () => {
  const NAMES = ['one.mp4', 'two.mp4', 'three.mp4']
  /** Three videos that are polled one after the other; the request for the second fails. */
  const round = async (problem: Failure) => {
    const harness = await startedHarness()
    harness.host.askOneByOne()
    for (const name of NAMES) harness.host.setStatus(`video of ${name}`, { state: 'complete' })
    await sent(NAMES, harness)
    const due = harness.journal.uploads.dueForPolling({
      accountId: 'film',
      now: Number.MAX_SAFE_INTEGER,
      limit: 9,
      sessionId: null,
    })
    expect(due).toHaveLength(3)
    const [, second] = due.map(({ remoteId }) => remoteId ?? '')
    harness.host.failStatusOf(second ?? '', problem)
    const polled = () => harness.host.statusCalls.map(([id]) => due.findIndex(({ remoteId }) => remoteId === id))
    return { harness, second: second ?? '', polled, views: () => due.map(({ id }) => harness.view(id)) }
  }

  it.each([
    ['a refusal of too many calls', failure('server.busy', { host: 'h' }, { retryAfterMs: 10 * MINUTE })],
    ['an error of the host', failure('server.error', { host: 'h', status: 500 })],
    ['a time-out', failure('network.stalled', { host: 'h' })],
  ])('by %s applies what was answered, and reports no answer as unreadable', async (_kind, problem) => {
    const { harness, views } = await round(problem)
    while (harness.host.statusCalls.length < 2) await harness.clock.advance(1_000)
    await harness.clock.settle()
    expect(views().map(({ state }) => state)).toEqual(['done', 'processing', 'processing'])
    const codes = views().map(({ processing }) => processing?.unanswered?.failure.code)
    expect(codes).not.toContain('video.unreadable')
    expect(codes[1]).toBe('video.unanswered')
  })

  it('by 429 rests the account, for every loop', async () => {
    const { harness, views, second } = await round(failure('server.busy', { host: 'h' }, { retryAfterMs: 10 * MINUTE }))
    while (harness.host.statusCalls.length < 2) await harness.clock.advance(1_000)
    harness.host.failStatusOf(second, null)
    const [late = ''] = await harness.add(['late.mp4'], 'film')
    await harness.clock.advance(9 * MINUTE)
    expect(harness.host.statusCalls).toHaveLength(2)
    expect(harness.view(late).state).toBe('queued')
    await harness.clock.advance(3 * MINUTE)
    expect(views().map(({ state }) => state)).toEqual(['done', 'done', 'done'])
  })

  it('by 401 asks to sign in again, and applies what was answered before', async () => {
    const { harness, views } = await round(failure('account.signIn', { account: 'Server film' }))
    await harness.clock.advance(3_000)
    expect(views().map(({ state }) => state)).toEqual(['done', 'needs-attention', 'needs-attention'])
    expect(harness.engine.accounts.view('film')?.problem).toMatchObject({ code: 'account.signIn' })
  })

  it('continues with the videos that were not polled, before the one that failed', async () => {
    const { harness, views, polled } = await round(failure('server.error', { host: 'h', status: 500 }))
    await harness.clock.advance(MINUTE)
    expect(views().map(({ state }) => state)).toEqual(['done', 'processing', 'done'])
    expect(polled().slice(0, 4)).toEqual([0, 1, 2, 1])
  })

  it('leaves a video that was not polled as it was', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.setStatus('video of clip.mp4', { state: 'unasked' })
    await harness.clock.advance(20 * MINUTE)
    expect(harness.host.statusCalls.length).toBeGreaterThan(5)
    expect(harness.view(id)).toMatchObject({ state: 'processing', processing: null })
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    await harness.clock.advance(2 * MINUTE)
    expect(harness.view(id).state).toBe('done')
  })
})

describe('`Provider.finish`', () => {
  it('that is refused does not prevent the poll; the video is not done before', async () => {
    const harness = await startedHarness()
    let refusal: Failure | null = failure('server.rejected', { host: 'h', status: 409 }, { detail: 'not before it is processed' })
    harness.host.setFinish(() => {
      if (refusal) throw new FailureError(refusal)
      return { set: 'yes' }
    })
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.setStatus('video of clip.mp4', { state: 'pending', percent: 40 })
    await harness.clock.advance(3_000)
    expect(harness.view(id)).toMatchObject({ state: 'processing', processing: { percent: 40, unanswered: null, warning: null } })
    harness.host.setStatus('video of clip.mp4', { state: 'complete', links: { hls: 'https://v/1.m3u8' } })
    await harness.clock.advance(MINUTE)
    expect(harness.view(id)).toMatchObject({
      state: 'processing',
      links: { hls: 'https://v/1.m3u8' },
      processing: { warning: phraseFrom(LEFT, { why: 'not before it is processed' }) },
    })
    refusal = null
    await harness.clock.advance(MINUTE)
    expect(harness.view(id)).toMatchObject({ state: 'done', processing: { state: 'complete', warning: null } })
    expect(harness.journal.uploads.get(id)?.remote).toMatchObject({ set: 'yes' })
  })

  it('that is refused for too long leaves the row done, with a warning', async () => {
    const harness = await startedHarness()
    harness.host.setUnknownAfter(30 * MINUTE)
    harness.host.setFinish(() => {
      throw new FailureError(failure('server.rejected', { host: 'h', status: 409 }, { detail: 'never' }))
    })
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    await harness.clock.advance(25 * MINUTE)
    expect(harness.view(id).state).toBe('processing')
    await harness.clock.advance(15 * MINUTE)
    const warning = phraseFrom(LEFT, { why: 'never' })
    expect(harness.view(id)).toMatchObject({ state: 'done', processing: { state: 'complete', warning } })
  })

  it('that a busy host refuses makes the account rest like any other call', async () => {
    const harness = await startedHarness()
    harness.host.setFinish(() => {
      throw new FailureError(failure('server.busy', { host: 'h' }, { retryAfterMs: 10 * MINUTE }))
    })
    await sent(['clip.mp4'], harness)
    await harness.clock.advance(9 * MINUTE)
    expect(harness.host.statusCalls).toEqual([])
  })
})
