/** @file The long upload to Cloudflare Stream: which way it takes, what is declared, until when it has to be finished. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createCloudflareProvider } from '../../../src-main/adapters/providers/cloudflare/provider.ts'
import type { ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import { guarded, providerAccount, providerContext, refOf, sendByProvider, testHttp } from '../../support/provider-harness.ts'
import { startCloudflare } from '../../support/simulators/cloudflare.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { movieOf } from '../../support/writers/mp4.ts'

const provider = guarded(createCloudflareProvider({ http: testHttp, now: Date.now }))
const small = randomBytes(100_000)
const HOUR_S = 3_600
const MINUTE_MS = 60_000
const LONG = { durationSeconds: 5_400, expected: { seconds: 5.5 * HOUR_S, measured: true } }

let host: Awaited<ReturnType<typeof startCloudflare>>
let account: ProviderAccount

hostForEachTest(startCloudflare, async (started) => {
  host = started
  account = await accountWith({})
})

function accountWith(settings: Readonly<Record<string, string>>): Promise<ProviderAccount> {
  return providerAccount(provider, { ...host.account.settings, ...settings }, host.account.secrets)
}

const creations = () => host.api.requestsTo('POST', /\/stream(\?|$)/).map(({ path }) => path.split('/stream')[1])
const expiryOf = (uid: string | null) => Date.parse(String(host.details(uid ?? '')['uploadExpiry']))

describe('the way', () => {
  test('of a 25 GB file on a 10 Mbit/s line is with the key, for 24 hours', async () => {
    host.upload.refuse('PATCH', /./, { status: 503 })
    host.api.refuse('PATCH', /./, { status: 503 })
    const { upload } = await sendByProvider(provider, account, small, {}, { file: LONG })
    expect(creations()).toEqual([''])
    expect(upload.uploadUrl).toContain('/media/')
    expect(expiryOf(upload.remoteId)).toBeGreaterThan(Date.now() + 23 * HOUR_S * 1_000)
    expect(host.details(upload.remoteId ?? '')).toMatchObject({ maxDurationSeconds: null })
  })

  test('of a file without a known duration is with the key', async () => {
    const { outcome } = await sendByProvider(provider, account, small, {}, { file: { durationSeconds: null } })
    expect(outcome.kind).toBe('complete')
    expect(creations()).toEqual([''])
  })

  test('of an upload can be chosen for it alone', async () => {
    const never = await sendByProvider(provider, account, small, { options: { directUser: 'never' } })
    const always = await sendByProvider(provider, await accountWith({ directUser: 'never' }), small, {
      options: { directUser: 'always' },
    })
    expect([never.outcome.kind, always.outcome.kind]).toEqual(['complete', 'complete'])
    expect(creations()).toEqual(['', '?direct_user=true'])
  })

  test('stays as it was begun, whatever the account says later', async () => {
    host.api.refuse('PATCH', /./, { status: 503 })
    const begun = await sendByProvider(provider, account, small, {}, { file: LONG })
    const { outcome } = await sendByProvider(provider, await accountWith({ directUser: 'always' }), small, begun.upload)
    expect(outcome.kind).toBe('complete')
    expect(host.videos()).toHaveLength(1)
  })
})

describe('a direct upload', () => {
  const interrupted = async (file: Parameters<typeof sendByProvider>[4] = {}, options = {}) => {
    host.upload.refuse('PATCH', /./, { status: 503 })
    return (await sendByProvider(provider, await accountWith({ directUser: 'always' }), small, { options }, file)).upload
  }

  test('asks for nearly the six hours that it may live', async () => {
    const upload = await interrupted()
    const left = expiryOf(upload.remoteId) - Date.now()
    expect(left).toBeGreaterThan(5.5 * HOUR_S * 1_000)
    expect(left).toBeLessThanOrEqual(6 * HOUR_S * 1_000)
    expect(Math.abs((upload.expiresAt ?? 0) - expiryOf(upload.remoteId))).toBeLessThan(2_000)
  })

  test('declares its duration with a margin, or the most that can be declared', async () => {
    expect(host.details((await interrupted({ file: { durationSeconds: 600 } })).remoteId ?? '')['maxDurationSeconds']).toBe(672)
    host.setRoom(10_000)
    expect(host.details((await interrupted({ file: { durationSeconds: null } })).remoteId ?? '')['maxDurationSeconds']).toBe(
      36_000,
    )
    const chosen = await interrupted({}, { maxDurationSeconds: '900' })
    expect(host.details(chosen.remoteId ?? '')['maxDurationSeconds']).toBe(900)
  })

  test('has a deadline that the host tells', async () => {
    const upload = await interrupted()
    expect(await provider.deadline?.(account, refOf(upload), providerContext())).toBe(expiryOf(upload.remoteId))
    const { upload: done } = await sendByProvider(provider, account, small)
    expect(await provider.deadline?.(account, refOf(done), providerContext())).toBeNull()
  })

  test('that is too late has expired, which is no fault of the account', async () => {
    const upload = await interrupted()
    host.advance(6 * HOUR_S * 1_000)
    const late = { ...upload, expiresAt: Date.now() }
    const { outcome } = await sendByProvider(provider, account, small, late)
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'upload.expired' } })
  })

  test('reserves room for what it declares, and is refused before its first byte where that is not left', async () => {
    host.setRoom(30)
    const { outcome } = await sendByProvider(provider, account, small, {}, { file: { durationSeconds: 3_600 } })
    expect(outcome).toMatchObject({ failure: { code: 'account.quota' } })
    expect(host.upload.requests).toEqual([])
  })
})

describe('a video that is longer than its limit', () => {
  const movie = movieOf('long', 50_000, 16_000)
  const stateOf = async (upload: Parameters<typeof refOf>[0]) => {
    for (let asked = 0; asked < 2; asked += 1) await provider.status?.(account, [refOf(upload)], providerContext())
    return (await provider.status?.(account, [refOf(upload)], providerContext()))?.get(upload.remoteId ?? '')
  }

  test('is refused by the host after its last byte, with its reason', async () => {
    const prepare: typeof provider.prepare = async (...given) => {
      const target = await provider.prepare(...given)
      const { maxdurationseconds: _said, ...metadata } = target.metadata
      return { ...target, metadata }
    }
    const { upload } = await sendByProvider({ ...provider, prepare }, account, movie)
    expect(await stateOf(upload)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('ERR_DURATION_EXCEED_CONSTRAINT'),
    })
  })

  test('is taken as it declares itself', async () => {
    const { upload } = await sendByProvider(provider, account, movie, {}, { file: { durationSeconds: 16_000 } })
    expect(host.details(upload.remoteId ?? '')).toMatchObject({ duration: 16_000 })
    expect(await stateOf(upload)).toMatchObject({ state: 'playable' })
  })
})

test('the simulated host gives half an hour and four hours of video to a direct upload that says nothing', async () => {
  const metadata = `name ${Buffer.from('x').toString('base64')}`
  const ask = (more: string) =>
    testHttp.call({
      method: 'POST',
      url: `${host.api.origin}/client/v4/accounts/${host.account.settings['accountId']}/stream?direct_user=true`,
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': '10',
        'upload-metadata': metadata + more,
        authorization: `Bearer ${host.account.secrets['apiToken']}`,
      },
      ...providerContext(),
    })
  const expiry = (ms: number) =>
    `,expiry ${Buffer.from(new Date(Date.now() + ms).toISOString().replace(/\.\d+Z/, 'Z')).toString('base64')}`
  const silent = (await ask('')).headers['stream-media-id'] ?? ''
  expect(host.details(silent)).toMatchObject({ maxDurationSeconds: 14_400 })
  expect(expiryOf(silent) - Date.now()).toBeLessThanOrEqual(30 * MINUTE_MS)
  expect((await ask(expiry(7 * 60 * MINUTE_MS))).status).toBe(400)
  expect((await ask(expiry(1 * MINUTE_MS))).status).toBe(400)
  expect((await ask(expiry(3 * MINUTE_MS))).status).toBe(201)
})

test('creator is of the upload, else of the account, and can be changed later', async () => {
  const mine = await accountWith({ creator: 'studio' })
  const one = await sendByProvider(provider, mine, small)
  const two = await sendByProvider(provider, mine, small, { options: { creator: 'guest 7' } })
  const creatorOf = (uid: string | null) => host.details(uid ?? '')['creator']
  expect([creatorOf(one.upload.remoteId), creatorOf(two.upload.remoteId)]).toEqual(['studio', 'guest 7'])
  await provider.update?.(mine, refOf(one.upload), { options: { creator: 'other' } }, providerContext())
  expect(creatorOf(one.upload.remoteId)).toBe('other')
})
