/** @file Cloudflare Stream against its simulator: real HTTP, a real tus server, and the rules of the real host. */
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { createCloudflareProvider } from '../../../src-main/adapters/providers/cloudflare/provider.ts'
import type { ImportJob, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { Upload } from '../../../src-main/engine/queue/upload.ts'
import {
  guarded,
  prepareContext,
  providerAccount,
  providerContext,
  refusalOf,
  sendByProvider,
  testHttp,
} from '../../support/provider-harness.ts'
import { sha256Of } from '../../support/sha256.ts'
import { startCloudflare } from '../../support/simulators/cloudflare.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const provider = guarded(createCloudflareProvider({ http: testHttp, now: Date.now }))
const CHUNK = 5_242_880
const small = randomBytes(100_000)
const large = randomBytes(2 * CHUNK + 1_000)

let host: Awaited<ReturnType<typeof startCloudflare>>
let account: ProviderAccount

hostForEachTest(startCloudflare, async (started) => {
  host = started
  account = await providerAccount(provider, host.account.settings, host.account.secrets)
})

function accountWith(settings: Readonly<Record<string, string>>, secrets = host.account.secrets): Promise<ProviderAccount> {
  return providerAccount(provider, { ...host.account.settings, ...settings }, secrets)
}

const sentToUploadHost = () => host.upload.requests.map(({ headers }) => headers)

describe('uploading', () => {
  test('a file arrives whole, and its id is the one the host named', async () => {
    const { outcome, upload } = await sendByProvider(provider, account, small, { title: 'Finał – 1. połowa' })
    expect(outcome).toEqual({ kind: 'complete' })
    const [video, ...others] = host.videos()
    expect(others).toEqual([])
    expect(video).toMatchObject({ id: upload.remoteId, title: 'Finał – 1. połowa', sizeBytes: small.length })
    expect(await host.sha256(video?.id ?? '')).toBe(await sha256Of(Readable.from([small])))
  })

  test('the upload address is kept as it was given, with its query', async () => {
    const { upload } = await sendByProvider(provider, account, small)
    expect(upload.uploadUrl).toBe(`${host.upload.origin}/tus/${upload.remoteId}?tusv2=true`)
    expect(host.upload.requests.every(({ path }) => path.endsWith('?tusv2=true'))).toBe(true)
  })

  test('every option arrives in its own encoding', async () => {
    const { upload } = await sendByProvider(provider, await accountWith({ creator: 'team 7' }), small, {
      metadata: { season: '2026', note: '' },
      options: provider.checkOptions(
        {
          name: 'Derby',
          requireSignedURLs: 'yes',
          allowedOrigins: 'example.com, *.example.org',
          thumbnailTimestampPct: '0.25',
          watermark: 'ea95132c15732412d22c1476fa83f27a',
          scheduledDeletion: new Date(Date.now() + 40 * 86_400_000).toISOString(),
          maxDurationSeconds: '7200',
        },
        Date.now(),
      ),
    })
    expect(host.details(upload.remoteId ?? '')).toMatchObject({
      creator: 'team 7',
      meta: { name: 'Derby', season: '2026', note: null, reelay: upload.id },
      requireSignedURLs: true,
      allowedOrigins: ['example.com', '*.example.org'],
      thumbnailTimestampPct: 0.25,
      watermark: { uid: 'ea95132c15732412d22c1476fa83f27a' },
      maxDurationSeconds: 7200,
    })
  })

  test('signed URLs that are not wanted are not mentioned', async () => {
    const { upload } = await sendByProvider(provider, account, small, { options: { requireSignedURLs: 'false' } })
    expect(host.details(upload.remoteId ?? '')).toMatchObject({ requireSignedURLs: false })
    expect(host.api.requestsTo('POST', /stream/)[0]?.headers['upload-metadata']).not.toContain('requiresignedurls')
  })

  test('chunks keep to the rule of the host whatever was asked for', async () => {
    const { outcome, upload } = await sendByProvider(provider, account, large, { chunkBytes: 1_000_000 })
    expect(outcome.kind).toBe('complete')
    expect(host.chunks(upload.remoteId ?? '')).toEqual([CHUNK, CHUNK, 1_000])
  })

  test('the host refuses other chunks, so the rule above is needed', async () => {
    const prepare: typeof provider.prepare = async (...given) => ({
      ...(await provider.prepare(...given)),
      chunkBytes: 1_000_000,
      chunks: null,
    })
    const { outcome } = await sendByProvider({ ...provider, prepare }, account, large)
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'server.rejected', detail: expect.stringContaining('Chunk size is too small') },
    })
  })

  test('after a broken connection it goes on where the host stands', async () => {
    host.slowDown(4_000_000)
    const run = sendByProvider(provider, account, large.subarray(0, 2_000_000))
    await vi.waitUntil(() => host.upload.requestsTo('PATCH', /tus/).length === 1, 60_000)
    host.upload.cut()
    const broken = await run
    expect(broken.outcome).toMatchObject({ kind: 'failed', failure: { code: 'network.reset' } })
    host.slowDown(Number.POSITIVE_INFINITY)
    const { outcome, upload } = await sendByProvider(provider, account, large.subarray(0, 2_000_000), broken.upload)
    expect(outcome.kind).toBe('complete')
    expect(await host.sha256(upload.remoteId ?? '')).toBe(await sha256Of(Readable.from([large.subarray(0, 2_000_000)])))
  })

  test('e-mail address and global key sign in, too', async () => {
    const { settings, secrets } = host.keyAccount
    const { outcome } = await sendByProvider(provider, await providerAccount(provider, settings, secrets), small)
    expect(outcome.kind).toBe('complete')
    expect(host.api.requests[0]?.headers).toMatchObject({ 'x-auth-email': 'studio@example.com' })
  })
})

