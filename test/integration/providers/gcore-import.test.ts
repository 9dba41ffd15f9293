import { describe, expect, it } from 'vitest'
import { createGcoreProvider } from '../../../src-main/adapters/providers/gcore/provider.ts'
import type {
  ImportJob,
  ImportResult,
  PrepareContext,
  Provider,
  ProviderAccount,
} from '../../../src-main/engine/providers/provider.ts'
import type { VideoStatus } from '../../../src-main/engine/providers/video.ts'
import { guarded, prepareContext, providerAccount, providerContext, testHttp } from '../../support/provider-harness.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { type GcoreSimulator, startGcore } from '../../support/simulators/gcore.ts'

const CREATE = /^\/streaming\/videos\/?$/
const LIST = /^\/streaming\/videos\?/
const BATCH = /^\/streaming\/videos\/batch$/

let host: GcoreSimulator
let provider: Provider
let account: ProviderAccount

hostForEachTest(startGcore, async (started) => {
  host = started
  provider = guarded(createGcoreProvider({ http: testHttp, now: Date.now }))
  account = await providerAccount(provider, host.account.settings, host.account.secrets)
})

function idOf(result: ImportResult | undefined): string | null {
  return result && 'remoteId' in result ? result.remoteId : null
}

async function statusOf(result: ImportResult | undefined): Promise<VideoStatus | undefined> {
  const remoteId = idOf(result) ?? ''
  const known = await provider.status?.(account, [{ remoteId, remote: {}, sentAt: 0, title: '' }], providerContext())
  return known?.get(remoteId)
}

