/** @file Rules of Cloudflare Stream that need no server: fields, options, files, metadata, refusals, status. */
import { describe, expect, test } from 'vitest'
import type { Video } from '../../../../src-main/adapters/providers/cloudflare/client.ts'
import { FIELDS, OPTIONS } from '../../../../src-main/adapters/providers/cloudflare/fields.ts'
import { CHUNKS } from '../../../../src-main/adapters/providers/cloudflare/file.ts'
import { uploadMetadata } from '../../../../src-main/adapters/providers/cloudflare/metadata.ts'
import { createCloudflareProvider } from '../../../../src-main/adapters/providers/cloudflare/provider.ts'
import { explainUpload } from '../../../../src-main/adapters/providers/cloudflare/refusals.ts'
import { statusOf } from '../../../../src-main/adapters/providers/cloudflare/status.ts'
import { longestSeconds, type MethodFacts, methodFor } from '../../../../src-main/adapters/providers/cloudflare/upload-method.ts'
import { chunksFor } from '../../../../src-main/adapters/providers/kit/chunks.ts'
import { failureFrom } from '../../../../src-main/contract/errors/errors.ts'
import type { MediaFacts } from '../../../../src-main/contract/media.ts'
import type { TusRequestKind } from '../../../../src-main/engine/ports/transfer.ts'
import type { Upload } from '../../../../src-main/engine/queue/upload.ts'
import { anUpload } from '../../../support/fakes.ts'
import { prepareContext } from '../../../support/provider-harness.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DAY_MS = 86_400_000
const http = { call: () => Promise.reject(new Error('no host here')) }
const provider = createCloudflareProvider({ http, now: () => NOW })

/** The reason of the refusal, or the checked values. */
function tried<T>(work: () => T): T | string | undefined {
  try {
    return work()
  } catch (caught) {
    return failureFrom(caught).params['reason']
  }
}

describe('an account', () => {
  const check = (settings: Record<string, string>, secrets: Record<string, string>, stored: string[] = []) =>
    tried(() => provider.checkAccount({ accountId: 'abc', ...settings }, secrets, stored))

  test('signs in with a token, or with e-mail address and key', () => {
    expect(check({}, { apiToken: 'one' })).toEqual({ accountId: 'abc' })
    expect(check({ email: 'a@b.c' }, { apiKey: 'two' })).toEqual({ accountId: 'abc', email: 'a@b.c' })
    expect(check({}, {}, ['apiToken'])).toEqual({ accountId: 'abc' })
    expect(check({ email: 'a@b.c' }, {}, ['apiKey'])).toMatchObject({ email: 'a@b.c' })
  })

  test('is refused with the name of what is missing', () => {
    expect(check({}, {})).toContain('Enter an API token (apiToken), or')
    expect(check({}, { apiToken: ' ' }, ['apiToken'])).toContain('Enter an API token')
    expect(check({ email: 'a@b.c' }, {})).toContain('Global API key is missing')
    expect(check({}, { apiKey: 'two' })).toContain('E-mail address is missing')
    expect(check({ accountId: '' }, { apiToken: 'one' })).toContain('Account ID is missing')
  })

  test('has settings that fit into what the host takes', () => {
    expect(check({ creator: 'x'.repeat(65) }, { apiToken: 'one' })).toContain('at most 64')
    expect(check({ creator: 'Żółw' }, { apiToken: 'one' })).toContain('creator')
    expect(check({ directUser: 'Never' }, { apiToken: 'one' })).toMatchObject({ directUser: 'never' })
    expect(check({ apiBase: 'http://api.example.com' }, { apiToken: 'one' })).toContain('https')
  })

  test('does not have its key repeated in a refusal', () => {
    const reported = check({}, { apiToken: 'sécret-token' })
    expect(reported).toContain('API token')
    expect(reported).not.toContain('sécret')
  })

  test('has secret fields for token and key only', () => {
    expect(FIELDS.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['apiToken', 'apiKey'])
    expect(FIELDS.find(({ name }) => name === 'directUser')?.default).toBe('auto')
  })
})

