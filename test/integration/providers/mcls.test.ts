import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createMclsProvider } from '../../../src-main/adapters/providers/mcls/provider.ts'
import type { Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { VideoChange, VideoRef } from '../../../src-main/engine/providers/video.ts'
import type { RemoteNote, Upload } from '../../../src-main/engine/queue/upload.ts'
import { inEnglish } from '../../support/english-test.ts'
import { anUpload } from '../../support/fakes.ts'
import {
  applyNote,
  guarded,
  providerAccount,
  providerContext,
  refOf,
  refusalOf,
  sendByProvider,
  testHttp,
} from '../../support/provider-harness.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { type MclsSimulator, startMcls } from '../../support/simulators/mcls.ts'

const MEBIBYTE = 1024 * 1024
const provider = guarded(createMclsProvider({ http: testHttp, now: Date.now }))
const content = randomBytes(300_000)
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

type FinishArguments = [ProviderAccount, Parameters<NonNullable<Provider['finish']>>[1]]

let host: MclsSimulator

hostForEachTest(startMcls, (started) => {
  host = started
})

const signIn = (settings = {}, secrets = host.account.secrets): Promise<ProviderAccount> =>
  providerAccount(provider, { ...host.account.settings, ...settings }, secrets)

/** A video that was sent, and the account that it was sent with. */
async function sent(options: Record<string, string> = {}) {
  const account = await signIn()
  const { upload } = await sendByProvider(provider, account, content)
  return { account, video: { ...refOf(upload), options } }
}

const finish = async (...[account, video]: FinishArguments) => provider.finish?.(account, video, providerContext())

/** What was asked for when streams were made. */
const created = (): unknown[] => host.api.requestsTo('POST', /streams$/).map(({ body }) => JSON.parse(body))

const statusOf = async (account: ProviderAccount, video: VideoRef) =>
  (await provider.status?.(account, [video], providerContext()))?.get(video.remoteId)

function expectNoSecret(value: unknown): void {
  const text = JSON.stringify(value)
  expect(host.secretTexts().filter((secret) => text.includes(secret))).toEqual([])
}

describe('signing in', () => {
  it('keeps the token and not the password', async () => {
    const account = await signIn()
    const [login] = host.api.requestsTo('POST', /login/)
    const { password } = host.account.secrets
    expect(JSON.parse(login?.body ?? '')).toEqual({ org_id: 'org-1', email: 'camera@club.example', password })
    expect(await account.secret('password')).toMatch(/^eyJ/)
    expectNoSecret(account.settings)
  })

  it('sends the password to the login only, and no token with it', async () => {
    const account = await signIn()
    await sendByProvider(provider, account, content)
    const password = host.account.secrets['password'] ?? ''
    const requests = [...host.api.requests, ...host.upload.requests]
    const seen = requests.filter((request) => JSON.stringify(request).includes(password))
    expect(seen.map(({ path }) => path)).toEqual(['/auth/v1beta1/login'])
    expect(seen[0]?.headers.authorization).toBeUndefined()
  })

  it('leaves what is stored alone when no password is entered', async () => {
    expect(await provider.exchange?.(host.account.settings, {}, providerContext())).toEqual({})
    expect(host.api.requests).toHaveLength(0)
  })

  it('says that a wrong password is one, without repeating it', async () => {
    const problem = await refusalOf(signIn({}, { password: 'guessed-wrongly' }))
    expect(problem).toMatchObject({ code: 'account.signIn', params: { account: 'camera@club.example', status: '401' } })
    expect(problem.detail).toContain('refused this organisation, e-mail and password')
    host.api.refuse('POST', /login/, { status: 401, json: { message: 'not guessed-wrongly' } })
    expect(JSON.stringify(await refusalOf(signIn({}, { password: 'guessed-wrongly' })))).not.toContain('guessed-wrongly')
  })

  it('finds the token under another name, too', async () => {
    host.setLoginAnswer((token) => ({ data: { session_key: token } }))
    expect((await sendByProvider(provider, await signIn(), content)).outcome.kind).toBe('complete')
  })

  it('says so when the answer holds no token', async () => {
    host.setLoginAnswer(() => ({ ok: true, user: { name: 'Ada' } }))
    const problem = await refusalOf(signIn())
    expect(problem.code).toBe('account.invalid')
    expect(problem.params['reason']).toContain('held no token')
  })
})

describe('an upload', () => {
  it('makes a static stream, sends every byte to it, and ends with its playlist', async () => {
    const account = await signIn({ configId: 'config-7' })
    const { outcome, upload, notes } = await sendByProvider(provider, account, content, { name: 'Tor – Jubel.mp4' })
    expect(outcome).toEqual({ kind: 'complete' })
    const created = host.api.requestsTo('POST', /streams$/).map(({ body }) => JSON.parse(body))
    expect(created).toEqual([{ config_id: 'config-7', region: 'REGION_EUROPE_WEST', title: 'Tor – Jubel', type: 'TYPE_STATIC' }])
    expect(host.videos()).toEqual([{ id: 'stream-1', title: 'Tor – Jubel', sizeBytes: content.length, status: 'STATE_ACTIVE' }])
    expect(await host.sha256('stream-1')).toBe(sha256(content))

    expect(await statusOf(account, refOf(upload))).toMatchObject({ state: 'pending', words: 'STATE_ACTIVE', links: {} })
    expect(await statusOf(account, refOf(upload))).toMatchObject({
      state: 'complete',
      links: { hls: expect.stringContaining('/stream-1/best.m3u8') },
    })
    expectNoSecret([upload, notes])
  })

  it('takes title and region from upload and account, and leaves out a configuration that is not set', async () => {
    await sendByProvider(provider, await signIn({ region: 'REGION_AUTODETECT' }), content, { title: 'Cup final' })
    expect(created()).toEqual([{ region: 'REGION_AUTODETECT', title: 'Cup final', type: 'TYPE_STATIC' }])
  })

  it('takes region and configuration from the upload before those of the account', async () => {
    const account = await signIn({ configId: 'config-7' })
    await sendByProvider(provider, account, content, { options: { region: 'REGION_AUTODETECT', configId: 'config-8' } })
    expect(created()).toMatchObject([{ config_id: 'config-8', region: 'REGION_AUTODETECT', type: 'TYPE_STATIC' }])
  })

  it('names exactly the file and the stream in its metadata', async () => {
    await sendByProvider(provider, await signIn(), content, { name: 'one.mp4' })
    const [asked] = host.upload.requestsTo('POST', /files/)
    const encode = (text: string): string => Buffer.from(text).toString('base64')
    expect(asked?.headers['upload-metadata']).toBe(`filename ${encode('one.mp4')},stream_id ${encode('stream-1')}`)
  })

  it('refuses metadata that the host does not take, before anything is made', async () => {
    const account = await signIn()
    const problem = await refusalOf(sendByProvider(provider, account, content, { metadata: { project: 'x' } }))
    expect(problem).toMatchObject({ code: 'input.invalid', params: { reason: expect.stringContaining('project') } })
    expect(host.videos()).toEqual([])
  })

  it('goes in requests of which none is larger than 50 MiB, or of the size that was asked for', async () => {
    const account = await signIn()
    await sendByProvider(provider, account, Buffer.alloc(50 * MEBIBYTE + 10), { id: 'large' })
    expect(Math.max(...host.chunks('stream-1'))).toBeLessThanOrEqual(50 * MEBIBYTE)
    expect(host.chunks('stream-1').length).toBeGreaterThan(1)
    await sendByProvider(provider, account, content, { id: 'small', chunkBytes: 131_000 })
    expect(host.chunks('stream-2')).toEqual([131_000, 131_000, 38_000])
  })

  it('signs in at an upload address that it may sign in to', async () => {
    await sendByProvider(provider, await signIn(), content)
    expect(host.upload.requests.map(({ headers }) => headers.authorization?.slice(0, 10))).not.toContain(undefined)
  })

  it('does not sign in where it was told not to, and says what to do when the host wants it', async () => {
    const account = await signIn({ tokenAtUploadHost: 'never' })
    const { outcome } = await sendByProvider(provider, account, content)
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'account.forbidden', params: { status: '401' } } })
    expect(JSON.stringify(outcome)).toContain('got no token')
    host.needTokenForUploads(false)
    expect((await sendByProvider(provider, account, content)).outcome.kind).toBe('complete')
    expect(host.upload.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
  })

  it('sends nothing to a foreign host', async () => {
    host.locateUploadsAt('https://elsewhere.example')
    const { outcome, upload } = await sendByProvider(provider, await signIn(), content)
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'server.foreign' } })
    expect(upload.uploadUrl).toBeNull()
    expect(host.upload.requestsTo('PATCH', /./)).toEqual([])
  })

  it('says that a busy host asked for time', async () => {
    const account = await signIn()
    host.api.refuse('POST', /streams$/, { status: 429, headers: { 'retry-after': '7' } })
    const problem = await refusalOf(sendByProvider(provider, account, content))
    expect(problem).toMatchObject({ code: 'server.busy', retryAfterMs: 7_000 })
    expect(host.videos()).toEqual([])
  })

  it('says the words of a host that refuses the upload for its stream, without the token', async () => {
    const account = await signIn()
    const token = await account.secret('password')
    host.upload.refuse('POST', /files/, { status: 409, text: `no more uploads, ${token}` })
    const { outcome } = await sendByProvider(provider, account, content)
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'upload.refused', detail: 'no more uploads, …' } })
  })
})

