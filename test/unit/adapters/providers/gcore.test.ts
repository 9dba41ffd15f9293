import { describe, expect, it } from 'vitest'
import { created, video } from '../../../../src-main/adapters/providers/gcore/api.ts'
import {
  bodyOfOptions,
  checkOptions,
  checkSettings,
  keyOf,
  originHeader,
  uploadSchemeOf,
} from '../../../../src-main/adapters/providers/gcore/fields.ts'
import { checkFile } from '../../../../src-main/adapters/providers/gcore/files.ts'
import { chosenServers, titleOf } from '../../../../src-main/adapters/providers/gcore/prepare.ts'
import {
  explainApi,
  explainUpload,
  isDisabledFeature,
  messageOf,
} from '../../../../src-main/adapters/providers/gcore/refusals.ts'
import { statusOf } from '../../../../src-main/adapters/providers/gcore/status.ts'
import type { HttpAnswer } from '../../../../src-main/engine/ports/http.ts'
import type { TusRequestKind } from '../../../../src-main/engine/ports/transfer.ts'

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJ2aWRlbyI6MX0.c2VjcmV0LXNpZ25hdHVyZQ'

function answer(status: number, body: string, headers: Record<string, string> = {}): HttpAnswer {
  return { status, body, headers, url: 'https://vod-uploader-ed-2.gvideo.co/upload/' }
}

function explained(status: number, body: string, kind: TusRequestKind = 'create', headers: Record<string, string> = {}) {
  return explainUpload(answer(status, body, headers), kind, { accountName: 'Studio', sizeBytes: 10, now: () => 0 })
}

describe('the provider’s own message', () => {
  it.each([
    ['{"errors":{"name":["can\'t be blank"]}}', "name can't be blank"],
    [
      '{"errors":{"name":["can\'t be blank","is too short"],"priority":"is out of range"}}',
      "name can't be blank, is too short; priority is out of range",
    ],
    ['{"errors":["one","two"]}', 'one, two'],
    ['{"status":400,"error":"Bad Request"}', 'Bad Request'],
    ['{"exception_class":"QuotaLimitExceed","message":"Quota exceeded","request_id":"f6"}', 'Quota exceeded'],
    ['{"errors":{},"error":"","message":"the last one"}', 'the last one'],
    ['Error: token invalid (null)', 'Error: token invalid (null)'],
    ['<html><head><title>502 Bad Gateway</title></head></html>', '502 Bad Gateway'],
    ['{"other":1}', '{"other":1}'],
  ])('is found in %s', (body, expected) => {
    expect(messageOf(body)).toBe(expected)
  })

  it('is null for an empty answer', () => {
    expect(messageOf('')).toBeNull()
  })

  it.each([
    [`Error: token invalid (${TOKEN})`, 'Error: token invalid (…)'],
    [`Error: token invalid (${TOKEN}${'x'.repeat(500)})`, 'Error: token invalid (…)'],
    [`{"error":"got ${TOKEN} instead"}`, 'got … instead'],
    ['{"message":"Bad permanent token: 1234$abcdef"}', 'Bad permanent token: …'],
    ['{"message":"wrong header APIKey 1234_abcdef"}', 'wrong header APIKey …'],
    ['{"errors":{"origin_url":["sftp://me:pass@disk.example/a.mp4 is invalid"]}}', 'origin_url sftp://… is invalid'],
  ])('has no key: %s', (body, expected) => {
    expect(messageOf(body)).toBe(expected)
  })
})

