/** @file Cloudflare Stream after the upload, and copies from links, against its simulator. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createCloudflareProvider } from '../../../src-main/adapters/providers/cloudflare/provider.ts'
import { PartialStatus } from '../../../src-main/engine/providers/partial-status.ts'
import type { ImportJob, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { Upload } from '../../../src-main/engine/queue/upload.ts'
import { inEnglish } from '../../support/english-test.ts'
import {
  guarded,
  prepareContext,
  providerAccount,
  providerContext,
  refOf,
  refusalOf,
  sendByProvider,
  testHttp,
} from '../../support/provider-harness.ts'
import { startCloudflare } from '../../support/simulators/cloudflare.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'

const provider = guarded(createCloudflareProvider({ http: testHttp, now: Date.now }))
const small = randomBytes(100_000)

let host: Awaited<ReturnType<typeof startCloudflare>>
let account: ProviderAccount

hostForEachTest(startCloudflare, async (started) => {
  host = started
  account = await providerAccount(provider, host.account.settings, host.account.secrets)
})

async function statusOf(upload: Upload) {
  const found = await provider.status?.(account, [refOf(upload)], providerContext())
  return found?.get(upload.remoteId ?? '')
}

describe('after the upload', () => {
  test('a video goes from pending over playable to complete, with links', async () => {
    const { upload } = await sendByProvider(provider, account, small)
    const seen = [await statusOf(upload), await statusOf(upload), await statusOf(upload), await statusOf(upload)]
    expect(seen.map((status) => [status?.state, status?.percent, status?.words])).toEqual([
      ['pending', null, 'queued'],
      ['pending', 33, 'inprogress'],
      ['playable', 66, 'ready'],
      ['complete', 100, 'ready'],
    ])
    const site = `https://customer-f33zs165nr7gyfy4.cloudflarestream.com/${upload.remoteId}`
    expect(seen[3]).toMatchObject({
      sizeBytes: small.length,
      links: {
        watch: `${site}/watch`,
        hls: `${site}/manifest/video.m3u8`,
        dash: `${site}/manifest/video.mpd`,
        embed: `${site}/iframe`,
        thumbnail: `${site}/thumbnails/thumbnail.jpg`,
      },
    })
  })

  test('a failure is reported in the words of the host, in both spellings', async () => {
    host.failProcessing('The file was not recognized as a valid video.')
    for (const spelling of ['errorReasonText', 'errReasonText']) {
      const { upload } = await sendByProvider(provider, account, small)
      await statusOf(upload)
      await statusOf(upload)
      const failed = await statusOf(upload)
      expect(failed).toMatchObject({
        state: 'failed',
        reason: 'The file was not recognized as a valid video. (ERR_MALFORMED_VIDEO)',
        links: {},
      })
      expect(host.details(upload.remoteId ?? '')['status']).toHaveProperty(spelling)
    }
  })

  test('a deleted video is gone, and deleting it again is no problem', async () => {
    const { upload } = await sendByProvider(provider, account, small)
    expect(await provider.remove?.(account, refOf(upload), providerContext())).toBe('deleted')
    expect(host.videos()).toEqual([])
    expect(await statusOf(upload)).toMatchObject({ state: 'gone' })
    expect(await provider.remove?.(account, refOf(upload), providerContext())).toBe('gone')
  })

  test('a busy host ends the round, and what was answered stands', async () => {
    const one = await sendByProvider(provider, account, small, { id: 'one' })
    const two = await sendByProvider(provider, account, small, { id: 'two' })
    host.api.refuse('GET', new RegExp(two.upload.remoteId ?? ''), { status: 429, headers: { 'retry-after': '3' } })
    const ended = await Promise.resolve(
      provider.status?.(account, [refOf(one.upload), refOf(two.upload)], providerContext()),
    ).catch((caught: unknown) => caught)
    if (!(ended instanceof PartialStatus)) throw new Error('the failure is lost')
    expect([...ended.answers.keys()]).toEqual([one.upload.remoteId])
    expect(ended).toMatchObject({ about: two.upload.remoteId, failure: { code: 'server.busy', retryAfterMs: 3_000 } })
    host.limitRate(30)
    const problem = await refusalOf(Promise.resolve(provider.status?.(account, [refOf(one.upload)], providerContext())))
    expect(problem).toMatchObject({ code: 'server.busy', retryAfterMs: 30_000 })
  })

  test('title and options can be changed, and the rest of meta stays', async () => {
    const { upload } = await sendByProvider(provider, account, small, { title: 'Before', metadata: { season: '2026' } })
    const change = {
      title: 'After',
      options: { requireSignedURLs: 'true', allowedOrigins: 'example.com', thumbnailTimestampPct: '0.5' },
    }
    await provider.update?.(account, refOf(upload), change, providerContext())
    expect(host.details(upload.remoteId ?? '')).toMatchObject({
      meta: { name: 'After', season: '2026', reelay: upload.id },
      requireSignedURLs: true,
      allowedOrigins: ['example.com'],
      thumbnailTimestampPct: 0.5,
    })
    const back = { options: { requireSignedURLs: '', allowedOrigins: '', thumbnailTimestampPct: '', scheduledDeletion: '' } }
    await provider.update?.(account, refOf(upload), back, providerContext())
    expect(host.details(upload.remoteId ?? '')).toMatchObject({
      requireSignedURLs: false,
      allowedOrigins: [],
      thumbnailTimestampPct: 0,
      scheduledDeletion: null,
    })
  })

  test('what the host does not let change is refused here', async () => {
    const { upload } = await sendByProvider(provider, account, small)
    const problem = await refusalOf(
      Promise.resolve(provider.update?.(account, refOf(upload), { options: { watermark: 'x' } }, providerContext())),
    )
    expect(problem).toMatchObject({ code: 'input.invalid', params: { reason: expect.stringContaining('watermark') } })
  })
})

describe('copies from links', () => {
  test('each link becomes a video with its title and options', async () => {
    const jobs = [
      aJob({ uploadId: 'a', title: 'One', options: { requireSignedURLs: 'true' } }),
      aJob({ uploadId: 'b', title: 'Two', url: 'http://example.com/two.mp4' }),
    ]
    const results = await provider.importFrom?.(account, jobs, prepareContext())
    expect(results).toEqual(host.videos().map(({ id }) => ({ remoteId: id, failure: null })))
    expect(host.videos().map(({ title, status }) => [title, status])).toEqual([
      ['One', 'downloading'],
      ['Two', 'downloading'],
    ])
    expect(host.details(host.videos()[0]?.id ?? '')).toMatchObject({ requireSignedURLs: true, meta: { reelay: 'a' } })
  })

  test('a copy that an interrupted try has made is found, not made again', async () => {
    const askedAt = Date.now()
    await provider.importFrom?.(account, [aJob({ uploadId: 'a' })], prepareContext())
    const jobs = [aJob({ uploadId: 'a', askedAt }), aJob({ uploadId: 'b', askedAt })]
    const results = await provider.importFrom?.(account, jobs, prepareContext())
    expect(host.videos()).toHaveLength(2)
    expect(results).toEqual(host.videos().map(({ id }) => ({ remoteId: id, failure: null })))
  })

  test('one bad link does not stop the others', async () => {
    const jobs = [
      aJob({ url: 'sftp://example.com/a.mp4' }),
      aJob({ options: { maxDurationSeconds: '60' } }),
      aJob({ uploadId: 'good' }),
    ]
    const results = await provider.importFrom?.(account, jobs, prepareContext())
    expect(results?.map(({ failure }) => failure?.code)).toEqual(['import.refused', 'input.invalid', undefined])
    expect(host.videos()).toHaveLength(1)
  })

  test('a refusal has the words of the host and of the link no more than its place: it may be signed', async () => {
    const url = 'https://example.com/a.mp4?signature=abcdef'
    const errors = [{ code: 10_010, message: `Invalid URL: ${url}` }]
    host.api.refuse('POST', /copy/, { status: 400, json: { result: null, success: false, errors, messages: [] } })
    const results = await provider.importFrom?.(account, [aJob({ url })], prepareContext())
    expect(results?.[0]?.failure).toMatchObject({
      code: 'import.failed',
      params: { reason: 'Invalid URL: https://example.com/a.mp4?… (code 10010)' },
    })
  })

  test('a busy host ends the round: this link and the next ones wait', async () => {
    host.api.refuse('POST', /copy/, { status: 429, headers: { 'retry-after': '5' } })
    const results = await provider.importFrom?.(account, [aJob({ uploadId: 'a' }), aJob({ uploadId: 'b' })], prepareContext())
    expect(results?.map(({ failure }) => [failure?.code, failure?.retryAfterMs])).toEqual([
      ['server.busy', 5_000],
      ['server.busy', 5_000],
    ])
    expect(host.api.requestsTo('POST', /copy/)).toHaveLength(1)
  })
})

test('the connection test tells how much room is left', async () => {
  await sendByProvider(provider, account, small)
  expect(await inEnglish(provider.test(account, providerContext()))).toEqual({
    message: 'Cloudflare Stream accepts the key of this account.',
    details: ['12 of 1,000 minutes of storage used.', '1 video.'],
    checks: [{ check: 'signIn', ok: true }],
    room: { free: 988, total: 1_000, unit: 'minutes' },
  })
})

function aJob(change: Partial<ImportJob> = {}): ImportJob {
  return { uploadId: 'job', url: 'https://example.com/one.mp4', title: 'One', options: {}, askedAt: null, ...change }
}
