import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { describeState } from '../../../../src-main/contract/messages/messages.ts'
import { silenceOf } from '../../../../src-main/contract/video.ts'
import { afterNoAnswer } from '../../../../src-main/engine/queue/jobs/polling.ts'
import { anUpload } from '../../../support/fakes.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

async function sent(names: readonly string[], harness: Harness): Promise<readonly string[]> {
  const ids = await harness.add(names, 'film')
  for (const name of names) await harness.finish(name)
  return ids
}

describe('answers about a video that cannot be used', () => {
  const UNREADABLE = failure('server.answer', { host: 'h', asked: 'https://h.test/videos/1', reason: 'status: missing' })
  const NOT_JSON = failure('server.answer', { host: 'h', reason: '200 without JSON' }, { detail: 'Down for maintenance' })

  it.each([
    ['an error of the host', failure('server.error', { host: 'h', status: 502 }), 'answer 502'],
    ['a refusal', failure('server.rejected', { host: 'h', status: 400 }), 'answer 400'],
    ['nothing, because it is away', failure('network.unreachable', { host: 'h' }), 'Cannot reach h'],
  ])('are reported after a few: %s', async (_kind, problem, answer) => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    const since = harness.clock.now()
    harness.host.failCallsWith(problem)
    await harness.clock.advance(2_000)
    expect(silenceOf(harness.view(id).processing)).toBe('none')
    await harness.clock.advance(2 * MINUTE)
    const { processing, state } = harness.view(id)
    expect([state, processing?.state, silenceOf(processing)]).toEqual(['processing', 'pending', 'reported'])
    expect(processing?.unanswered).toMatchObject({
      since: expect.closeTo(since, -4),
      failure: { code: 'video.unanswered', params: { host: 'Video host', reason: answer } },
    })
    expect(describeState(harness.view(id), harness.clock.now())).toMatch(/no answer about it since \d\d:\d\d$/)
  })

  it('are reported as answers that cannot be read, with the request and since when', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    const since = harness.clock.now()
    harness.host.setStatus('video of clip.mp4', { state: 'unreadable', failure: UNREADABLE })
    await harness.clock.advance(2 * MINUTE)
    const { processing, state } = harness.view(id)
    expect([state, silenceOf(processing)]).toEqual(['processing', 'reported'])
    expect(processing?.unanswered).toMatchObject({
      since: expect.closeTo(since, -4),
      failure: { code: 'video.unreadable', params: { asked: 'https://h.test/videos/1', reason: 'status: missing' } },
    })
    expect(describeState(harness.view(id), harness.clock.now())).toMatch(/its answers cannot be read since \d\d:\d\d$/)
  })

  it('settle a row within hours, long before its host counts as silent, and are then requested once an hour', async () => {
    const harness = await startedHarness()
    harness.host.setUnknownAfter(24 * 60 * MINUTE)
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.setStatus('video of clip.mp4', { state: 'unreadable', failure: UNREADABLE })
    await harness.clock.advance(70 * MINUTE)
    expect(harness.view(id)).toMatchObject({
      state: 'done',
      processing: { state: 'unknown', unanswered: { failure: { code: 'video.unreadable' } } },
    })
    expect(describeState(harness.view(id), harness.clock.now())).toMatch(
      /^Sent and verified; the answers of the host cannot be read since/,
    )
    const polls = harness.host.statusCalls.length
    await harness.clock.advance(4 * 60 * MINUTE)
    expect(harness.host.statusCalls.length - polls).toBeLessThanOrEqual(5)
    harness.host.setStatus('video of clip.mp4', { state: 'complete', links: { hls: 'https://v/1.m3u8' } })
    await harness.clock.advance(2 * 60 * MINUTE)
    expect(harness.view(id)).toMatchObject({ state: 'done', processing: { state: 'complete', unanswered: null } })
    expect(describeState(harness.view(id))).toBe('Done, ready to watch')
  })

  it('are replaced by one that can be read, also on a row that has settled', async () => {
    const harness = await startedHarness()
    harness.host.setUnknownAfter(24 * 60 * MINUTE)
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.setStatus('video of clip.mp4', { state: 'unreadable', failure: UNREADABLE })
    await harness.clock.advance(70 * MINUTE)
    harness.host.setStatus('video of clip.mp4', { state: 'pending' })
    await harness.clock.advance(90 * MINUTE)
    expect(describeState(harness.view(id))).toBe('Sent and verified; the host is still processing it')
    harness.host.setStatus('video of clip.mp4', { state: 'failed', reason: 'No video in it' })
    await harness.clock.advance(10 * MINUTE)
    expect(describeState(harness.view(id))).toContain('could not process it')
    expect(harness.view(id).processing?.warning).toBe('No video in it')
  })

  it('settle no row because the first poll after a weekend fails', async () => {
    const harness = await startedHarness()
    harness.host.setUnknownAfter(24 * HOUR)
    const [id = ''] = await sent(['clip.mp4'], harness)
    await harness.clock.advance(MINUTE)
    harness.host.failCallsWith(failure('network.unreachable', { host: 'h' }))
    harness.clock.set(60 * HOUR)
    await harness.clock.advance(5 * MINUTE)
    expect(harness.view(id).state).toBe('processing')
    harness.host.failCallsWith(null)
    harness.host.setStatus('video of clip.mp4', { state: 'complete' })
    await harness.clock.advance(HOUR)
    expect(harness.view(id)).toMatchObject({ state: 'done', processing: { state: 'complete' } })
  })

  it('of alternating kinds end after as long a silence as those of one kind', () => {
    const lost = failure('network.unreachable', { host: 'h' })
    let upload = anUpload({ kind: 'import', state: 'processing', sentAt: 0 })
    for (let now = 0; ; now += 30 * MINUTE) {
      expect(now).toBeLessThan(30 * HOUR)
      const problem = now % HOUR === 0 ? lost : UNREADABLE
      const outcome = afterNoAnswer(upload, problem, { now, random: 0, host: 'h', unknownAfterMs: 24 * HOUR })
      if (outcome.failure) {
        expect(now).toBeGreaterThan(24 * HOUR)
        break
      }
      upload = { ...upload, processing: outcome.processing }
    }
  })

  it('are requested again with growing pauses, and forgotten when the host answers', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.failCallsWith(NOT_JSON)
    const polls = [0]
    for (let time = 0; time < 4; time += 1) {
      await harness.clock.advance(10 * MINUTE)
      polls.push(harness.host.statusCalls.length)
    }
    const perTenMinutes = polls.slice(1).map((all, index) => all - (polls[index] ?? 0))
    expect(perTenMinutes[3]).toBeGreaterThan(0)
    expect(perTenMinutes[3]).toBeLessThanOrEqual((perTenMinutes[0] ?? 0) / 2)
    expect(silenceOf(harness.view(id).processing)).toBe('lasting')
    harness.host.failCallsWith(null)
    await harness.clock.advance(6 * MINUTE)
    expect(harness.view(id)).toMatchObject({ state: 'processing', processing: { state: 'pending', unanswered: null } })
  })

  it('are noted for the one video that they are about, while the others of its account are answered', async () => {
    const harness = await startedHarness()
    harness.host.setStatusBatch(1)
    const [bad = '', good = ''] = await sent(['bad.mp4', 'good.mp4'], harness)
    harness.host.failStatusOf('video of bad.mp4', NOT_JSON)
    await harness.clock.advance(5 * MINUTE)
    expect([bad, good].map((id) => silenceOf(harness.view(id).processing))).toEqual(['reported', 'none'])
  })

  it('are counted by kind: hours without a network do not settle a row at the first answer that cannot be read', async () => {
    const harness = await startedHarness()
    harness.host.setUnknownAfter(24 * 60 * MINUTE)
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.failCallsWith(failure('network.unreachable', { host: 'h' }))
    await harness.clock.advance(2 * 60 * MINUTE)
    expect(silenceOf(harness.view(id).processing)).toBe('lasting')
    harness.host.failCallsWith(null)
    harness.host.setStatus('video of clip.mp4', { state: 'unreadable', failure: UNREADABLE })
    const polls = harness.host.statusCalls.length
    while (harness.host.statusCalls.length === polls) await harness.clock.advance(10_000)
    expect(harness.view(id)).toMatchObject({
      state: 'processing',
      processing: { state: 'pending', unanswered: { tries: 1, failure: { code: 'video.unreadable' } } },
    })
    await harness.clock.advance(70 * MINUTE)
    expect(harness.view(id)).toMatchObject({ state: 'done', processing: { state: 'unknown' } })
  })

  it('are no unreadable ones when the host only left the video out', async () => {
    const harness = await startedHarness()
    const [out = '', good = ''] = await sent(['out.mp4', 'good.mp4'], harness)
    harness.host.omitFromStatus('video of out.mp4')
    await harness.clock.advance(2 * MINUTE)
    expect(harness.view(out).processing?.unanswered).toMatchObject({
      failure: { code: 'video.unanswered', params: { reason: 'nothing about this video' } },
    })
    expect(harness.view(good).processing?.unanswered).toBeNull()
  })

  it('outlive a restart, and are the reason why the processing is unknown in the end', async () => {
    const first = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], first)
    first.host.failCallsWith(NOT_JSON)
    await first.clock.advance(5 * MINUTE)
    const { unanswered } = first.view(id).processing ?? {}
    await first.engine.queue.close()
    const second = await startedHarness({ journal: first.journal })
    expect(second.view(id).processing?.unanswered).toEqual(unanswered)
    second.host.failCallsWith(NOT_JSON)
    await second.clock.advance(3 * 60 * MINUTE)
    expect(second.view(id)).toMatchObject({
      state: 'done',
      processing: { state: 'unknown', unanswered: { since: unanswered?.since, failure: { detail: 'Down for maintenance' } } },
    })
  })

  it('never make a failed video playable, nor fail a video that one answer does not contain', async () => {
    const harness = await startedHarness()
    const [id = ''] = await sent(['clip.mp4'], harness)
    harness.host.setStatus('video of clip.mp4', { state: 'failed', reason: 'Broken' })
    await harness.clock.advance(10_000)
    harness.host.failCallsWith(NOT_JSON)
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.advance(MINUTE)
    expect(harness.view(id)).toMatchObject({ state: 'processing', processing: { state: 'pending' } })
    harness.host.failCallsWith(null)
    harness.host.setStatus('video of clip.mp4', { state: 'gone' })
    const polls = harness.host.statusCalls.length
    while (harness.host.statusCalls.length === polls) await harness.clock.advance(1_000)
    expect(harness.view(id).state).toBe('processing')
    await harness.clock.advance(6 * MINUTE)
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'video.gone' } })
  })
})