describe('refusals of an upload server', () => {
  it.each(['null', TOKEN, 'eyJcut'])('lead to another token when it is called invalid (%s)', (value) => {
    const problem = explained(500, `Error: token invalid (${value})`)
    expect(problem).toMatchObject({ code: 'upload.token', params: { host: 'vod-uploader-ed-2.gvideo.co', status: '500' } })
    expect(JSON.stringify(problem)).not.toContain('eyJ')
  })

  it.each([200, 400, 500, 503])('are recognised by their text, whatever the status (%d)', (status) => {
    expect(explained(status, 'token invalid (null)').code).toBe('upload.token')
  })

  it.each(['token video (12345) does not match this video (23456)', 'token client (123) does not match this client (234)'])(
    'are final: %s',
    (text) => {
      expect(explained(500, `Error: ${text}`)).toMatchObject({ code: 'upload.refused', detail: `Error: ${text}` })
    },
  )

  it('are final when the session could not be created', () => {
    expect(explained(405, '').code).toBe('upload.refused')
    expect(explained(405, '').detail).toContain('check parameters')
    expect(explained(405, 'no', 'send').code).toBe('server.rejected')
  })

  it('keep Retry-After', () => {
    expect(explained(429, 'slow down', 'create', { 'retry-after': '7' })).toMatchObject({
      code: 'server.busy',
      retryAfterMs: 7_000,
    })
  })

  it('leave the rest to tus, without the token', () => {
    const problem = explained(500, `cannot write ${TOKEN}`)
    expect(problem).toMatchObject({ code: 'server.error', detail: 'cannot write …' })
    expect(explained(404, '', 'resume').code).toBe('upload.expired')
  })
})

describe('refusals of the API', () => {
  it('are a wait for a full queue, and a quota where storage is full', () => {
    expect(explainApi(answer(422, '', { 'retry-after': '3' }), 'Studio', 'Queue limit reached (100), try later.')).toMatchObject({
      code: 'server.busy',
      retryAfterMs: 3_000,
    })
    const headers = { date: 'Fri, 20 Nov 2026 10:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' }
    expect(explainApi(answer(422, '', headers), 'Studio', 'Queue limit reached (100), try later.')?.retryAfterMs).toBe(30_000)
    expect(explainApi(answer(422, ''), 'Studio', 'The storage limit has been exceeded')?.code).toBe('account.quota')
    expect(explainApi(answer(422, ''), 'Studio', "name can't be blank")).toBeNull()
  })

  it('are recognised for a feature that is switched off', () => {
    expect(
      isDisabledFeature({ code: 'server.rejected', params: {}, detail: 'Feature is disabled. Contact support to enable.' }),
    ).toBe(true)
    expect(isDisabledFeature({ code: 'server.rejected', params: {} })).toBe(false)
  })
})

describe('an account', () => {
  const check = (settings: Record<string, string>, apiKey = '29841_c767'): Record<string, string> =>
    checkSettings(settings, { apiKey }, [])

  it('takes both forms of a token, and one with the scheme in front', () => {
    for (const entered of ['1234$0d16', '29841_c767', ' APIKey 29841_c767 ', 'Authorization: apikey 29841_c767']) {
      expect(() => check({}, entered)).not.toThrow()
    }
    expect(keyOf(' APIKey 1234$0d16\n')).toBe('1234$0d16')
    expect(keyOf('29841_c767')).toBe('29841_c767')
  })

  it('refuses what cannot be a token, without repeating it', () => {
    expect(() => check({}, '')).toThrow(/API token is missing/)
    expect(() => check({}, 'two words')).toThrow(/one word/)
    expect(() => check({}, 'two words')).not.toThrow(/two words/)
  })

  it('sends files over http on this computer only', () => {
    expect(() => check({ uploadScheme: 'http' })).toThrow(/this computer only/)
    expect(check({ uploadScheme: 'http', apiBase: 'http://127.0.0.1:9' })).toMatchObject({ uploadScheme: 'http' })
    expect(uploadSchemeOf({})).toBe('https')
    expect(uploadSchemeOf({ apiBase: 'http://127.0.0.1:9' })).toBe('http')
    expect(uploadSchemeOf({ apiBase: 'http://127.0.0.1:9', uploadScheme: 'https' })).toBe('https')
    expect(uploadSchemeOf({ uploadScheme: 'http' })).toBe('https')
  })

  it('refuses an API over http elsewhere', () => {
    expect(() => check({ apiBase: 'http://api.gcore.com' })).toThrow(/https/)
  })
})