describe('options', () => {
  const inDays = (days: number): string => new Date(NOW + days * DAY_MS).toISOString()
  const check = (options: Record<string, string>) => tried(() => provider.checkOptions(options, NOW))

  test('are those of the host', () => {
    expect(OPTIONS.map(({ name }) => name)).toEqual([
      'name',
      'requireSignedURLs',
      'allowedOrigins',
      'thumbnailTimestampPct',
      'watermark',
      'scheduledDeletion',
      'maxDurationSeconds',
      'creator',
      'directUser',
    ])
    expect(check({ speed: '2' })).toContain('speed')
  })

  test.each([
    [29.9, false],
    [30, true],
    [1_096, true],
    [1_096.1, false],
  ])('a deletion in %s days is allowed: %s', (days, allowed) => {
    if (allowed) expect(check({ scheduledDeletion: inDays(days) })).toEqual({ scheduledDeletion: inDays(days) })
    else expect(check({ scheduledDeletion: inDays(days) })).toContain('30 to 1,096 days')
  })

  test.each([
    ['thumbnailTimestampPct', '1.1'],
    ['thumbnailTimestampPct', '-0.1'],
    ['maxDurationSeconds', '0'],
    ['maxDurationSeconds', '36001'],
    ['maxDurationSeconds', '1.5'],
    ['requireSignedURLs', 'maybe'],
    ['allowedOrigins', 'https://example.com'],
    ['allowedOrigins', 'example .com'],
  ])('%s is not %s', (name, value) => {
    expect(check({ [name]: value })).toEqual(expect.stringContaining(':'))
  })

  test('get one spelling', () => {
    expect(check({ requireSignedURLs: 'Yes', allowedOrigins: ' a.com,\n b.com ', watermark: '' })).toEqual({
      requireSignedURLs: 'true',
      allowedOrigins: 'a.com,b.com',
    })
  })
})

describe('metadata', () => {
  const metadataOf = (upload: Partial<Upload>) => uploadMetadata(anUpload(upload), { longestSeconds: null, expiry: null })

  test('holds name and marker, and only what was asked for', () => {
    expect(metadataOf({ name: 'C0001.final.mp4' })).toEqual({ name: 'C0001.final', reelay: 'one' })
    expect(metadataOf({ title: 'Derby' })['name']).toBe('Derby')
    expect(metadataOf({ title: 'Derby', options: { name: 'Cup' } })['name']).toBe('Cup')
    expect(metadataOf({ name: '.mp4' })['name']).toBe('.mp4')
  })

  test('has signed URLs as a bare key, or not at all', () => {
    expect(metadataOf({ options: { requireSignedURLs: 'true' } })['requiresignedurls']).toBe('')
    expect(metadataOf({ options: { requireSignedURLs: 'false' } })).not.toHaveProperty('requiresignedurls')
  })

  test.each(['name', 'requireSignedURLs', 'expiry', 'reelay', 'two words', 'a,b', 'ż'])('a free key cannot be “%s”', (key) => {
    const problem = tried(() => metadataOf({ metadata: { [key]: 'x' } }))
    expect(problem).toContain(`“${key}”`)
  })
})

