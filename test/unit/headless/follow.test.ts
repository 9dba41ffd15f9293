import { describe, expect, it, vi } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import type { UploadView } from '../../../src-main/contract/queue/upload.ts'
import { createFollower } from '../../../src-main/headless/follow.ts'
import { stateLine } from '../../../src-main/headless/output/messages.ts'
import type { Client } from '../../../src-main/http-api/client.ts'
import type { Listener } from '../../../src-main/ipc/publish.ts'
import { aView } from '../../support/fakes.ts'

const silentReporter = { added() {}, state() {}, progress() {}, note() {}, summary() {}, watch() {}, batch() {} }

async function following(first: Partial<UploadView>, waitReady = false) {
  const asked: string[] = []
  let report: Listener = () => {}
  let view: UploadView = { ...aView, uploadUrl: null, remoteId: null, state: 'queued', ...first }
  const client = {
    async request(channel: string) {
      asked.push(channel)
      return { upload: view }
    },
    async subscribe(_events: unknown, listener: Listener) {
      report = listener
      return () => {}
    },
  } as unknown as Client
  const follower = await createFollower(client, silentReporter, {
    waitReady,
    interrupted: new AbortController().signal,
    now: () => 0,
  })
  await follower.follow([view.id])
  return {
    follower,
    becomes(change: Partial<UploadView>): void {
      view = { ...view, ...change }
      report('queue.transitioned', view)
    },
    gaveUp: (): boolean => asked.includes('queue.giveUp'),
    failOnce(): void {
      view = {
        ...view,
        state: 'waiting',
        attempts: view.attempts + 1,
        waiting: { reason: 'offline', until: 1, failure: failure('network.reset', { host: 'h.test' }) },
      }
      report('queue.transitioned', view)
    },
  }
}

describe('a server that is never reached', () => {
  it('is given up after five attempts', async () => {
    const run = await following({ attempts: 0 })
    for (let tries = 0; tries < 4; tries += 1) run.failOnce()
    expect(run.gaveUp()).toBe(false)
    run.failOnce()
    expect(run.gaveUp()).toBe(true)
  })

  it('gets as many attempts in each run, however many there were before', async () => {
    const run = await following({ attempts: 40 })
    for (let tries = 0; tries < 4; tries += 1) run.failOnce()
    expect(run.gaveUp()).toBe(false)
    run.failOnce()
    expect(run.gaveUp()).toBe(true)
  })
})

describe('waiting until a video can be played', () => {
  const MINUTE = 60_000
  const unanswered = (minutes: number) => ({
    state: 'pending' as const,
    percent: null,
    words: '',
    parts: [],
    warning: null,
    proof: [],
    checkedAt: 1,
    unanswered: { since: 0, at: minutes * MINUTE, tries: 9, failure: failure('video.unanswered', { host: 'h', reason: 'x' }) },
  })

  it('needs a person when the provider has not answered for long', async () => {
    const { follower, becomes } = await following({}, true)
    const ended = vi.fn()
    void follower.ended.then(ended)
    becomes({ state: 'processing', processing: unanswered(5) })
    await Promise.resolve()
    expect(ended).not.toHaveBeenCalled()
    becomes({ processing: unanswered(16) })
    await expect(follower.ended).resolves.toBe('settled')
    expect(follower.totals()).toMatchObject({ done: 0, attention: 1, failed: 0 })
  })

  it('says which answers cannot be read, since when, and ends', async () => {
    const { follower, becomes } = await following({}, true)
    const reported = failure('video.unreadable', { host: 'Studio', asked: 'https://h.test/videos/1', reason: 'status: missing' })
    const processing = (minutes: number) => ({
      ...unanswered(minutes),
      unanswered: { ...unanswered(minutes).unanswered, failure: reported },
    })
    becomes({ state: 'processing', processing: processing(5) })
    const line = stateLine({ ...aView, state: 'processing', processing: processing(5) }, 5 * MINUTE)
    expect(line?.problem).toBe(true)
    expect(line?.text).toMatch(
      /its answers cannot be read since \d\d:\d\d\. .*asked https:\/\/h\.test\/videos\/1 .*got: status: missing/,
    )
    becomes({ processing: processing(16) })
    await expect(follower.ended).resolves.toBe('settled')
    expect(follower.totals()).toMatchObject({ done: 0, attention: 1 })
  })

  it('ends in the same state when the result stays unknown', async () => {
    const { follower, becomes } = await following({}, true)
    becomes({ state: 'done', processing: { ...unanswered(90), state: 'unknown' } })
    await expect(follower.ended).resolves.toBe('settled')
    expect(follower.totals()).toMatchObject({ done: 0, attention: 1 })
  })
})