describe('options', () => {
  it('are typed in the body of a request', () => {
    const options = checkOptions({
      description: 'From the pitch',
      directoryId: '800',
      priority: '-10',
      clientUserId: '10',
      sourceBitrateLimit: 'no',
      clipStartSeconds: '0',
      clipDurationSeconds: '60',
      autoTranscribeAudioLanguage: 'GER',
      autoTranslateSubtitlesLanguage: 'eng, fre',
    })
    expect(bodyOfOptions(options)).toEqual({
      description: 'From the pitch',
      directory_id: 800,
      priority: -10,
      client_user_id: 10,
      source_bitrate_limit: false,
      clip_start_seconds: 0,
      clip_duration_seconds: 60,
      auto_transcribe_audio_language: 'ger',
      auto_translate_subtitles_language: 'eng,fre',
    })
  })

  it('are reset with an empty text', () => {
    expect(bodyOfOptions({ description: '', directoryId: '' })).toEqual({ description: '', directory_id: null })
  })

  it.each([
    [{ priority: '11' }, /Priority.*at most 10/],
    [{ clientUserId: 'camera-1' }, /User number.*not a number/],
    [{ clientUserId: '1.5' }, /whole number/],
    [{ clipDurationSeconds: '5' }, /clip begins/],
    [{ autoTranscribeAudioLanguage: 'german' }, /Subtitles/],
    [{ autoTranslateSubtitlesLanguage: 'eng,germ' }, /Translate/],
    [{ colour: 'blue' }, /no option “colour”/],
  ])('are refused: %o', (options, reason) => {
    expect(() => checkOptions(options as Record<string, string>)).toThrow(reason)
  })
})

describe('the header for links', () => {
  const link = 'https://www.googleapis.com/drive/v3/files/1?alt=media'

  it('is what was entered, as a bearer token unless it says otherwise', () => {
    expect(originHeader(link, {}, 'ya29.abc')).toBe('Authorization: Bearer ya29.abc')
    expect(originHeader(link, {}, 'Basic dXNlcjpwYXNz')).toBe('Authorization: Basic dXNlcjpwYXNz')
    expect(originHeader(link, {}, 'Authorization: Bearer x')).toBe('Authorization: Bearer x')
    expect(originHeader(link, {}, null)).toBeNull()
  })

  it('goes to its hosts only', () => {
    expect(originHeader('https://www.googleapis.com.example.test/1', {}, 'x')).toBeNull()
    expect(originHeader('https://nas.example/1.mp4', { originHosts: 'nas.example,two.example' }, 'x')).toBe(
      'Authorization: Bearer x',
    )
    expect(originHeader(link, { originHosts: 'nas.example' }, 'x')).toBeNull()
    expect(originHeader('sftp://www.googleapis.com/1', {}, 'x')).toBeNull()
  })
})

describe('the upload servers', () => {
  const names = (servers: Parameters<typeof chosenServers>[0], scheme: 'https' | 'http' = 'https') =>
    chosenServers(servers, scheme).map(({ hostname }) => hostname)

  it('are those for uploads that are in use and have https; a missing fact does not exclude one', () => {
    const servers = [
      { hostname: 'plain' },
      { hostname: 'off', role: 'upload', active: false, ssl: true },
      { hostname: 'other', role: 'download', active: true, ssl: true },
      { hostname: 'open', role: 'upload', active: true, ssl: false },
      { hostname: 'good', role: 'upload', active: true, ssl: true },
    ]
    expect(names(servers)).toEqual(['good', 'plain'])
    expect(names(servers, 'http')).toEqual(['open', 'good', 'plain'])
    expect(names([{ hostname: 'off', active: false }])).toEqual([])
  })
})

describe('a file', () => {
  const media = { container: null, durationSeconds: null }
  it('may have 30 GB and one of the documented kinds', () => {
    expect(checkFile({ name: 'a.mp4', sizeBytes: 30 * 1024 ** 3, media })).toBeNull()
    expect(checkFile({ name: 'a.mp4', sizeBytes: 30 * 1024 ** 3 + 1, media })?.code).toBe('upload.tooLarge')
    expect(checkFile({ name: 'A.M2TS', sizeBytes: 1, media })).toBeNull()
    expect(checkFile({ name: 'clip', sizeBytes: 1, media: { ...media, container: 'matroska' } })).toBeNull()
  })

  it.each(['master.m3u8', 'stream.mpd', 'notes.txt', 'clip'])('is refused as %s', (name) => {
    expect(checkFile({ name, sizeBytes: 1, media })).toMatchObject({ code: 'file.kind', params: { host: 'Gcore', name } })
  })

  it('has its name without the ending as the title', () => {
    expect(titleOf({ title: null, name: 'C0001.tar.mp4' })).toBe('C0001.tar')
    expect(titleOf({ title: ' ', name: '.mp4' })).toBe('.mp4')
    expect(titleOf({ title: 'Final', name: 'C0001.mp4' })).toBe('Final')
  })
})