describe('the method of an upload', () => {
  const facts = (more: Partial<MethodFacts> = {}): MethodFacts => ({
    mode: 'auto',
    declaredSeconds: null,
    durationSeconds: 600,
    expected: { seconds: 60, measured: true },
    ...more,
  })
  const hours = (count: number): Partial<MethodFacts> => ({ expected: { seconds: count * 3_600, measured: true } })

  test('keeps the key from the upload host where the upload ends in time', () => {
    expect(methodFor(facts())).toBe('direct')
    expect(methodFor(facts(hours(5)))).toBe('direct')
    expect(methodFor(facts(hours(5.01)))).toBe('token')
  })

  test('carries the key where the duration is unknown, or longer than can be declared', () => {
    expect(methodFor(facts({ durationSeconds: null }))).toBe('token')
    expect(methodFor(facts({ durationSeconds: null, declaredSeconds: 900 }))).toBe('direct')
    expect(methodFor(facts({ durationSeconds: 35_900 }))).toBe('token')
    expect(methodFor(facts({ durationSeconds: 40_000 }))).toBe('token')
  })

  test('is what a person chose, whatever is expected', () => {
    expect(methodFor(facts({ mode: 'always', durationSeconds: null, ...hours(20) }))).toBe('direct')
    expect(methodFor(facts({ mode: 'never' }))).toBe('token')
  })

  test('declares the duration with a margin, the most where it is unknown, and nothing where nothing is reserved', () => {
    expect(longestSeconds('direct', facts())).toBe(672)
    expect(longestSeconds('direct', facts({ durationSeconds: null }))).toBe(36_000)
    expect(longestSeconds('direct', facts({ durationSeconds: 35_999 }))).toBe(36_000)
    expect(longestSeconds('token', facts())).toBeNull()
    expect(longestSeconds('token', facts({ declaredSeconds: 900 }))).toBe(900)
  })

  test('has an option and a setting, which also understand the yes and no of earlier versions', () => {
    const check = (directUser: string) =>
      provider.checkAccount({ accountId: 'a', directUser }, { apiToken: 't' }, [])['directUser']
    expect(['true', 'no', 'Auto'].map(check)).toEqual(['always', 'never', 'auto'])
    expect(provider.checkOptions({ directUser: 'false', creator: 'me' }, NOW)).toEqual({ directUser: 'never', creator: 'me' })
    for (const directUser of ['perhaps', 'constructor'])
      expect(tried(() => provider.checkOptions({ directUser }, NOW))).toContain('auto, always, never')
  })
})

describe('files', () => {
  const check = (name: string, sizeBytes: number, media: Partial<MediaFacts> = {}, options: Record<string, string> = {}) =>
    provider.checkFile(
      { name, sizeBytes, media: { container: null, durationSeconds: null, ...media } },
      { name: 'Studio', settings: {} },
      options,
    )

  test('are at most 30 GB', () => {
    expect(check('a.mp4', 30_000_000_000)).toBeNull()
    expect(check('a.mp4', 30_000_000_001)).toMatchObject({ code: 'upload.tooLarge', params: { limit: '30,000,000,000' } })
  })

  test('are known by their name or by their content', () => {
    for (const name of ['a.MP4', 'a.mkv', 'a.mov', 'a.mxf', 'a.lxf', 'a.gxf', 'a.3gp', 'a.ts', 'a.mpg'])
      expect(check(name, 1)).toBeNull()
    expect(check('clip', 1, { container: 'quicktime' })).toBeNull()
    expect(check('notes.txt', 1)).toMatchObject({ code: 'file.kind', params: { kind: 'a .txt file' } })
    expect(check('a.ogv', 1, { container: 'ogg' })).toMatchObject({ code: 'file.kind', params: { kind: 'ogg' } })
  })

  test('are no longer than the upload says', () => {
    const options = { maxDurationSeconds: '60' }
    expect(check('a.mp4', 1, { durationSeconds: 60 }, options)).toBeNull()
    expect(check('a.mp4', 1, { durationSeconds: 60.2 }, options)).toMatchObject({
      code: 'file.tooLong',
      params: { seconds: '61', limit: '60' },
    })
    expect(check('a.mp4', 1, { durationSeconds: 90_000 })).toBeNull()
    expect(check('a.mp4', 1, { durationSeconds: 36_001 }, { directUser: 'always' })).toMatchObject({
      code: 'file.tooLong',
      params: { limit: '36000' },
    })
  })
})

test.each([
  [null, 52_428_800],
  [1, 5_242_880],
  [6_000_000, 5_767_168],
  [1_000_000_000, 209_715_200],
])('a chunk of %s bytes becomes %s', (chosen, used) => {
  expect(chunksFor(CHUNKS, { chunkBytes: chosen, learnedChunkBytes: null }).chunkBytes).toBe(used)
  expect(used % 262_144).toBe(0)
})

