import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createOmegastreamProvider } from '../../../src-main/adapters/providers/omegastream/provider.ts'
import { failureFrom } from '../../../src-main/contract/errors/errors.ts'
import type { Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { Upload } from '../../../src-main/engine/queue/upload.ts'
import { inEnglish } from '../../support/english-test.ts'
import { anUpload } from '../../support/fakes.ts'
import { providerAccount, providerContext, refOf, testHttp, testTransfer } from '../../support/provider-harness.ts'
import { recordedProvider } from '../../support/recorded-provider.ts'
import { startOmegastream } from '../../support/simulators/omegastream.ts'

const HOUR_MS = 3_600_000
const SMALL = Buffer.from('a small video')
/** Three requests of the smallest chunk. */
const LARGE = Buffer.alloc(12_000_000, 'frame after frame ')
const LARGE_SHA256 = createHash('sha256').update(LARGE).digest('hex')
const LARGE_CHUNKS = [5_242_880, 5_242_880, 1_514_240]
const LIST = /^\/company\/client\/video\?/
const CREATE = /^\/company\/client\/video$/
const STREAM = /^\/company\/client\/video\/stream/

let host: Awaited<ReturnType<typeof startOmegastream>>
let provider: Provider
let account: ProviderAccount
let old: ProviderAccount

const { reported, replace, send, refusedWith, killedAt } = recordedProvider({
  start: startOmegastream,
  create: ({ now }) => createOmegastreamProvider({ http: testHttp, now }),
  async begin(started, watched) {
    host = started
    provider = watched
    account = await providerAccount(provider, host.account.settings, host.account.secrets)
    old = await providerAccount(provider, host.oldSettings, host.account.secrets)
  },
})

const statuses = () => host.videos().map(({ status }) => status)
const signatures = () =>
  host.api.requests.filter(({ path }) => path.startsWith('/tusupload')).map(({ headers }) => headers['signature'])

describe('version 2', () => {
  it('makes the video, sends the file and follows it to its links', async () => {
    const { outcome, upload } = await send(account, LARGE, {
      name: 'Cup final.mp4',
      options: { collection: 'c1' },
      chunkBytes: 1,
    })
    expect(outcome).toEqual({ kind: 'complete' })
    const [video] = host.videos()
    expect(host.videos()).toHaveLength(1)
    expect(video).toMatchObject({ id: upload.remoteId, title: 'Cup final', sizeBytes: LARGE.length })
    expect(await host.sha256(video?.id ?? '')).toBe(LARGE_SHA256)
    expect(host.chunks(video?.id ?? '')).toEqual(LARGE_CHUNKS)
    expect(host.collectionOf(video?.id ?? '')).toBe('c1')

    const seen = []
    for (let times = 0; times < 3; times += 1) {
      seen.push((await provider.status?.(account, [refOf(upload)], providerContext()))?.get(video?.id ?? ''))
    }
    expect(seen.map((status) => status?.state)).toEqual(['pending', 'complete', 'complete'])
    expect(Object.keys(seen[1]?.links ?? {})).toEqual(['hls', 'dash', 'mp4', 'embed', 'thumbnail'])
    expect(seen[1]?.links.embed).toMatch(/\/embedded\?s=[0-9a-f]{40}$/)
    expect(seen[1]?.links.thumbnail).toMatch(/^https:/)
    expect(seen[1]?.links.mp4).toContain('/720p.mp4?s=')
    expect(seen[1]?.sizeBytes).toBe(LARGE.length)
  })

  it('sends the key to the API only, and signatures to uploads only', async () => {
    await send(account, SMALL)
    for (const { path, headers } of host.api.requests) {
      const isUpload = path.startsWith('/tusupload')
      expect([path, headers.authorization === undefined, headers['signature'] === undefined]).toEqual([path, isUpload, !isUpload])
    }
  })

  it('signs every request anew, so that an upload may last longer than a signature', async () => {
    provider = replace(
      createOmegastreamProvider({
        http: testHttp,
        now() {
          host.advance(26 * HOUR_MS)
          return host.now()
        },
      }),
    )
    const { outcome } = await send(account, LARGE, { chunkBytes: 1 })
    expect(outcome.kind).toBe('complete')
    const used = signatures()
    expect(used.length).toBeGreaterThanOrEqual(1 + LARGE_CHUNKS.length)
    expect(new Set(used).size).toBe(used.length)
  })

  it('goes on with an upload days later', async () => {
    const upload = await killedAt(account, 'PATCH', /^\/tusupload/, LARGE, { chunkBytes: 1 })
    host.advance(72 * HOUR_MS)
    const { outcome } = await send(account, LARGE, upload)
    expect(outcome.kind).toBe('complete')
    expect(host.chunks(upload.remoteId ?? '')).toEqual(LARGE_CHUNKS)
    expect(host.videos()).toHaveLength(1)
    expect(await host.sha256(upload.remoteId ?? '')).toBe(LARGE_SHA256)
  })

  it('keeps its progress when the key is revoked, and goes on with a new one', async () => {
    const upload = await killedAt(account, 'PATCH', /^\/tusupload/, LARGE, { chunkBytes: 1 })
    const secrets = host.revoke()
    expect(await refusedWith(send(account, LARGE, upload))).toMatchObject({
      code: 'account.signIn',
      params: { account: 'Studio' },
    })
    const renewed = await providerAccount(provider, host.account.settings, secrets)
    expect((await send(renewed, LARGE, upload)).outcome.kind).toBe('complete')
    expect(host.chunks(upload.remoteId ?? '')).toEqual(LARGE_CHUNKS)
    expect(host.videos()).toHaveLength(1)
  })

  it('says that a wrong key is wrong without repeating it, and leaves nothing to look for', async () => {
    host.revoke()
    const problem = await refusedWith(send(account, SMALL))
    expect(problem).toMatchObject({ code: 'account.signIn', detail: expect.stringContaining('unauthorized: …') })
    expect(reported[1]).toEqual({ made: null })
    expect(host.videos()).toEqual([])
  })

  it('does not repeat a signature that the host repeats when it refuses it', async () => {
    const upload = await killedAt(account, 'POST', /^\/tusupload/, SMALL)
    host.revoke()
    const problem = await refusedWith(send(account, SMALL, upload))
    expect(problem).toMatchObject({ code: 'account.signIn', detail: expect.stringContaining('signature … does not match') })
  })

  it.each([0, 1])('has one video when Reelay ends after step %i of making it', async (step) => {
    const at = host.steps[step]
    const upload = await killedAt(account, at?.method ?? '', at?.path ?? /-/, SMALL)
    expect(host.videos()).toHaveLength(1)
    const { outcome, upload: done } = await send(account, SMALL, upload)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toMatchObject([{ id: done.remoteId, sizeBytes: SMALL.length }])
  })

  it('finds what it has made even where the host cannot filter by “ready-to-upload”', async () => {
    const upload = await killedAt(account, 'POST', CREATE, SMALL)
    host.api.refuse('GET', /status=ready-to-upload/, { status: 400, text: 'unknown status' })
    expect((await send(account, SMALL, upload)).outcome.kind).toBe('complete')
    expect(host.videos()).toHaveLength(1)
  })

  it('never takes the empty video of another file with the same title', async () => {
    const second = await killedAt(account, 'POST', CREATE, LARGE, { id: 'second' })
    const first = await killedAt(account, 'POST', /^\/tusupload/, SMALL, { id: 'first' })
    const { upload } = await send(account, LARGE, second, { taken: [first.remoteId ?? ''] })
    expect(upload.remoteId).not.toBe(first.remoteId)
    expect(statuses()).toEqual(['uploaded', 'ready-to-upload'])
    expect((await send(account, SMALL, first)).outcome.kind).toBe('complete')
    expect(statuses()).toEqual(['uploaded', 'uploaded'])
  })

  it('does not take an older video of the same title either', async () => {
    await killedAt(account, 'POST', /^\/tusupload/, SMALL, { id: 'somebody else’s' })
    host.advance(HOUR_MS)
    const upload = await killedAt(account, 'POST', CREATE, SMALL)
    expect(host.videos()).toHaveLength(2)
    const [older, own] = host.videos()
    const { upload: done } = await send(account, SMALL, upload)
    expect([done.remoteId === own?.id, done.remoteId === older?.id]).toEqual([true, false])
  })

  it('waits as long as the host asks', async () => {
    const busy = { status: 429, headers: { 'retry-after': '7' } }
    host.api.refuse('POST', CREATE, busy)
    expect(await refusedWith(send(account, SMALL))).toMatchObject({ code: 'server.busy', retryAfterMs: 7_000 })
    host.api.refuse('PATCH', /^\/tusupload/, busy)
    expect(await refusedWith(send(account, SMALL))).toMatchObject({ code: 'server.busy', retryAfterMs: 7_000 })
    expect(host.videos()).toHaveLength(1)
  })

  it('refuses metadata that the host does not take, before anything is made', async () => {
    expect(await refusedWith(send(account, SMALL, { metadata: { camera: 'A' } }))).toMatchObject({ code: 'input.invalid' })
    expect(host.api.requests).toEqual([])
  })

  it('deletes an unfinished upload, which must be signed for its video', async () => {
    const upload = await killedAt(account, 'PATCH', /^\/tusupload/, LARGE, { chunkBytes: 1 })
    const access = provider.access(account, providerContext(), refOf(upload))
    expect(await testTransfer.terminate(upload.uploadUrl ?? '', access, providerContext().signal)).toBe('deleted')
  })
})

describe('after the upload', () => {
  it('gives the host’s reason when processing fails', async () => {
    host.failProcessing('AccessDenied: Access Denied\n\tstatus code: 403')
    const { upload } = await send(account, SMALL)
    const ref = refOf(upload)
    await provider.status?.(account, [ref], providerContext())
    const found = (await provider.status?.(account, [ref], providerContext()))?.get(ref.remoteId)
    expect(found).toMatchObject({ state: 'failed', reason: 'AccessDenied: Access Denied status code: 403' })
  })

  it('sets privacy when it was asked for, and changes it later', async () => {
    const { upload } = await send(account, SMALL)
    const ref = refOf(upload)
    await provider.finish?.(account, { ...ref, options: {} }, providerContext())
    expect(host.api.requestsTo('PUT', /privacy/)).toHaveLength(0)
    await provider.finish?.(account, { ...ref, options: { privacy: 'public' } }, providerContext())
    expect(host.privacyOf(ref.remoteId)).toBe('public')
    const noted = await provider.update?.(account, ref, { options: { privacy: '' } }, providerContext())
    expect(host.privacyOf(ref.remoteId)).toBe('private')
    expect(noted).toEqual({ privacySet: 'private' })
  })

  it('sets privacy once, however often what is left to do is asked for', async () => {
    const { upload } = await send(account, SMALL)
    let remote = upload.remote
    for (const privacy of ['public', 'public', 'private', 'private']) {
      const noted = await provider.finish?.(account, { ...refOf({ ...upload, remote }), options: { privacy } }, providerContext())
      remote = { ...remote, ...noted }
    }
    expect(host.api.requestsTo('PUT', /privacy/)).toHaveLength(2)
    expect(host.privacyOf(upload.remoteId ?? '')).toBe('private')
  })

  const completed = async () => {
    const { upload } = await send(account, SMALL)
    await provider.status?.(account, [refOf(upload)], providerContext())
    return upload
  }
  const statusOf = async (upload: Upload) =>
    (await provider.status?.(account, [refOf(upload)], providerContext()))?.get(upload.remoteId ?? '')

  it.each([404, 403, 429, 500, 410, 406])(
    'still knows the state of a video when its page and its list are answered with %i',
    async (status) => {
      const upload = await completed()
      host.api.refuse('GET', /\/player\//, { status })
      host.api.refuse('GET', LIST, { status })
      const found = await statusOf(upload)
      expect(found).toMatchObject({ state: 'complete', links: { hls: expect.any(String) } })
      expect([found?.links.embed, found?.links.thumbnail]).toEqual([undefined, undefined])
      expect(host.api.requestsTo('GET', LIST)).toHaveLength(1)
    },
  )

  it('still knows the state of a video when the connections of its page and its list are dropped', async () => {
    const upload = await completed()
    host.api.drop('GET', /\/player\//)
    host.api.drop('GET', LIST)
    expect(await statusOf(upload)).toMatchObject({ state: 'complete', sizeBytes: SMALL.length })
  })

  it('has its thumbnail behind a hundred newer videos, and asks for it only when nothing else is to come', async () => {
    const { upload } = await send(account, SMALL)
    await statusOf(upload)
    expect(host.api.requestsTo('GET', LIST)).toEqual([])
    host.addFinished(100)
    const found = await statusOf(upload)
    expect(found?.links.thumbnail).toContain(upload.remoteId)
    const asked = host.api.requestsTo('GET', LIST).map(({ path }) => new URLSearchParams(path.split('?')[1]))
    expect(asked.map((query) => [query.get('status'), query.get('page')])).toEqual([
      ['process-completed', '1'],
      ['process-completed', '2'],
    ])
  })

  it('moves a video to another collection, and out of any', async () => {
    const { upload } = await send(account, SMALL, { options: { collection: 'c1' } })
    const ref = refOf(upload)
    await provider.update?.(account, ref, { options: { collection: 'c2' } }, providerContext())
    expect(host.collectionOf(ref.remoteId)).toBe('c2')
    await provider.update?.(account, ref, { options: { collection: '' } }, providerContext())
    expect(host.collectionOf(ref.remoteId)).toBeNull()
  })

  it('deletes a video as soon as the host allows it', async () => {
    const { upload } = await send(account, SMALL)
    const ref = refOf(upload)
    const remove = () => provider.remove?.(account, ref, providerContext())
    expect(await remove()).toBe('unsupported')
    await provider.status?.(account, [ref], providerContext())
    expect(await remove()).toBe('deleted')
    expect(await remove()).toBe('gone')
    const found = await provider.status?.(account, [ref], providerContext())
    expect(found?.get(ref.remoteId)?.state).toBe('gone')
  })

  it('says that a deletion was forbidden when the video was finished', async () => {
    const { upload } = await send(account, SMALL)
    for (let times = 0; times < 2; times += 1) await provider.status?.(account, [refOf(upload)], providerContext())
    host.api.refuse('DELETE', STREAM, { status: 403 })
    host.api.refuse('DELETE', /video\//, { status: 403, text: 'read only' })
    const problem = await provider.remove?.(account, refOf(upload), providerContext()).catch(failureFrom)
    expect(problem).toMatchObject({ code: 'account.forbidden' })
  })
})

describe('version 1', () => {
  it('sends the file in the host’s chunks and reads the quoted id', async () => {
    const start = { name: 'Cup final.mp4', options: { collection: 'c1' }, chunkBytes: 6_000_000 }
    const { outcome, upload } = await send(old, LARGE, start)
    expect(outcome).toEqual({ kind: 'complete' })
    expect(host.videos()).toMatchObject([{ id: upload.remoteId, title: 'Cup final', sizeBytes: LARGE.length }])
    expect(upload.uploadUrl).toBe(`${host.api.origin}/company/client/video/stream${upload.remoteId}`)
    expect(host.chunks(upload.remoteId ?? '')).toEqual([5_767_168, 5_767_168, 465_664])
    expect(host.collectionOf(upload.remoteId ?? '')).toBe('c1')
    expect(await host.sha256(upload.remoteId ?? '')).toBe(LARGE_SHA256)
  })

  it('leaves the collection out when there is none', async () => {
    const { upload } = await send(old, SMALL)
    expect(host.collectionOf(upload.remoteId ?? '')).toBeNull()
  })

  it('goes on with a new key, and with version 1 although the account has moved on', async () => {
    const upload = await killedAt(old, 'PATCH', STREAM, LARGE, { chunkBytes: 1 })
    const secrets = host.revoke()
    expect(await refusedWith(send(old, LARGE, upload))).toMatchObject({ code: 'account.signIn' })
    const renewed = await providerAccount(provider, { ...host.account.settings, version: 'v2' }, secrets)
    expect((await send(renewed, LARGE, upload)).outcome.kind).toBe('complete')
    expect(host.chunks(upload.remoteId ?? '')).toEqual(LARGE_CHUNKS)
    expect(host.videos()).toHaveLength(1)
  })

  it('says so when it cannot delete what it left behind, and makes nothing', async () => {
    const upload = await killedAt(old, 'POST', STREAM, SMALL, { title: 'Cup' })
    expect(upload).toMatchObject({ uploadUrl: null, remoteId: null })
    const problem = await refusedWith(send(old, SMALL, upload))
    expect(problem).toMatchObject({ code: 'upload.orphan', params: { host: 'Omegastream', name: 'Cup' } })
    expect(host.videos()).toHaveLength(1)
    // Moving to version 2 does not make it forget.
    expect(await refusedWith(send(account, SMALL, upload))).toMatchObject({ code: 'upload.orphan' })
    expect(host.videos()).toHaveLength(1)
  })

  it('deletes what it left behind once the host allows it, and has one video', async () => {
    const upload = await killedAt(old, 'POST', STREAM, SMALL)
    host.failEmpty()
    host.advance(5 * HOUR_MS)
    const { outcome, upload: done } = await send(old, SMALL, upload)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toMatchObject([{ id: done.remoteId, sizeBytes: SMALL.length }])
  })

  it('never deletes a video that has its bytes or belongs to another upload', async () => {
    const first = await send(old, SMALL, { id: 'first' })
    const second = await killedAt(old, 'PATCH', STREAM, LARGE, { id: 'second', chunkBytes: 1 })
    const third = anUpload({ id: 'third', remote: { askedAt: String(host.now()), version: 'v1' } })
    const { outcome } = await send(old, SMALL, third, { taken: [second.remoteId ?? ''] })
    expect(outcome.kind).toBe('complete')
    expect(host.api.requestsTo('DELETE', /./)).toEqual([])
    expect(host.videos().map(({ id }) => id)).toEqual(expect.arrayContaining([first.upload.remoteId, second.remoteId]))
  })
})

describe('the connection test', () => {
  it('names the company of the key', async () => {
    const answer = await inEnglish(provider.test(account, providerContext()))
    reported.push(answer)
    expect(answer).toEqual({
      message: 'Omegastream accepts the key.',
      details: ['Company: kain edu'],
      checks: [{ check: 'signIn', ok: true }],
    })
  })

  it('asks for videos where the host does not know the older call', async () => {
    host.api.refuse('GET', /account\/data/, { status: 404 })
    expect((await inEnglish(provider.test(account, providerContext()))).details).toEqual(['Videos: 0'])
  })

  it('fails for a wrong key', async () => {
    host.revoke()
    const problem = await provider.test(account, providerContext()).catch(failureFrom)
    reported.push(problem)
    expect(problem).toMatchObject({ code: 'account.signIn' })
  })
})