describe('where the key goes', () => {
  test('with direct_user the upload host never sees it', async () => {
    await sendByProvider(provider, account, small)
    expect(host.api.requestsTo('POST', /\/stream\?direct_user=true$/)).toHaveLength(1)
    expect(sentToUploadHost().length).toBeGreaterThan(0)
    for (const headers of sentToUploadHost()) {
      expect(headers).not.toHaveProperty('authorization')
      expect(headers).not.toHaveProperty('x-auth-key')
    }
  })

  test('without direct_user the upload host gets it with every request', async () => {
    const { outcome, upload } = await sendByProvider(provider, await accountWith({ directUser: 'never' }), small)
    expect(outcome.kind).toBe('complete')
    expect(host.api.requestsTo('POST', /\/stream$/)).toHaveLength(1)
    expect(upload.uploadUrl).toContain('/media/')
    const sent = host.api.requests.filter(({ path }) => path.includes('/media/'))
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(sent.map(() => `Bearer ${host.account.secrets['apiToken']}`))
    expect(sent.length).toBeGreaterThan(0)
    expect(host.upload.requests).toEqual([])
  })

  test.each(['always', 'never'])('an unknown upload host gets neither bytes nor key (directUser %s)', async (directUser) => {
    host.sendElsewhere('https://uploads.example.com')
    const { outcome, upload } = await sendByProvider(provider, await accountWith({ directUser }), small)
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'server.foreign', params: { target: 'uploads.example.com' } },
    })
    expect(upload.uploadUrl).toBeNull()
    const access = provider.access(await accountWith({ directUser }), providerContext())
    expect(await access.credentials(new URL('https://uploads.example.com/tus/1'))).toEqual({})
    expect(await access.credentials(new URL('https://upload.cloudflarestream.com/tus/1'))).toEqual({})
  })

  test('a video whose upload was refused that way is not left behind', async () => {
    host.sendElsewhere('https://uploads.example.com')
    const first = await sendByProvider(provider, account, small)
    host.sendElsewhere(null)
    const { outcome } = await sendByProvider(provider, account, small, first.upload)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toHaveLength(1)
  })
})