describe('a sign-in that ended', () => {
  it('keeps the upload and goes on with the next one', async () => {
    const account = await signIn()
    const first = await failsHalfWay(account)
    expect(first.outcome).toMatchObject({ kind: 'failed', failure: { code: 'account.signIn', params: { account: 'Studio' } } })
    expect(first.upload.acceptedBytes).toBe(100_000)
    expectNoSecret([first.outcome, first.notes])

    const again = await signIn({}, host.revoke())
    const { outcome, upload } = await sendByProvider(provider, again, content, first.upload)
    expect(outcome.kind).toBe('complete')
    expect(upload.uploadUrl).toBe(first.upload.uploadUrl)
    expect(host.videos()).toHaveLength(1)
    expect(await host.sha256('stream-1')).toBe(sha256(content))
  })

  /** The token is taken back after the first of three requests. */
  async function failsHalfWay(account: ProviderAccount) {
    const secret: ProviderAccount['secret'] = async (field) => {
      if (host.upload.requestsTo('PATCH', /./).length === 1) host.revoke()
      return account.secret(field)
    }
    return sendByProvider(provider, { ...account, secret }, content, { chunkBytes: 100_000 })
  }

  it('is reported by the API, too, without repeating the token', async () => {
    const account = await signIn()
    host.revoke()
    const problem = await refusalOf(sendByProvider(provider, account, content))
    expect(problem).toMatchObject({ code: 'account.signIn', detail: 'token is not valid: …' })
    expect((await refusalOf(provider.test(account, providerContext()))).code).toBe('account.signIn')
    expectNoSecret(problem)
  })

  it('needs no new login within ten years', async () => {
    const account = await signIn()
    host.advance(9 * 365 * 24 * 60 * 60_000)
    expect((await sendByProvider(provider, account, content)).outcome.kind).toBe('complete')
    host.advance(2 * 365 * 24 * 60 * 60_000)
    expect((await refusalOf(sendByProvider(provider, account, content))).code).toBe('account.signIn')
  })
})

