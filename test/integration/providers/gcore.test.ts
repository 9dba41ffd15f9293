import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createGcoreProvider } from '../../../src-main/adapters/providers/gcore/provider.ts'
import type { PrepareContext, Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { RemoteNote, Upload } from '../../../src-main/engine/queue/upload.ts'
import { inEnglish } from '../../support/english-test.ts'
import { anUpload } from '../../support/fakes.ts'
import {
  applyNote,
  guarded,
  prepareContext,
  providerAccount,
  providerContext,
  refusalOf,
  sendByProvider,
  testHttp,
} from '../../support/provider-harness.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { type GcoreSimulator, startGcore } from '../../support/simulators/gcore.ts'

const CREATE = /^\/streaming\/videos\/?$/
const LIST = /^\/streaming\/videos\?/
const PARAMETERS = /^\/streaming\/videos\/\d+\/upload$/

let host: GcoreSimulator
let provider: Provider
let account: ProviderAccount

hostForEachTest(startGcore, async (started) => {
  host = started
  provider = guarded(createGcoreProvider({ http: testHttp, now: Date.now }))
  account = await providerAccount(provider, host.account.settings, host.account.secrets)
})

const content = randomBytes(300_000)
const sha256OfContent = createHash('sha256').update(content).digest('hex')

/** Everything that may be shown or stored is searched for keys. */
function expectNoSecret(...shown: readonly unknown[]): void {
  const text = JSON.stringify(shown)
  for (const secret of host.secretTexts()) expect(text).not.toContain(secret)
  expect(text).not.toContain('eyJ')
}

function contextWith(notes: RemoteNote[], more: Partial<PrepareContext> = {}): PrepareContext {
  return prepareContext({ note: (note) => void notes.push(note), ...more })
}

/** An attempt that ends, as when Reelay is killed, after the host has served a request and before its answer. */
async function interrupted(method: string, path: RegExp, start: Partial<Upload> = {}): Promise<Upload> {
  const upload = anUpload(start)
  const notes: RemoteNote[] = []
  const stop = new AbortController()
  const served = host.api.hold(method, path)
  const attempt = refusalOf(provider.prepare(account, upload, contextWith(notes, { signal: stop.signal })))
  await served
  stop.abort()
  await attempt
  return notes.reduce(applyNote, upload)
}

describe('an upload', () => {
  it('makes a video and sends the file, past a server that is down', async () => {
    const { outcome, upload, notes } = await sendByProvider(provider, account, content, { chunkBytes: 100_000 })
    expect(outcome).toEqual({ kind: 'complete' })
    const id = upload.remoteId ?? ''
    expect(host.videos()).toEqual([{ id, title: 'one', sizeBytes: content.length, status: 'empty' }])
    expect(await host.sha256(id)).toBe(sha256OfContent)
    expect(host.chunks(id)).toEqual([100_000, 100_000, 100_000])
    expect(new URL(upload.uploadUrl ?? '').origin).toBe(host.upload.origin)
    expectNoSecret(upload, notes)
  })

  it('keeps the API token away from the upload server', async () => {
    await sendByProvider(provider, account, content)
    expect(host.violations).toEqual([])
    const { apiKey = '' } = host.account.secrets
    for (const { headers } of host.upload.requests) expect(JSON.stringify(headers)).not.toContain(apiKey)
    expect(host.upload.requestsTo('OPTIONS', /./)).toHaveLength(0)
    for (const { headers } of host.api.requests) expect(headers.authorization).toBe(`APIKey ${apiKey}`)
  })

  it('sends 10,000,000 bytes at a time unless asked otherwise', async () => {
    const notes: RemoteNote[] = []
    const target = await provider.prepare(account, anUpload(), contextWith(notes))
    expect(target.chunkBytes).toBe(10_000_000)
    expect(target.endpoints).toHaveLength(2)
    expect(target.metadata).toMatchObject({ filename: 'one.mp4', filetype: 'video/mp4', client_id: '4711' })
  })

  it.each(['object', 'array'] as const)('reads the created video from an %s', async (shape) => {
    host.setShape(shape)
    const { outcome } = await sendByProvider(provider, account, content)
    expect(outcome.kind).toBe('complete')
  })

  it('makes the video with its title and options', async () => {
    const options = { description: 'Cup', priority: '5', clientUserId: '9', sourceBitrateLimit: 'false' }
    const { upload } = await sendByProvider(provider, account, content, { title: 'Final', options })
    expect(host.fields(upload.remoteId ?? '')).toEqual({
      name: 'Final',
      description: 'Cup',
      priority: 5,
      client_user_id: 9,
      source_bitrate_limit: false,
    })
  })

  it('refuses metadata that the host has no place for', async () => {
    expect(await refusalOf(sendByProvider(provider, account, content, { metadata: { camera: 'B' } }))).toMatchObject({
      code: 'input.invalid',
    })
    expect(host.api.requests).toHaveLength(0)
  })

  it('goes on after an interruption without the API and without a token', async () => {
    const stop = new AbortController()
    host.slowDown(400_000)
    const chunkBytes = 50_000
    const first = sendByProvider(provider, account, content, { chunkBytes }, { signal: stop.signal })
    await expect.poll(() => host.upload.requestsTo('PATCH', /./).length).toBeGreaterThan(2)
    stop.abort()
    const { outcome, upload } = await first
    expect(outcome.kind).toBe('aborted')
    expect(upload.uploadUrl).not.toBeNull()
    host.slowDown(Number.POSITIVE_INFINITY)
    host.advance(5 * 3_600_000)
    const calls = host.api.requests.length
    const resumed = await sendByProvider(provider, account, content, upload)
    expect(resumed.outcome).toEqual({ kind: 'complete' })
    expect(host.api.requests).toHaveLength(calls)
    expect(host.sessions(upload.remoteId ?? '')).toBe(1)
    expect(await host.sha256(upload.remoteId ?? '')).toBe(sha256OfContent)
  })

  it('says how long the host wants to be left alone', async () => {
    host.api.refuse('POST', CREATE, { status: 429, headers: { 'retry-after': '12' }, json: { error: 'Too many requests' } })
    const problem = await refusalOf(sendByProvider(provider, account, content))
    expect(problem).toMatchObject({ code: 'server.busy', retryAfterMs: 12_000, detail: 'Too many requests' })
  })

  it('shows the words of a refused video, and makes no second one', async () => {
    const said = { errors: { name: ['is reserved'], directory_id: ['does not exist'] } }
    host.api.refuse('POST', CREATE, { status: 422, json: said })
    const problem = await refusalOf(sendByProvider(provider, account, content))
    expect(problem).toMatchObject({ code: 'server.rejected', detail: 'name is reserved; directory_id does not exist' })
    host.api.refuse('POST', CREATE, { status: 422, json: { error: 'The storage limit has been exceeded' } })
    expect((await refusalOf(sendByProvider(provider, account, content))).code).toBe('account.quota')
    expect(host.videos()).toHaveLength(0)
  })

  it('never sends to a host that its API may not name', async () => {
    const servers = [{ hostname: 'evil.example/x?' }, { hostname: 'vod.gvideo.co' }]
    host.api.refuse('GET', PARAMETERS, { status: 200, json: { servers, token: 'eyJ.token', video: { id: 1, client_id: 2 } } })
    expect(await refusalOf(sendByProvider(provider, account, content))).toMatchObject({ code: 'server.foreign' })
  })
})

describe('the upload token', () => {
  it('is asked for again in every attempt that has to start', async () => {
    const held = await interrupted('GET', PARAMETERS)
    expect(held.remoteId).not.toBeNull()
    host.advance(4 * 3_600_000 + 1)
    const { outcome, upload } = await sendByProvider(provider, account, content, held)
    expect(outcome.kind).toBe('complete')
    expect(upload.remoteId).toBe(held.remoteId)
    expect(host.tokens()).toHaveLength(2)
    expect(host.videos()).toHaveLength(1)
  })

  it('is replaced once when it is called invalid', async () => {
    host.distrustTokens(1)
    const first = await sendByProvider(provider, account, content)
    if (first.outcome.kind !== 'failed') throw new Error('the token was taken')
    const refused = first.outcome.failure
    expect(refused).toMatchObject({ code: 'upload.token', detail: 'Error: token invalid (…)' })
    expectNoSecret(first)
    const second = await sendByProvider(provider, account, content, first.upload, { refused })
    expect(second.outcome).toEqual({ kind: 'complete' })
    expect(host.tokens()).toHaveLength(2)
    expect(host.videos()).toHaveLength(1)
  })

  it('is final when the next one is called invalid, too', async () => {
    host.distrustTokens(2)
    const first = await sendByProvider(provider, account, content)
    if (first.outcome.kind !== 'failed') throw new Error('the token was taken')
    const second = await sendByProvider(provider, account, content, first.upload, { refused: first.outcome.failure })
    expect(second.outcome).toMatchObject({ kind: 'failed', failure: { code: 'upload.token' } })
    expect(host.upload.requestsTo('POST', /./)).toHaveLength(2)
  })

  it('of another video or client is final', async () => {
    const texts = [
      'Error: token video (12345) does not match this video (23456)',
      'Error: token client (123) does not match this client (234)',
    ]
    for (const text of texts) {
      host.upload.refuse('POST', /./, { status: 500, text })
      const { outcome } = await sendByProvider(provider, account, content)
      expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'upload.refused', detail: text } })
    }
    expect(host.upload.requestsTo('POST', /./)).toHaveLength(2)
  })

  it('and its ids are checked by the simulated host itself', async () => {
    const target = await provider.prepare(account, anUpload(), contextWith([]))
    for (const [change, said] of [
      [{ video_id: '1' }, /does not match this video \(1\)/],
      [{ client_id: '2' }, /does not match this client \(2\)/],
      [{ token: '' }, /token invalid \(null\)/],
    ] as const) {
      const pairs = Object.entries({ ...target.metadata, ...change })
      const metadata = pairs.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',')
      const headers = { 'tus-resumable': '1.0.0', 'upload-length': '1', 'upload-metadata': metadata }
      const answer = await fetch(target.endpoints[1] ?? '', { method: 'POST', headers })
      expect(answer.status).toBe(500)
      expect(await answer.text()).toMatch(said)
    }
  })
})