describe('refusals', () => {
  test('a wrong key asks to sign in again and makes nothing', async () => {
    const { outcome, upload } = await sendByProvider(provider, await accountWith({}, { apiToken: 'wrong-token' }), small)
    expect(upload.remote).toEqual({})
    expect(outcome).toMatchObject({
      kind: 'failed',
      failure: { code: 'account.signIn', params: { account: 'Studio', status: '401' } },
    })
    expect(host.videos()).toEqual([])
  })

  test('somebody else’s account is forbidden', async () => {
    const { outcome } = await sendByProvider(provider, await accountWith({ accountId: 'another' }), small)
    expect(outcome).toMatchObject({ failure: { code: 'account.forbidden', detail: 'Not authorized (code 10002)' } })
  })

  test('a busy host is left alone for as long as it asks', async () => {
    host.limitRate(7)
    const { outcome } = await sendByProvider(provider, account, small)
    expect(outcome).toMatchObject({
      failure: { code: 'server.busy', retryAfterMs: 7_000, detail: 'Too many requests (code 10016)' },
    })
  })

  test('a full account is reported in the words of the host', async () => {
    host.fillStorage(true)
    const { outcome } = await sendByProvider(provider, account, small)
    expect(outcome).toMatchObject({
      failure: { code: 'account.quota', detail: expect.stringContaining('Storage capacity exceeded') },
    })
  })

  test('an upload that the host dropped counts as expired', async () => {
    host.upload.refuse('PATCH', /tus/, { status: 503 })
    const { upload } = await sendByProvider(provider, account, small)
    await host.expire(upload.remoteId ?? '')
    const { outcome } = await sendByProvider(provider, account, small, upload)
    expect(outcome).toMatchObject({ failure: { code: 'upload.expired' } })
    expect(host.videos()).toEqual([])
  })

  test('a key that the host repeats is not shown', async () => {
    const token = host.account.secrets['apiToken'] ?? ''
    const errors = [{ code: 10_005, message: `Bad token ${token} in request` }]
    host.api.refuse('POST', /stream/, { status: 400, json: { result: null, success: false, errors, messages: [] } })
    host.api.refuse('GET', /stream/, { status: 400, json: { result: null, success: false, errors, messages: [] } })
    const { outcome } = await sendByProvider(provider, account, small)
    const tested = await refusalOf(provider.test(account, providerContext()))
    expect(JSON.stringify(outcome)).toContain('Bad token … in request')
    expect(JSON.stringify([outcome, tested])).not.toContain(token)
  })
})

describe('a key that is revoked between two attempts', () => {
  /** An upload that has its address and no byte yet. */
  async function interrupted(at: ProviderAccount): Promise<Upload> {
    for (const where of [host.upload, host.api]) where.refuse('PATCH', /./, { status: 503 })
    const { outcome, upload } = await sendByProvider(provider, at, small)
    expect(outcome).toMatchObject({ failure: { code: 'server.error' } })
    return upload
  }

  test('does not matter to an upload with direct_user', async () => {
    const upload = await interrupted(account)
    host.revoke()
    const { outcome } = await sendByProvider(provider, account, small, upload)
    expect(outcome.kind).toBe('complete')
  })

  test('stops an upload without direct_user until it is replaced', async () => {
    const upload = await interrupted(await accountWith({ directUser: 'never' }))
    const secrets = host.revoke()
    const refused = await sendByProvider(provider, await accountWith({ directUser: 'never' }), small, upload)
    expect(refused.outcome).toMatchObject({ failure: { code: 'account.signIn' } })
    const { outcome } = await sendByProvider(provider, await accountWith({ directUser: 'never' }, secrets), small, refused.upload)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toHaveLength(1)
  })

  test('without any key the upload host answers 400, which asks to sign in again', async () => {
    const upload = await interrupted(await accountWith({ directUser: 'never' }))
    const target = await provider.prepare(await accountWith({ directUser: 'never' }), upload, prepareContext())
    const answer = await testHttp.call({
      method: 'HEAD',
      url: upload.uploadUrl ?? '',
      headers: { 'tus-resumable': '1.0.0' },
      ...providerContext(),
    })
    expect(answer.status).toBe(400)
    expect(target.explain?.(answer, 'resume')).toMatchObject({ code: 'account.signIn' })
  })
})