describe('an end of Reelay in between', () => {
  it('makes no second stream when the answer to the first was lost, and tells a person', async () => {
    const account = await signIn()
    const first = await endsAt('api', /streams$/, account)
    expect(first).toMatchObject({ remoteId: null, remote: { askedAt: expect.stringMatching(/^\d+$/) } })
    const problem = await refusalOf(sendByProvider(provider, account, content, first))
    expect(problem).toMatchObject({ code: 'upload.orphan', params: { host: 'MyCujoo LiveServices', name: 'one' } })
    expect(host.videos()).toHaveLength(1)
  })

  it('goes on with the same stream when the address of the upload was lost', async () => {
    const account = await signIn()
    const first = await endsAt('upload', /files/, account)
    expect(first).toMatchObject({ remoteId: 'stream-1', uploadUrl: null })
    const { outcome } = await sendByProvider(provider, account, content, first)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toEqual([{ id: 'stream-1', title: 'one', sizeBytes: content.length, status: 'STATE_ACTIVE' }])
    expect(await host.sha256('stream-1')).toBe(sha256(content))
  })

  it('forgets that it asked when the host refused to make the stream', async () => {
    const { watched, noted } = watch()
    const account = await signIn({ configId: 'nonsense' })
    const problem = await refusalOf(sendByProvider(watched, account, content))
    expect(problem).toMatchObject({ code: 'server.rejected', detail: 'config_id is unknown' })
    expect(noted()).toMatchObject({ remoteId: null, remote: {} })
    expect((await sendByProvider(provider, await signIn(), content, noted())).outcome.kind).toBe('complete')
  })

  /** What the journal holds when the process ends after the host has done its work and before its answer arrives. */
  async function endsAt(which: 'api' | 'upload', path: RegExp, account: ProviderAccount): Promise<Upload> {
    const { watched, noted } = watch()
    const reached = host[which].hold('POST', path)
    void sendByProvider(watched, account, content).catch(() => null)
    await reached
    return noted()
  }

  /** The provider, and what it has noted, also when it fails. */
  function watch(): { readonly watched: Provider; readonly noted: () => Upload } {
    let upload = anUpload()
    const prepare: Provider['prepare'] = (account, start, context) => {
      const note = (entry: RemoteNote): void => {
        upload = applyNote(upload, entry)
        context.note(entry)
      }
      return provider.prepare(account, start, { ...context, note })
    }
    return { watched: { ...provider, prepare }, noted: () => upload }
  }
})