describe('one video per upload', () => {
  it('finds the video whose answer never arrived', async () => {
    const held = await interrupted('POST', CREATE)
    expect(held.remoteId).toBeNull()
    expect(held.remote['askedAt']).toBeDefined()
    const { outcome } = await sendByProvider(provider, account, content, held)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toHaveLength(1)
    expect(host.api.requestsTo('POST', CREATE)).toHaveLength(1)
  })

  it('finds it on a later page', async () => {
    for (let index = 0; index < 5; index += 1) host.addVideo({ name: `one more ${index}` })
    const held = await interrupted('POST', CREATE)
    host.setMostPerPage(2)
    await sendByProvider(provider, account, content, held)
    expect(host.videos()).toHaveLength(6)
  })

  it('makes another one when there are only others', async () => {
    host.addVideo({ name: 'one', origin_url: 'https://disk.example/one.mp4' })
    host.addVideo({ name: 'someone' })
    const { outcome, upload } = await sendByProvider(provider, account, content, { remote: { askedAt: String(Date.now()) } })
    expect(outcome.kind).toBe('complete')
    expect(upload.remoteId).toBe(host.videos()[2]?.id)
  })

  it('does not take the video of another user, whatever the host lists', async () => {
    const theirs = { id: 1, name: 'one', status: 'empty', client_user_id: 8, created_at: new Date().toISOString() }
    host.api.refuse('GET', LIST, { status: 200, json: [theirs] }, 2)
    const start = { remote: { askedAt: String(Date.now()) }, options: { clientUserId: '7' } }
    const { upload } = await sendByProvider(provider, account, content, start)
    expect(upload.remoteId).toBe(host.videos()[0]?.id)
    expect(host.api.requestsTo('GET', LIST)[0]?.path).toContain('client_user_id=7')
    expect(host.api.requestsTo('GET', /\/videos\/1\/upload$/)).toHaveLength(0)
  })

  it('leaves alone what was made long before or after', async () => {
    host.addVideo({ name: 'one' })
    for (const hours of [-1, 1]) {
      const remote = { askedAt: String(Date.now() + hours * 3_600_000) }
      await sendByProvider(provider, account, content, { remote })
    }
    expect(host.videos()).toHaveLength(3)
  })

  it('never gives one video to two files of the same name', async () => {
    const first = await interrupted('POST', CREATE, { id: 'first' })
    const second = await interrupted('POST', CREATE, { id: 'second' })
    const one = await sendByProvider(provider, account, content, first)
    const taken = [one.upload.remoteId ?? '']
    const other = await sendByProvider(provider, account, randomBytes(1_000), second, { taken })
    expect(other.outcome.kind).toBe('complete')
    expect(other.upload.remoteId).not.toBe(one.upload.remoteId)
    expect(host.videos().map(({ sizeBytes }) => sizeBytes)).toEqual([content.length, 1_000])
  })

  it('makes the video anew when it was deleted before anything was sent', async () => {
    const held = await interrupted('GET', PARAMETERS)
    host.forget(held.remoteId ?? '')
    const { outcome, upload, notes } = await sendByProvider(provider, account, content, held)
    expect(notes[0]).toEqual({ made: null })
    expect(outcome.kind).toBe('complete')
    expect(upload.remoteId).not.toBe(held.remoteId)
    expect(host.videos()).toHaveLength(1)
  })
})

