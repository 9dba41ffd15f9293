/** @file Proof of what arrived at Bunny Stream: length and SHA-256 of the original, which the library may keep. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MAX_REQUESTS } from '../../../src-main/adapters/providers/bunny/proofs.ts'
import { createBunnyProvider } from '../../../src-main/adapters/providers/bunny/provider.ts'
import type { Failure } from '../../../src-main/contract/errors/errors.ts'
import type { Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { Upload } from '../../../src-main/engine/queue/upload.ts'
import { anUpload } from '../../support/fakes.ts'
import { prepareContext, providerAccount, providerContext, refOf, testHttp } from '../../support/provider-harness.ts'
import { recordedProvider } from '../../support/recorded-provider.ts'
import { startBunny } from '../../support/simulators/bunny.ts'

const SMALL = Buffer.from('a small video')

let host: Awaited<ReturnType<typeof startBunny>>
let provider: Provider
let account: ProviderAccount

const { send } = recordedProvider({
  start: startBunny,
  create: ({ now }) => createBunnyProvider({ http: testHttp, now }),
  async begin(started, watched) {
    host = started
    provider = watched
    account = await providerAccount(provider, host.account.settings, host.account.secrets)
  },
})

describe('the file at the host', () => {
  const sha256 = createHash('sha256').update(SMALL).digest('hex')
  const statusOf = async (upload: Upload) =>
    (await provider.status?.(account, [refOf(upload)], providerContext()))?.get(upload.remoteId ?? '')
  /** Up to the first answer that says that the video is finished. */
  const sent = async () => {
    const { upload } = await send(account, SMALL)
    for (let times = 0; times < 2; times += 1) await statusOf(upload)
    return upload
  }
  const finished = async () => statusOf(await sent())
  /** Every answer until there is nothing left to ask for. */
  const untilComplete = async (upload: Upload) => {
    const seen = [await statusOf(upload)]
    while (seen.at(-1)?.state !== 'complete' && seen.length < 20) seen.push(await statusOf(upload))
    return seen
  }

  it('has its length and its SHA-256, where the library keeps the original', async () => {
    expect(await finished()).toMatchObject({ state: 'complete', sizeBytes: SMALL.length, sha256 })
  })

  it('that is shorter than what was sent says so', async () => {
    host.loseBytes(3)
    expect(await finished()).toMatchObject({ sizeBytes: SMALL.length - 3 })
  })

  it('says nothing where originals are deleted, or the host does not answer about them', async () => {
    host.keepOriginals(false)
    const silent = (await untilComplete(await sent())).at(-1)
    expect(silent).toMatchObject({ state: 'complete', sizeBytes: null })
    expect(silent?.sha256).toBeUndefined()
    host.api.refuse('GET', /resolutions/, { status: 403 }, 100)
    expect((await untilComplete(await sent())).at(-1)).toMatchObject({ state: 'complete', sizeBytes: null })
  })

  it('is asked about again while the host does not list it yet, and nothing waits for it', async () => {
    host.listOriginalsAfter(2)
    const seen = await untilComplete(await sent())
    expect(seen.map((status) => status?.state)).toEqual(['playable', 'playable', 'complete'])
    expect(seen.map((status) => status?.words)).toEqual(['Finished', 'Finished', 'Finished'])
    expect(seen[0]?.links.hls).toBeDefined()
    expect(seen[2]).toMatchObject({ sizeBytes: SMALL.length, sha256 })
  })

  it('is asked about a few times only', async () => {
    host.keepOriginals(false)
    const seen = await untilComplete(await sent())
    expect(seen).toHaveLength(MAX_REQUESTS)
    expect(host.api.requestsTo('GET', /resolutions/)).toHaveLength(MAX_REQUESTS)
  })

  it.each([429, 500, 503, 410, 406, 401])('never costs the state of the video: answer %i', async (status) => {
    host.api.refuse('GET', /resolutions/, { status, headers: { 'retry-after': '7' } }, 100)
    const seen = await untilComplete(await sent())
    expect(new Set(seen.map((one) => one?.words))).toEqual(new Set(['Finished']))
    expect(seen.at(-1)).toMatchObject({ state: 'complete', links: { hls: expect.any(String) } })
  })

  it('is reported where the host demands a pause', async () => {
    const upload = await sent()
    host.api.refuse('GET', /resolutions/, { status: 429, headers: { 'retry-after': '7' } })
    const reported: Failure[] = []
    const reportFailure = (problem: Failure): void => void reported.push(problem)
    await provider.status?.(account, [refOf(upload)], { ...providerContext(), reportFailure })
    expect(reported).toMatchObject([{ code: 'server.busy', retryAfterMs: 7_000 }])
  })

  it('never costs the state of the video: a connection that is dropped', async () => {
    const upload = await sent()
    host.api.drop('GET', /resolutions/, 100)
    const seen = await untilComplete(upload)
    expect(new Set(seen.map((status) => status?.words))).toEqual(new Set(['Finished']))
    expect(seen.at(-1)).toMatchObject({ state: 'complete', links: { hls: expect.any(String) } })
  })

  it('is not asked about where it was copied from a link: there is nothing to compare it with', async () => {
    const job = { uploadId: 'a', url: 'https://a.example/1.mp4', title: 'One', options: {}, askedAt: null }
    const [result] = (await provider.importFrom?.(account, [job], prepareContext())) ?? []
    const copied = anUpload({ remoteId: result?.failure === null ? result.remoteId : '' })
    for (let times = 0; times < 2; times += 1) await statusOf(copied)
    expect(await statusOf(copied)).toMatchObject({ state: 'complete' })
    expect(host.api.requestsTo('GET', /resolutions/)).toEqual([])
  })

  it('ends with the question when that is aborted', async () => {
    const upload = await sent()
    const closing = new AbortController()
    const asked = host.api.hold('GET', /resolutions/)
    const answers = provider.status?.(account, [refOf(upload)], { ...providerContext(), signal: closing.signal })
    await asked
    closing.abort(new Error('the process ends'))
    await expect(answers).rejects.toThrow()
  })
})