describe('copies from links', () => {
  const SFTP = 'sftp://studio:p4ssw0rd!@disk.example/reel.mp4'
  const job = (url: string, more: Partial<ImportJob> = {}): ImportJob => {
    const name = url.split('/').at(-1) ?? url
    return { uploadId: url, url, title: name, options: {}, askedAt: null, ...more }
  }
  const run = (jobs: readonly ImportJob[], more: Partial<PrepareContext> = {}) =>
    provider.importFrom?.(account, jobs, prepareContext(more)) ?? Promise.resolve([])

  it('go in one batch, https, http and sftp', async () => {
    const jobs = [job('https://a.example/1.mp4', { options: { priority: '2' } }), job('http://a.example/2.mp4'), job(SFTP)]
    const results = await run(jobs)
    expect(results.map(({ failure }) => failure)).toEqual([null, null, null])
    expect(host.videos().map(({ title }) => title)).toEqual(['1.mp4', '2.mp4', 'reel.mp4'])
    expect(host.api.requests.map(({ path }) => path)).toEqual(['/streaming/videos/batch'])
    expect(host.fields(host.videos()[0]?.id ?? '')).toEqual({ name: '1.mp4', origin_url: 'https://a.example/1.mp4', priority: 2 })
  })

  it('carry the header that was entered, to its hosts only and over https', async () => {
    const own = await providerAccount(provider, host.account.settings, {
      ...host.account.secrets,
      originAuthorization: 'ya29-token',
    })
    const jobs = [
      job('https://www.googleapis.com/drive/v3/files/1?alt=media'),
      job('http://www.googleapis.com/drive/v3/files/2'),
      job('https://a.example/3.mp4'),
    ]
    await provider.importFrom?.(own, jobs, prepareContext())
    const headers = host.videos().map(({ id }) => host.fields(id)['origin_http_headers'])
    expect(headers).toEqual(['Authorization: Bearer ya29-token', undefined, undefined])
  })

  it('go one by one where the account has no batch, and that is remembered', async () => {
    host.setBatch(false)
    const results = await run([job('https://a.example/1.mp4'), job('https://a.example/2.mp4')])
    await run([job('https://a.example/3.mp4'), job('https://a.example/4.mp4')])
    expect(results.every(({ failure }) => failure === null)).toBe(true)
    expect(host.videos()).toHaveLength(4)
    expect(host.api.requestsTo('POST', BATCH)).toHaveLength(1)
    expect(host.api.requestsTo('POST', CREATE)).toHaveLength(4)
  })

  it.each([403, 404, 405])('go one by one after status %d for the batch', async (status) => {
    host.api.refuse('POST', BATCH, { status, json: { status, error: 'no' } })
    const results = await run([job('https://a.example/1.mp4'), job('https://a.example/2.mp4')])
    expect(results.every(({ failure }) => failure === null)).toBe(true)
  })

  it('are told apart in an answer that leaves the links out', async () => {
    const json = [
      { id: 8, name: '1.mp4' },
      { id: 9, name: '1.mp4' },
    ]
    host.api.refuse('POST', BATCH, { status: 200, json })
    const results = await run([job('https://a.example/1.mp4'), job('https://b.example/1.mp4'), job('https://a.example/2.mp4')])
    expect(results.map(idOf)).toEqual(['8', '9', null])
    expect(results[2]?.failure?.code).toBe('server.answer')
  })

  it('use a single call for a single link', async () => {
    await run([job('https://a.example/1.mp4')])
    expect(host.api.requests.map(({ path }) => path)).toEqual(['/streaming/videos'])
  })

  it('advance like uploads', async () => {
    const [result] = await run([job('https://a.example/1.mp4')])
    const states: (string | undefined)[] = []
    for (let step = 0; step < 4; step += 1) states.push((await statusOf(result))?.state)
    expect(states).toEqual(['pending', 'pending', 'playable', 'complete'])
  })

  it('say what the host says when it cannot copy', async () => {
    host.failProcessing('The requested origin was not found')
    const [result] = await run([job('https://a.example/1.mp4')])
    await statusOf(result)
    expect(await statusOf(result)).toMatchObject({ state: 'failed', reason: 'The requested origin was not found' })
  })

  it('refuse playlists and leave the other links alone', async () => {
    const results = await run([
      job('https://a.example/master.m3u8'),
      job('https://a.example/2.mp4'),
      job('https://a.example/a.mpd'),
    ])
    expect(results.map(({ failure }) => failure?.code ?? null)).toEqual(['import.refused', null, 'import.refused'])
    expect(host.videos()).toHaveLength(1)
  })

  it('fail alone when one of a batch is wrong', async () => {
    const results = await run([job('https://a.example/1.mp4'), job('https://a.example/2.mp4', { title: ' ' })])
    expect(results.map(({ failure }) => failure?.detail ?? null)).toEqual([null, "name can't be blank"])
    expect(host.videos()).toHaveLength(1)
  })

  it('never show the link of an account with a password', async () => {
    const echo = { status: 422, json: { errors: { origin_url: [`${SFTP} is invalid`] } } }
    host.api.refuse('POST', CREATE, echo)
    const [single] = await run([job(SFTP)])
    expect(single?.failure).toMatchObject({ code: 'server.rejected', detail: expect.stringContaining('is invalid') })
    const refused = await run([job(`${SFTP}.m3u8`)])
    for (const text of ['p4ssw0rd', 'studio:']) expect(JSON.stringify([single, refused])).not.toContain(text)
  })

  it('never show what is signed in a link', async () => {
    const signed = 'https://a.example/1.mp4?signature=topsecret'
    host.api.refuse('POST', CREATE, { status: 422, json: { errors: { origin_url: [`${signed} is invalid`] } } })
    const [result] = await run([job(signed)])
    expect(result?.failure?.detail).toContain('is invalid')
    expect(JSON.stringify(result)).not.toContain('topsecret')
  })

  it('are recognised where the host hides the password', async () => {
    const shown = { id: 5, name: 'reel.mp4', origin_url: 'sftp://disk.example/reel.mp4', created_at: new Date().toISOString() }
    host.api.refuse('GET', LIST, { status: 200, json: [shown] })
    const [result] = await run([job(SFTP, { askedAt: Date.now() })])
    expect(idOf(result)).toBe('5')
    expect(host.videos()).toHaveLength(0)
  })

  it('do not share what an interrupted call has made', async () => {
    await run([job('https://a.example/1.mp4')])
    const twice = ['a', 'b'].map((uploadId) => job('https://a.example/1.mp4', { uploadId, askedAt: Date.now() }))
    const results = await run(twice)
    expect(results.map(idOf)).toEqual(host.videos().map(({ id }) => id))
    expect(host.videos()).toHaveLength(2)
  })

  it('look for what an interrupted call has made', async () => {
    await run([job('https://a.example/1.mp4'), job(SFTP)])
    const askedAt = Date.now()
    const again = [
      job('https://a.example/1.mp4', { askedAt }),
      job(SFTP, { askedAt }),
      job('https://a.example/3.mp4', { askedAt }),
    ]
    const results = await run(again)
    const ids = host.videos().map(({ id }) => id)
    expect(ids).toHaveLength(3)
    expect(results.map(idOf)).toEqual(ids)
  })

  it('never share a video, and leave uploads of the same name alone', async () => {
    host.addVideo({ name: '1.mp4' })
    const taken = host.addVideo({ name: '1.mp4', origin_url: 'https://a.example/1.mp4' })
    const askedAt = Date.now()
    const jobs = ['a', 'b'].map((uploadId) => job('https://a.example/1.mp4', { uploadId, askedAt }))
    const results = await run(jobs, { isTaken: (id) => id === taken })
    const ids = results.map(idOf)
    expect(new Set(ids).size).toBe(2)
    expect(ids).not.toContain(taken)
    expect(host.videos()).toHaveLength(4)
  })

  it('stop asking when the host wants time', async () => {
    host.setBatch(false)
    await run([job('https://a.example/0.mp4'), job('https://a.example/00.mp4')])
    host.api.refuse('POST', CREATE, { status: 429, headers: { 'retry-after': '9' }, json: { error: 'Too many requests' } })
    const before = host.api.requests.length
    const results = await run(['1', '2', '3'].map((name) => job(`https://a.example/${name}.mp4`)))
    expect(results.map(({ failure }) => failure?.retryAfterMs)).toEqual([9_000, 9_000, 9_000])
    expect(host.api.requests).toHaveLength(before + 1)
  })

  it('wait when the queue of the host is full', async () => {
    host.api.refuse('POST', CREATE, { status: 422, json: { error: 'Queue limit reached (100), try later.' } })
    const [result] = await run([job('https://a.example/1.mp4')])
    expect(result?.failure?.code).toBe('server.busy')
  })
})