describe('one video per upload', () => {
  /** The host makes the video and its answer never arrives. */
  async function lost(start: Partial<Upload> = {}, at = host, by = account) {
    const served = at.api.hold('POST', /\/stream\?/)
    const run = sendByProvider(provider, by, small, start)
    await served
    at.api.cut()
    return run
  }

  test('a video whose answer was lost is deleted before a new one is made', async () => {
    const { outcome, upload, notes } = await lost()
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'network.reset' } })
    expect(upload).toMatchObject({ remoteId: null, uploadUrl: null })
    expect(notes).toEqual([{ made: { askedAt: expect.stringMatching(/^\d+$/), marker: upload.id, way: 'direct' } }])
    const [orphan] = host.videos()
    const again = await sendByProvider(provider, account, small, upload)
    expect(again.outcome.kind).toBe('complete')
    expect(host.videos().map(({ id }) => id)).toEqual([again.upload.remoteId])
    expect(again.upload.remoteId).not.toBe(orphan?.id)
  })

  test.each([408, 425, 503])('an answer %i leaves open whether it was made, so it is looked for', async (status) => {
    host.api.refuse('POST', /\/stream\?/, { status, headers: { 'retry-after': '1' } })
    const { outcome, notes, upload } = await sendByProvider(provider, account, small)
    expect(outcome.kind).toBe('failed')
    expect(notes).toEqual([{ made: { askedAt: expect.stringMatching(/^\d+$/), marker: upload.id, way: 'direct' } }])
  })

  test.each([400, 403, 422, 429])('an answer %i has made nothing, so nothing is looked for', async (status) => {
    host.api.refuse('POST', /\/stream\?/, { status })
    expect((await sendByProvider(provider, account, small)).notes.at(-1)).toEqual({ made: null })
  })

  test('two lost answers in a row leave nothing behind, either', async () => {
    const second = await lost((await lost()).upload)
    expect(host.videos()).toHaveLength(1)
    await sendByProvider(provider, account, small, second.upload)
    expect(host.videos()).toHaveLength(1)
  })

  test('other videos are safe, and so is a finished one of the same upload', async () => {
    const finished = await sendByProvider(provider, account, small)
    const other = await lost({ id: 'another' })
    const { upload } = await lost()
    await sendByProvider(provider, account, small, upload)
    const ids = host.videos().map(({ id }) => id)
    expect(ids).toHaveLength(3)
    expect(ids).toContain(finished.upload.remoteId)
    expect(other.upload.remoteId).toBeNull()
  })

  test('the lost video is found behind many others', async () => {
    await using short = await tempFolder()
    await using paged = await startCloudflare({ directory: short.path, listLimit: 2 })
    const at = await providerAccount(provider, paged.account.settings, paged.account.secrets)
    const jobs = [1, 2, 3, 4, 5].map((number) => aJob({ uploadId: String(number) }))
    await provider.importFrom?.(at, jobs, prepareContext())
    const { upload } = await lost({}, paged, at)
    await sendByProvider(provider, at, small, upload)
    expect(paged.videos()).toHaveLength(6)
  })

  test('a resumed upload asks for no list and makes nothing', async () => {
    host.upload.refuse('PATCH', /./, { status: 503 })
    const { upload } = await sendByProvider(provider, account, small)
    const before = host.api.requests.length
    await sendByProvider(provider, account, small, upload)
    expect(host.api.requests).toHaveLength(before)
  })
})

test('no key is in what is noted, stored or told', async () => {
  const run = await sendByProvider(provider, account, small)
  host.fillStorage(true)
  const full = await sendByProvider(provider, account, small)
  const wrong = await sendByProvider(provider, await accountWith({}, host.revoke()), small)
  const denied = await sendByProvider(provider, account, small)
  const reported = JSON.stringify([run, full, wrong, denied, await refusalOf(provider.test(account, providerContext()))])
  for (const secret of host.secretTexts()) expect(reported).not.toContain(secret)
})

function aJob(change: Partial<ImportJob> = {}): ImportJob {
  return { uploadId: 'job', url: 'https://example.com/one.mp4', title: 'One', options: {}, askedAt: null, ...change }
}