describe('the account', () => {
  it('lists its directories with those that they are in', async () => {
    expect(await provider.choices?.(account, 'directoryId', providerContext())).toEqual([
      { value: '800', label: 'Matches' },
      { value: '801', label: 'Matches / 2026' },
      { value: '802', label: 'Matches / 2027' },
      { value: '900', label: 'Trailers' },
    ])
  })

  it('is tested with one call', async () => {
    const result = await inEnglish(provider.test(account, providerContext()))
    expect(result).toMatchObject({
      checks: [{ check: 'signIn', ok: true }],
      details: ['Account 4711.', 'Email: studio@example.com.', 'Status: active.'],
    })
    expect(host.api.requests).toHaveLength(1)
    expectNoSecret(result)
  })

  it('works with a pasted scheme word and with the newer form of a token', async () => {
    const { apiKey = '' } = host.revoke()
    const pasted = await providerAccount(provider, host.account.settings, { apiKey: ` APIKey ${apiKey}\n` })
    expect((await provider.test(pasted, providerContext())).failure).toBeUndefined()
  })

  it('is asked to sign in again, whatever the host calls it', async () => {
    host.revoke()
    expect(await refusalOf(provider.test(account, providerContext()))).toMatchObject({
      code: 'account.signIn',
      params: { account: 'Studio' },
      detail: 'Token is invalid or expired',
    })
    const cut = await providerAccount(provider, host.account.settings, { apiKey: 'secretwithoutnumber' })
    const problem = await refusalOf(provider.test(cut, providerContext()))
    expect(problem).toMatchObject({ code: 'account.signIn', detail: 'Bad permanent token: …' })
  })

  it('keeps an upload that has begun when its token is revoked', async () => {
    const held = await interrupted('GET', PARAMETERS)
    const { apiKey = '' } = host.revoke()
    expect((await refusalOf(sendByProvider(provider, account, content, held))).code).toBe('account.signIn')
    const renewed = await providerAccount(provider, host.account.settings, { apiKey })
    const { outcome } = await sendByProvider(provider, renewed, content, held)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toHaveLength(1)
  })
})
