import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createBunnyProvider } from '../../../src-main/adapters/providers/bunny/provider.ts'
import { failureFrom } from '../../../src-main/contract/errors/errors.ts'
import type { ImportJob, Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import { inEnglish } from '../../support/english-test.ts'
import { anUpload } from '../../support/fakes.ts'
import {
  prepareContext,
  providerAccount,
  providerContext,
  refOf,
  testHttp,
  testTransfer,
} from '../../support/provider-harness.ts'
import { recordedProvider } from '../../support/recorded-provider.ts'
import { startBunny } from '../../support/simulators/bunny.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SMALL = Buffer.from('a small video')
const LARGE = Buffer.alloc(5_000_000, 'frame after frame ')
const LARGE_SHA256 = createHash('sha256').update(LARGE).digest('hex')
const CREATE = /^\/library\/\d+\/videos$/
const TUS = /^\/tusupload/

let host: Awaited<ReturnType<typeof startBunny>>
let provider: Provider
let account: ProviderAccount

const { reported, replace, send, refusedWith, killedAt } = recordedProvider({
  start: startBunny,
  create: ({ now }) => createBunnyProvider({ http: testHttp, now }),
  async begin(started, watched) {
    host = started
    provider = watched
    account = await providerAccount(provider, host.account.settings, host.account.secrets)
  },
})

const statuses = () => host.videos().map(({ status }) => status)

describe('an upload', () => {
  it('makes the video, sends the file in one request and follows it to its links', async () => {
    const options = { collection: 'c0ffee', thumbnailTime: '1500' }
    const { outcome, upload } = await send(account, LARGE, { name: 'Cup final.mp4', options })
    expect(outcome).toEqual({ kind: 'complete' })
    const guid = upload.remoteId ?? ''
    expect(host.videos()).toEqual([{ id: guid, title: 'Cup final', sizeBytes: LARGE.length, status: 'Uploaded' }])
    expect(await host.sha256(guid)).toBe(LARGE_SHA256)
    expect(host.chunks(guid)).toEqual([LARGE.length])
    expect(host.optionsOf(guid)).toEqual({ collection: 'c0ffee', thumbnailTime: 1500 })

    const seen = []
    for (let times = 0; times < 3; times += 1) {
      seen.push((await provider.status?.(account, [refOf(upload)], providerContext()))?.get(guid))
    }
    expect(seen.map((status) => status?.words)).toEqual(['Processing', 'Transcoding', 'Finished'])
    expect(seen.map((status) => status?.percent)).toEqual([null, 40, null])
    expect(seen[2]).toMatchObject({
      state: 'complete',
      links: {
        hls: `https://vz-abc.b-cdn.test/${guid}/playlist.m3u8`,
        thumbnail: `https://vz-abc.b-cdn.test/${guid}/thumbnail.jpg`,
      },
      sizeBytes: LARGE.length,
    })
  })

  it('takes requests of any size that was asked for', async () => {
    const { upload } = await send(account, LARGE, { chunkBytes: 2_000_001 })
    expect(host.chunks(upload.remoteId ?? '')).toEqual([2_000_001, 2_000_001, 999_998])
  })

  it('sends the key to the API only, and signatures to uploads only', async () => {
    await send(account, SMALL)
    for (const { path, headers } of host.api.requests) {
      const isUpload = path.startsWith('/tusupload')
      const sent = [path, headers['accesskey'] === undefined, headers['authorizationsignature'] === undefined]
      expect(sent).toEqual([path, isUpload, !isUpload])
    }
  })

  it('refuses metadata that the host does not take, before anything is made', async () => {
    expect(await refusedWith(send(account, SMALL, { metadata: { camera: 'A' } }))).toMatchObject({ code: 'input.invalid' })
    expect(host.api.requests).toEqual([])
  })

  it('waits as long as the host asks', async () => {
    const busy = { status: 429, headers: { 'retry-after': '7' } }
    host.api.refuse('POST', CREATE, busy)
    expect(await refusedWith(send(account, SMALL))).toMatchObject({ code: 'server.busy', retryAfterMs: 7_000 })
    host.api.refuse('PATCH', TUS, busy)
    expect(await refusedWith(send(account, SMALL))).toMatchObject({ code: 'server.busy', retryAfterMs: 7_000 })
    expect(host.videos()).toHaveLength(1)
  })

  it('waits while the host still holds its last request', async () => {
    host.api.refuse('PATCH', TUS, { status: 409, text: 'The requested file is currently being updated' })
    expect(await refusedWith(send(account, SMALL))).toMatchObject({ code: 'upload.locked' })
  })
})

describe('signatures', () => {
  it('are made anew for every request', async () => {
    provider = replace(
      createBunnyProvider({
        http: testHttp,
        now() {
          host.advance(HOUR_MS)
          return host.now()
        },
      }),
    )
    expect((await send(account, LARGE, { chunkBytes: 1_000_000 })).outcome.kind).toBe('complete')
    const used = host.api.requests
      .filter(({ path }) => path.startsWith('/tusupload'))
      .map(({ headers }) => headers['authorizationsignature'])
    expect(used.length).toBeGreaterThanOrEqual(6)
    expect(new Set(used).size).toBe(used.length)
  })

  it('last long enough for an upload that goes on after six days', async () => {
    const upload = await killedAt(account, 'PATCH', TUS, LARGE, { chunkBytes: 2_000_000 })
    host.advance(6 * DAY_MS)
    expect((await send(account, LARGE, upload)).outcome.kind).toBe('complete')
    expect(host.chunks(upload.remoteId ?? '')).toEqual([2_000_000, 2_000_000, 1_000_000])
    expect(await host.sha256(upload.remoteId ?? '')).toBe(LARGE_SHA256)
    expect(host.videos()).toHaveLength(1)
  })

  it('that have ended for good mean that the unfinished upload is gone, not that the key is wrong', async () => {
    const upload = await killedAt(account, 'PATCH', TUS, LARGE, { chunkBytes: 2_000_000 })
    host.advance(8 * DAY_MS)
    expect(await refusedWith(send(account, LARGE, upload))).toMatchObject({ code: 'upload.expired' })
  })

  it('begin anew for a video that has no upload yet', async () => {
    const upload = await killedAt(account, 'POST', TUS, SMALL)
    host.advance(8 * DAY_MS)
    expect((await send(account, SMALL, upload)).outcome.kind).toBe('complete')
    expect(host.videos()).toHaveLength(1)
  })
})

describe('the key', () => {
  it('that is wrong is called wrong without being repeated, and leaves nothing to look for', async () => {
    host.revoke()
    expect(await refusedWith(send(account, SMALL))).toMatchObject({
      code: 'account.signIn',
      detail: 'Authentication with … failed',
    })
    expect(reported[1]).toEqual({ made: null })
    expect(host.videos()).toEqual([])
  })

  it('that was revoked shows no signature either, although the host repeats it', async () => {
    const upload = await killedAt(account, 'POST', TUS, SMALL)
    host.revoke()
    const problem = await refusedWith(send(account, SMALL, upload))
    expect(problem).toMatchObject({ code: 'account.signIn', detail: expect.stringContaining('signature … does not match') })
  })

  it('that was revoked keeps the progress, and a new one goes on', async () => {
    const upload = await killedAt(account, 'PATCH', TUS, LARGE, { chunkBytes: 2_000_000 })
    const secrets = host.revoke()
    const problem = await refusedWith(send(account, LARGE, upload))
    expect(problem).toMatchObject({ code: 'account.signIn', params: { account: 'Studio' } })
    const renewed = await providerAccount(provider, host.account.settings, secrets)
    expect((await send(renewed, LARGE, upload)).outcome.kind).toBe('complete')
    expect(host.chunks(upload.remoteId ?? '')).toEqual([2_000_000, 2_000_000, 1_000_000])
    expect(host.videos()).toHaveLength(1)
  })
})

describe('one video for each file', () => {
  it.each([0, 1])('also when Reelay ends after step %i of making it', async (step) => {
    const at = host.steps[step]
    const upload = await killedAt(account, at?.method ?? '', at?.path ?? /-/, SMALL)
    expect(host.videos()).toHaveLength(1)
    const { outcome, upload: done } = await send(account, SMALL, upload)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toMatchObject([{ id: done.remoteId, sizeBytes: SMALL.length }])
  })

  it('never the empty video of another file with the same title, nor one whose title only begins like it', async () => {
    const second = await killedAt(account, 'POST', CREATE, LARGE, { id: 'second', title: 'Cup' })
    const own = host.videos()[0]?.id
    const first = await killedAt(account, 'POST', TUS, SMALL, { id: 'first', title: 'Cup' })
    await killedAt(account, 'POST', TUS, SMALL, { id: 'longer', title: 'Cup final' })
    const { upload } = await send(account, LARGE, second, { taken: [first.remoteId ?? ''] })
    expect(upload.remoteId).toBe(own)
    expect(statuses()).toEqual(['Uploaded', 'Created', 'Created'])
  })

  it('never an older one of the same title, nor one that has its bytes', async () => {
    await killedAt(account, 'POST', TUS, SMALL, { id: 'somebody else’s' })
    host.advance(HOUR_MS)
    await send(account, SMALL)
    const late = anUpload({ remote: { askedAt: String(host.now()) } })
    const { upload } = await send(account, SMALL, late)
    expect(upload.remoteId).toBe(host.videos()[2]?.id)
    expect(statuses()).toEqual(['Created', 'Uploaded', 'Uploaded'])
  })
})

describe('after the upload', () => {
  it('the host’s reason is given when processing fails', async () => {
    host.failProcessing('The video stream could not be decoded')
    const { upload } = await send(account, SMALL)
    const ref = refOf(upload)
    for (let times = 0; times < 2; times += 1) await provider.status?.(account, [ref], providerContext())
    const found = (await provider.status?.(account, [ref], providerContext()))?.get(ref.remoteId)
    expect(found).toMatchObject({ state: 'failed', words: 'Error', reason: 'The video stream could not be decoded' })
  })

  it('title and collection can be changed', async () => {
    const { upload } = await send(account, SMALL)
    await provider.update?.(account, refOf(upload), { title: 'New', options: { collection: 'c2' } }, providerContext())
    expect(host.videos()[0]?.title).toBe('New')
    expect(host.optionsOf(upload.remoteId ?? '')?.collection).toBe('c2')
    await provider.update?.(account, refOf(upload), { title: 'Newer', options: {} }, providerContext())
    expect(host.optionsOf(upload.remoteId ?? '')?.collection).toBe('c2')
  })

  it('a video is deleted once, and then gone', async () => {
    const { upload } = await send(account, SMALL)
    const ref = refOf(upload)
    expect(await provider.remove?.(account, ref, providerContext())).toBe('deleted')
    expect(await provider.remove?.(account, ref, providerContext())).toBe('gone')
    expect((await provider.status?.(account, [ref], providerContext()))?.get(ref.remoteId)?.state).toBe('gone')
    expect(host.videos()).toEqual([])
  })

  it('an unfinished upload is deleted with a signature for its video', async () => {
    const upload = await killedAt(account, 'PATCH', TUS, LARGE, { chunkBytes: 2_000_000 })
    const access = provider.access(account, providerContext(), refOf(upload))
    expect(await testTransfer.terminate(upload.uploadUrl ?? '', access, providerContext().signal)).toBe('deleted')
  })
})

describe('copies from links', () => {
  const job = (url: string, more: Partial<ImportJob> = {}): ImportJob => {
    return { uploadId: url, url, title: url.split('/').at(-1) ?? url, options: {}, askedAt: null, ...more }
  }
  const run = (jobs: readonly ImportJob[]) => provider.importFrom?.(account, jobs, prepareContext()) ?? Promise.resolve([])

  it('become videos with their title and options, and are followed to their end', async () => {
    const options = { collection: 'c1', thumbnailTime: '500' }
    const [result] = await run([job('https://a.example/one.mp4?signed=1', { title: 'One', options })])
    const id = result?.failure === null ? result.remoteId : ''
    expect(host.videos()).toMatchObject([{ id, title: 'One' }])
    expect(host.originOf(id)).toBe('https://a.example/one.mp4?signed=1')
    expect(host.optionsOf(id)).toEqual({ collection: 'c1', thumbnailTime: 500 })
    const ref = { remoteId: id, remote: {}, sentAt: 0, title: 'One' }
    const seen = []
    for (let times = 0; times < 4; times += 1)
      seen.push((await provider.status?.(account, [ref], providerContext()))?.get(id)?.state)
    expect(seen.at(-1)).toBe('complete')
  })

  it('that are no links it can read are refused alone', async () => {
    const results = await run([job('sftp://a.example/1.mp4'), job('https://a.example/list.m3u8'), job('https://a.example/3.mp4')])
    expect(results.map(({ failure }) => failure?.code ?? null)).toEqual(['import.refused', 'import.refused', null])
  })

  it('are not made twice when the answer was lost', async () => {
    await run([job('https://a.example/1.mp4')])
    const again = await run([job('https://a.example/1.mp4', { askedAt: Date.now() - 1_000 })])
    expect(host.videos().map(({ id }) => id)).toEqual(again.map((result) => (result.failure === null ? result.remoteId : '')))
  })

  it('are not made again where the host does not say whether one is the lost one', async () => {
    await run([job('https://a.example/1.mp4')])
    const [video] = host.videos()
    const unsaid = { totalItems: 1, items: [{ guid: video?.id, title: '1.mp4', status: 1, dateUploaded: null }] }
    host.api.refuse('GET', /\/videos\?/, { status: 200, json: unsaid })
    const [again] = await run([job('https://a.example/1.mp4', { askedAt: Date.now() - 1_000 })])
    expect(again?.failure).toMatchObject({ code: 'upload.orphan', params: { name: '1.mp4' } })
    expect(host.videos()).toHaveLength(1)
  })

  it('wait when the host wants time, and say its reason when it refuses', async () => {
    host.api.refuse('POST', /fetch/, { status: 429, headers: { 'retry-after': '9' } })
    const waiting = await run([job('https://a.example/1.mp4'), job('https://a.example/2.mp4')])
    expect(waiting.map(({ failure }) => failure?.code)).toEqual(['server.busy', 'server.busy'])
    expect(host.api.requestsTo('POST', /fetch/)).toHaveLength(1)
    host.api.refuse('POST', /fetch/, {
      status: 400,
      json: { success: false, message: 'The url is unreachable', statusCode: 400 },
    })
    expect((await run([job('https://a.example/3.mp4')]))[0]?.failure).toMatchObject({
      code: 'import.failed',
      params: { reason: 'The url is unreachable' },
    })
  })
})

it('an upload has the end of its first signature, and keeps it', async () => {
  const upload = await killedAt(account, 'PATCH', TUS, LARGE, { chunkBytes: 2_000_000 })
  const left = (upload.expiresAt ?? 0) - Date.now()
  expect(left).toBeGreaterThan(6.9 * DAY_MS)
  expect(left).toBeLessThanOrEqual(7 * DAY_MS)
})

describe('the connection test', () => {
  it('names the library', async () => {
    await send(account, SMALL)
    const answer = await inEnglish(provider.test(account, providerContext()))
    reported.push(answer)
    expect(answer).toEqual({
      message: 'Bunny Stream accepts the key.',
      details: ['Library 133 has 1 video.'],
      checks: [{ check: 'signIn', ok: true }],
    })
  })

  it('fails for a library that is not there, and for a wrong key', async () => {
    const other = await providerAccount(provider, { ...host.account.settings, libraryId: '134' }, host.account.secrets)
    const missing = await provider.test(other, providerContext()).catch(failureFrom)
    expect(missing).toMatchObject({ code: 'server.rejected', detail: 'The requested library was not found' })
    host.revoke()
    const wrong = await provider.test(account, providerContext()).catch(failureFrom)
    reported.push(missing, wrong)
    expect(wrong).toMatchObject({ code: 'account.signIn' })
  })
})