test.each([
  ['https://upload.cloudflarestream.com/tus/1?tusv2=true', true],
  ['https://upload.videodelivery.net/tus/1', true],
  ['https://edge-production.gateway.api.cloudflare.com/client/v4/accounts/a/media/1', true],
  ['https://api.cloudflare.com/client/v4/accounts/a/stream/1', true],
  ['http://upload.cloudflarestream.com/tus/1', false],
  ['https://upload.cloudflarestream.com:8443/tus/1', false],
  ['https://evilcloudflare.com/tus/1', false],
  ['https://cloudflare.com.example.com/tus/1', false],
  ['http://127.0.0.1/tus/1', false],
])('bytes may go to %s: %s', async (address, allowed) => {
  for (const directUser of ['always', 'never']) {
    const account = { id: 'a', name: 'Studio', settings: { accountId: 'a', directUser }, secret: async () => 'token' }
    const context = prepareContext({ note: () => expect.fail('nothing is made') })
    const target = await provider.prepare(account, anUpload({ uploadUrl: address }), context)
    expect(target.mayUpload?.(new URL(address))).toBe(allowed)
    const credentials = await target.credentials(new URL(address))
    const keyGoes = allowed && directUser === 'never'
    expect(credentials).toEqual(keyGoes ? { authorization: 'Bearer token' } : {})
  }
})

describe('a refusal', () => {
  function explained(
    status: number,
    body: unknown,
    kind: TusRequestKind = 'create',
    headers: Record<string, string> = {},
    directUser = true,
    expiresAt: number | null = null,
  ) {
    const text = typeof body === 'string' ? body : JSON.stringify({ result: null, success: false, errors: [body], messages: [] })
    const answer = { status, headers, body: text, url: 'https://api.cloudflare.com/x' }
    return explainUpload(answer, kind, { accountName: 'Studio', sizeBytes: 9, directUser, expiresAt, now: NOW })
  }

  test.each([
    [400, 10_001, 'create', 'account.signIn'],
    [403, 10_002, 'create', 'account.forbidden'],
    [403, 10_000, 'create', 'account.forbidden'],
    [413, 10_011, 'create', 'account.quota'],
    [413, 10_014, 'create', 'upload.tooLarge'],
    [429, 10_016, 'send', 'server.busy'],
    [400, 10_017, 'send', 'upload.expired'],
    [400, 10_018, 'send', 'upload.refused'],
    [400, 10_015, 'send', 'server.rejected'],
    [400, 10_004, 'create', 'server.rejected'],
    [404, 10_003, 'resume', 'upload.expired'],
    [409, 10_005, 'send', 'upload.conflict'],
  ] as const)('%s with code %s to %s means %s', (status, code, kind, expected) => {
    const problem = explained(status, { code, message: 'Words of the host' }, kind)
    expect(problem).toMatchObject({ code: expected, detail: `Words of the host (code ${code})` })
  })

  test('with many videos in the queue is no lack of room', () => {
    expect(explained(413, { code: 10_011, message: 'Too many videos queued or encoding' })).toMatchObject({ code: 'server.busy' })
    expect(explained(413, { code: 10_011, message: 'Storage capacity exceeded; encoding stopped' })).toMatchObject({
      code: 'account.quota',
    })
  })

  test('that names a date is waited out by the clock of the host', () => {
    const headers = { date: 'Fri, 20 Nov 2026 10:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' }
    expect(explained(429, { code: 10_016, message: 'slow down' }, 'create', headers)?.retryAfterMs).toBe(30_000)
  })

  test('that names a time is waited out', () => {
    expect(explained(429, { code: 971, message: 'slow down' }, 'create', { 'retry-after': '12' })).toMatchObject({
      code: 'server.busy',
      retryAfterMs: 12_000,
    })
  })

  test('of HEAD with 400 means a missing key only where the key is sent', () => {
    expect(explained(400, '', 'resume', {}, false)).toMatchObject({ code: 'account.signIn' })
    expect(explained(400, '', 'resume', {}, true)).toMatchObject({ code: 'server.rejected' })
  })

  test('of any kind after its time means that the upload has expired, except that of a key', () => {
    for (const status of [400, 403, 404, 410]) {
      expect(explained(status, '', 'resume', {}, true, NOW)).toMatchObject({ code: 'upload.expired' })
      expect(explained(status, '', 'resume', {}, false, NOW - 1)).toMatchObject({ code: 'upload.expired' })
    }
    expect(explained(401, '', 'send', {}, false, NOW - 1)).toMatchObject({ code: 'account.signIn' })
    expect(explained(403, '', 'resume', {}, true, NOW + 1)).toMatchObject({ code: 'upload.refused' })
  })

  test('of an address that needs no key does not blame the account', () => {
    expect(explained(403, '', 'resume', {}, true)).toMatchObject({ code: 'upload.refused' })
    expect(explained(403, '', 'resume', {}, false)).toMatchObject({ code: 'account.forbidden' })
    expect(explained(401, '', 'send', {}, false)).toMatchObject({ code: 'account.signIn' })
  })

  test('that is a web page keeps its title', () => {
    expect(explained(520, '<html><title>Web server is down</title></html>', 'send')).toMatchObject({
      code: 'server.error',
      detail: 'Web server is down',
    })
  })
})