describe('a created video', () => {
  it('is read from an object and from a list', () => {
    expect(created.parse({ id: 7 }).id).toBe('7')
    expect(created.parse([{ id: 7 }, { id: 8 }]).id).toBe('7')
    expect(created.safeParse([]).success).toBe(false)
    expect(created.safeParse({ name: 'x' }).success).toBe(false)
  })
})

describe('status', () => {
  const of = (fields: Record<string, unknown>) => statusOf(video.parse({ id: 1, ...fields }))
  const quality = (height: number, progress: number, more: Record<string, unknown> = {}) => ({
    name: `vod${height}p`,
    width: height * 2,
    height,
    size: height,
    progress,
    status: progress === 100 ? 'complete' : 'processing',
    mp4_url: `https://cdn.example/${height}.mp4`,
    ...more,
  })

  it.each([
    ['empty', 'pending'],
    ['pending', 'pending'],
    ['viewable', 'playable'],
    ['ready', 'complete'],
    ['error', 'failed'],
    ['Ready', 'complete'],
    ['something new', 'pending'],
  ])('%s is %s', (status, state) => {
    expect(of({ status }).state).toBe(state)
  })

  it('reads the error in every state', () => {
    expect(of({ status: 'empty', error: 'File Invalid' })).toMatchObject({ state: 'failed', reason: 'File Invalid' })
    expect(of({ status: 'error', error: 'Encoding has failed' })).toMatchObject({
      state: 'failed',
      reason: 'Encoding has failed',
    })
    expect(of({ status: 'error' })).toMatchObject({ state: 'failed', reason: 'error' })
    expect(of({ status: 'pending', error: 'Network timeout occurred' })).toMatchObject({
      state: 'pending',
      reason: 'Network timeout occurred',
    })
    const kept = of({ status: 'viewable', error: 'The storage limit has been exceeded' })
    expect(kept).toMatchObject({ state: 'playable', reason: 'The storage limit has been exceeded' })
    expect(of({ status: 'ready', error: '' }).reason).toBeNull()
  })

  it('counts the progress of every quality', () => {
    const status = of({ status: 'viewable', converted_videos: [quality(360, 100), quality(720, 41)] })
    expect(status.parts).toEqual([
      { name: 'vod360p', percent: 100 },
      { name: 'vod720p', percent: 41 },
    ])
    expect(status.percent).toBe(71)
    expect(of({ status: 'pending' }).percent).toBeNull()
    expect(of({ status: 'ready' }).percent).toBe(100)
  })

  it('warns of a quality that failed', () => {
    const status = of({
      status: 'ready',
      converted_videos: [quality(360, 100), quality(720, 3, { status: 'error', error: 'no room' })],
    })
    expect(status).toMatchObject({ state: 'complete', reason: 'vod720p: no room' })
  })

  it('has links only when they exist', () => {
    const fields = {
      iframe_url: 'https://player.example/1',
      hls_url: 'https://cdn.example/master.m3u8',
      dash_url: null,
      poster: '',
      screenshot: 'https://cdn.example/shot.jpg',
      origin_size: 29,
      converted_videos: [quality(720, 100), quality(360, 100), quality(1080, 50), quality(2160, 100, { mp4_url: null })],
    }
    expect(of({ ...fields, status: 'pending' })).toMatchObject({ links: {}, sizeBytes: null })
    expect(of({ ...fields, status: 'viewable' })).toMatchObject({ sizeBytes: 29 })
    expect(of({ ...fields, status: 'ready' }).links).toEqual({
      watch: 'https://player.example/1',
      embed: 'https://player.example/1',
      hls: 'https://cdn.example/master.m3u8',
      mp4: 'https://cdn.example/720.mp4',
      thumbnail: 'https://cdn.example/shot.jpg',
    })
  })

  it('is read from a record with odd values', () => {
    expect(of({ status: 'ready', hls_url: 'javascript:alert(1)', origin_size: 'many', converted_videos: 'none' })).toMatchObject({
      state: 'complete',
      links: {},
      sizeBytes: null,
    })
  })
})