describe('an event', () => {
  it('gets the video when it was sent, once', async () => {
    const { account, video } = await sent({ eventId: 'event-1' })
    const remote = await finish(account, video)
    expect(remote).toEqual({ attachedEvent: 'event-1' })
    expect(host.attached).toEqual([{ event: 'event-1', stream: 'stream-1' }])
    expect(await finish(account, { ...video, remote: remote ?? {} })).toEqual({})
    expect(host.attached).toHaveLength(1)
  })

  it('is optional', async () => {
    const { account, video } = await sent()
    expect(await finish(account, video)).toEqual({})
    expect(host.attached).toEqual([])
  })

  it('can be named later, which is all that can be changed', async () => {
    const { account, video } = await sent()
    const change = async (wanted: VideoChange) => provider.update?.(account, video, wanted, providerContext())
    await change({ options: { eventId: 'event-2' } })
    expect(host.attached).toEqual([{ event: 'event-2', stream: 'stream-1' }])
    expect((await refusalOf(change({ title: 'New', options: { eventId: 'event-1' } }))).params['reason']).toContain('title')
    expect((await refusalOf(change({ options: { eventId: '' } }))).params['reason']).toContain('out of its event')
    expect(host.attached).toHaveLength(1)
  })

  it('that the host refuses is named', async () => {
    const { account, video } = await sent({ eventId: 'event-9' })
    expect(await refusalOf(finish(account, video))).toEqual({
      code: 'video.notAttached',
      params: { host: 'MyCujoo LiveServices', event: 'event-9' },
      detail: 'answer 404: event not found',
    })
  })

  it.each([
    [429, 'server.busy'],
    [500, 'server.error'],
    [401, 'account.signIn'],
  ])('is not blamed for an answer %i', async (status, code) => {
    const { account, video } = await sent({ eventId: 'event-1' })
    host.api.refuse('POST', /events/, { status })
    expect((await refusalOf(finish(account, video))).code).toBe(code)
  })
})

describe('the status', () => {
  it('stays pending for a video that never gets a playlist, and may count as unknown after an hour', async () => {
    host.failProcessing('broken')
    const { account, video } = await sent()
    for (let times = 0; times < 3; times += 1) expect(await statusOf(account, video)).toMatchObject({ state: 'pending' })
    expect(provider.unknownAfterMs).toBe(3_600_000)
  })

  it('is asked of the other version of the API when one does not know the stream', async () => {
    const { account, video } = await sent()
    host.serveStreamsIn('v1')
    expect((await statusOf(account, video))?.state).toBe('pending')
    expect((await statusOf(account, { ...video, remoteId: 'stream-9' }))?.state).toBe('gone')
  })
})

describe('the connection test', () => {
  it('makes nothing, and tells what both hosts say', async () => {
    const result = await inEnglish(provider.test(await signIn(), providerContext()))
    expect(result).toMatchObject({
      message: 'The host answers and does not refuse this sign-in.',
      checks: [
        { check: 'signIn', ok: true },
        { check: 'uploads', ok: true },
      ],
    })
    expect(result.details.join(' ')).toMatch(/camera@club\.example.*speaks tus and offers: .*creation/)
    expect(host.videos()).toEqual([])
    expectNoSecret(result)
  })

  it('says when the upload address cannot be reached', async () => {
    const account = await signIn({ tusEndpoint: 'http://127.0.0.1:9/files/' })
    expect(await inEnglish(provider.test(account, providerContext()))).toMatchObject({
      checks: [
        { check: 'signIn', ok: true },
        { check: 'uploads', ok: false },
      ],
      failure: { code: 'network.unreachable', params: { field: 'tusEndpoint' } },
      details: [expect.anything(), expect.stringContaining('Cannot reach 127.0.0.1:9')],
    })
  })

  it('does not judge an upload address that answers something else', async () => {
    host.upload.refuse('OPTIONS', /./, { status: 404 })
    const { checks, failure, details } = await inEnglish(provider.test(await signIn(), providerContext()))
    expect([failure, checks]).toEqual([undefined, [{ check: 'signIn', ok: true }]])
    expect(details[1]).toContain('answers 404 and does not say')
  })
})