describe('a status', () => {
  const of = (change: Partial<Video>) => statusOf({ uid: 'v', ...change })

  test.each([
    [{ state: 'pendingupload' }, undefined, 'pending', null],
    [{ state: 'downloading' }, false, 'pending', null],
    [{ state: 'inprogress', pctComplete: '51.5' }, false, 'pending', 51.5],
    [{ state: 'inprogress', pctComplete: '51.5' }, true, 'playable', 51.5],
    [{ state: 'ready', pctComplete: '39.000000' }, true, 'playable', 39],
    [{ state: 'ready', pctComplete: '100.000000' }, true, 'complete', 100],
    [{ state: 'ready', pctComplete: 100 }, true, 'complete', 100],
    [{ state: 'ready' }, true, 'complete', 100],
    [{ state: 'live-inprogress' }, false, 'pending', null],
    [{ state: 'something-new', pctComplete: 'soon' }, false, 'pending', null],
    [undefined, true, 'complete', 100],
  ] as const)('%o with readyToStream %s is %s', (status, readyToStream, state, percent) => {
    expect(of({ status, readyToStream })).toMatchObject({ state, percent })
  })

  test.each([
    [{ errorReasonCode: 'ERR_NON_VIDEO', errorReasonText: 'Not a video' }, 'Not a video (ERR_NON_VIDEO)'],
    [{ errReasonCode: 'ERR_NON_VIDEO', errReasonText: 'Not a video' }, 'Not a video (ERR_NON_VIDEO)'],
    [{ errorReasonCode: '', errReasonCode: 'ERR_UNKNOWN' }, 'ERR_UNKNOWN'],
    [{}, 'error'],
  ])('failed with %o has the reason %s', (reason, expected) => {
    expect(of({ status: { state: 'error', ...reason } })).toMatchObject({ state: 'failed', reason: expected })
  })

  test('has links only where the host gave addresses of the web', () => {
    expect(
      of({ status: { state: 'ready' }, preview: 'https://c.example/v/watch', thumbnail: 'javascript:alert(1)' }).links,
    ).toEqual({
      watch: 'https://c.example/v/watch',
      embed: 'https://c.example/v/iframe',
    })
    expect(of({ status: { state: 'ready' }, preview: 'https://c.example/other' }).links).toEqual({
      watch: 'https://c.example/other',
    })
  })

  test('has a size when the host knows one', () => {
    expect(of({ size: 5 }).sizeBytes).toBe(5)
    expect(of({ size: 0 }).sizeBytes).toBeNull()
    expect(of({}).sizeBytes).toBeNull()
  })
})
