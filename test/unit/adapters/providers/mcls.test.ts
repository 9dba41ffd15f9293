import { describe, expect, it } from 'vitest'
import { type Stream, streamSchema } from '../../../../src-main/adapters/providers/mcls/api.ts'
import { attachAddress, checkOptions, checkSettings } from '../../../../src-main/adapters/providers/mcls/fields.ts'
import { liveStreamOf } from '../../../../src-main/adapters/providers/mcls/live.ts'
import { tokenIn } from '../../../../src-main/adapters/providers/mcls/login.ts'
import { statusOf } from '../../../../src-main/adapters/providers/mcls/status.ts'
import { mayHaveToken, mayUpload } from '../../../../src-main/adapters/providers/mcls/upload-server.ts'
import { englishOf } from '../../../../src-main/contract/i18n/phrase.ts'

const settings = { orgId: 'org-1', email: 'a@club.example', tusEndpoint: 'https://uploads.mycujoo.tv/files/' }
const checked = (more: Record<string, string> = {}) => checkSettings({ ...settings, ...more }, { password: 'secret' }, [])
const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'

describe('the token in the answer to a login', () => {
  it.each([
    ['token', { token: 'abc' }],
    ['access_token', { access_token: 'abc', expires_in: 1 }],
    ['accessToken', { user: 'x', accessToken: 'abc' }],
    ['jwt', { jwt: 'abc' }],
    ['auth_token', { auth_token: 'abc' }],
    ['one level below', { data: { token: 'abc' } }],
    ['with its scheme', { token: 'Bearer abc' }],
    ['a name before something that looks like a token', { id: jwt, token: 'abc' }],
  ])('is found: %s', (_, answer) => {
    expect(tokenIn(JSON.stringify(answer))).toBe('abc')
  })

  it.each([
    ['under any name', JSON.stringify({ ok: true, session: jwt })],
    ['under any name, one level below', JSON.stringify({ result: { session: jwt } })],
    ['but not one for refreshing', JSON.stringify({ refresh: 'eyJx.eyJy.z', session: jwt })],
    ['as the whole answer', jwt],
    ['as a JSON text', JSON.stringify(jwt)],
  ])('is recognised by its form: %s', (_, body) => {
    expect(tokenIn(body)).toBe(jwt)
  })

  it.each(['', '{}', '[]', 'null', '<html>', '{"token":""}', '{"token":7}', '{"token":"a\\nb"}', '{"a":{"b":{"token":"abc"}}}'])(
    'is not found in %s',
    (body) => {
      expect(tokenIn(body)).toBeNull()
    },
  )
})

describe('account settings', () => {
  it('keep the upload address as it was entered, slash included', () => {
    expect(checked()['tusEndpoint']).toBe('https://uploads.mycujoo.tv/files/')
    expect(checked({ tusEndpoint: ' https://uploads.mycujoo.tv/files ' })['tusEndpoint']).toBe('https://uploads.mycujoo.tv/files')
  })

  it('are the same when they are checked again', () => {
    const once = checked({ region: 'REGION_AUTODETECT', configId: 'config-1', tokenAtUploadHost: 'ALWAYS' })
    expect(checkSettings(once, {}, ['password'])).toEqual(once)
    expect(once['tokenAtUploadHost']).toBe('always')
  })

  it.each([
    ['Organisation', { orgId: '' }],
    ['E-mail', { email: ' ' }],
    ['Upload address', { tusEndpoint: '' }],
    ['Upload address', { tusEndpoint: 'http://uploads.mycujoo.tv/files/' }],
    ['Token at the upload address', { tokenAtUploadHost: 'sometimes' }],
    ['Address for events', { attachUrl: '{apiBase}/events/{event}' }],
    ['Address for events', { attachUrl: '{apiBase}/{org}/{event}/{stream}' }],
    ['Address for events', { attachUrl: 'events/{event}/{stream}' }],
    ['Address for events', { attachUrl: 'https://elsewhere.example/{event}/{stream}' }],
    ['passphrase', { passphrase: 'x' }],
  ])('name the field that is wrong: %s', (name, change) => {
    expect(() => checked(change)).toThrow(name)
  })

  it('need a password, entered now or stored', () => {
    expect(() => checkSettings(settings, {}, [])).toThrow('Password is missing')
    expect(() => checkSettings(settings, { password: '' }, ['password'])).toThrow('Password is missing')
    expect(checkSettings(settings, {}, ['password'])['orgId']).toBe('org-1')
  })
})

describe('the address that attaches a video to an event', () => {
  it('is the documented one unless another is set', () => {
    const usual = attachAddress(checked(), 'event 1', 'stream-1').href
    expect(usual).toBe('https://mls-api.mycujoo.tv/bff/events/v1beta1/event%201/stream/stream-1')
    const own = attachAddress(checked({ attachUrl: 'https://mcls-api.mycujoo.tv/e/{event}/stream/{stream}' }), 'e', 's').href
    expect(own).toBe('https://mcls-api.mycujoo.tv/e/e/stream/s')
  })

  it.each(['../other', '..', 'a b', 'a?b', 'a#b'])('takes ids only, not “%s”', (eventId) => {
    expect(() => checkOptions({ eventId })).toThrow('is not an id')
  })

  it('is not called for an empty event, and other options are refused', () => {
    expect(checkOptions({ eventId: ' ' })).toEqual({})
    expect(() => checkOptions({ title: 'x' })).toThrow('There is no option “title”')
  })
})

describe('upload servers', () => {
  it('may be at the second domain of MyCujoo', () => {
    const [second, foreign] = ['https://uploads.mycujoo.stream/files/1', 'https://mycujoo.stream.example/files/1'].map(
      (address) => new URL(address),
    )
    for (const [url, allowed] of [
      [second, true],
      [foreign, false],
    ] as const) {
      expect(url && [mayUpload(url, checked()), mayHaveToken(url, checked())]).toEqual([allowed, allowed])
    }
  })

  const own = { tusEndpoint: 'https://tus.example.com/files/' }
  const stand = { apiBase: 'http://127.0.0.1:4000', tusEndpoint: 'http://127.0.0.1:5000/files/' }

  it.each([
    ['a host of MyCujoo gets it', checked(), 'https://uploads.mycujoo.tv/files/1', true],
    ['not without protection', checked(), 'http://uploads.mycujoo.tv/files/1', false],
    ['a name that only ends alike does not', checked(), 'https://evilmycujoo.tv/files/1', false],
    ['another host does not', checked(own), 'https://tus.example.com/files/1', false],
    ['another host does by a setting', checked({ ...own, tokenAtUploadHost: 'always' }), 'https://tus.example.com/files/1', true],
    ['but only the one that was entered', checked({ ...own, tokenAtUploadHost: 'always' }), 'https://cdn.example.com/1', false],
    ['no host does by a setting', checked({ tokenAtUploadHost: 'never' }), 'https://uploads.mycujoo.tv/files/1', false],
    ['this computer does with an API on it', checked(stand), 'http://127.0.0.1:5000/files/1', true],
    ['and not with the real one', checked({ ...stand, apiBase: '' }), 'http://127.0.0.1:5000/files/1', false],
  ])('and the token: %s', (_, account, url, expected) => {
    expect(mayHaveToken(new URL(url), account)).toBe(expected)
  })

  it.each([
    ['the one that was entered', checked(own), 'https://tus.example.com/other/1', true],
    ['those of MyCujoo', checked(own), 'https://node-3.mycujoo.tv/1', true],
    ['no others', checked(own), 'https://cdn.example.com/1', false],
    ['none without protection', checked(own), 'http://tus.example.com/files/1', false],
  ])('take bytes: %s', (_, account, url, expected) => {
    expect(mayUpload(new URL(url), account)).toBe(expected)
  })
})

const stream = (more: Partial<Stream>): Stream => ({ id: 's', ...more }) as Stream

describe('the status of a stream', () => {
  it('is complete with the best playlist that is switched on', () => {
    const status = statusOf(
      stream({
        playlists: [
          { protocol: 'PROTOCOL_HLS', url: 'https://x/live', is_enabled: true, is_vod: false, is_transcoded: true },
          { protocol: 'PROTOCOL_HLS', url: 'https://x/off', is_enabled: false, is_vod: true, is_transcoded: true },
          { protocol: 'PROTOCOL_HLS', url: 'https://x/raw', is_enabled: true, is_vod: true, is_transcoded: false },
          { protocol: 'PROTOCOL_HLS', url: 'https://x/best', is_enabled: true, is_vod: true, is_transcoded: true },
        ],
      }),
    )
    expect(status).toMatchObject({ state: 'complete', links: { hls: 'https://x/best' }, percent: null })
  })

  it.each([
    ['nothing', {}, 'no playlist yet'],
    ['an upload', { upload_id: 'u', transcoding_state: 'STATE_UNSPECIFIED' }, 'upload received, no playlist yet'],
    ['a state', { upload_id: 'u', transcoding_state: 'STATE_ACTIVE' }, 'STATE_ACTIVE'],
    ['a playlist that is off', { playlists: [{ url: 'https://x', is_enabled: false }] }, 'no playlist yet'],
    ['a playlist without an address', { playlists: [{ url: '', is_enabled: true }] }, 'no playlist yet'],
  ])('is pending with %s', (_, more, words) => {
    const status = statusOf(stream(more as Partial<Stream>))
    expect({ ...status, words: englishOf(status.words) }).toMatchObject({ state: 'pending', words, links: {} })
  })
})

describe('a live stream', () => {
  const live = stream({ title: 'Final', key: 'key-12345', endpoint: 'rtmp://ingest/live', is_active: true, stats: {} })

  it('shows figures only while it is active, with their units', () => {
    const stats = {
      connection_count: 1,
      video_resolution: '1920x1080',
      video_bit_rate: 6_000_000,
      video_frame_rate: '50',
      video_key_frame_consistent: true,
      audio_bit_rate: null,
    }
    const shown = [
      { name: 'Connections', value: '1' },
      { name: 'Video resolution', value: '1920x1080 px' },
      { name: 'Video bit rate', value: '6.00 Mbit/s' },
      { name: 'Video frame rate', value: '50 fps' },
      { name: 'Key frames at even distances', value: 'yes' },
    ]
    expect(liveStreamOf({ ...live, stats }, 1).stats).toEqual(shown)
    expect(liveStreamOf({ ...live, stats, is_active: false }, 1).stats).toEqual([])
  })

  it('shows how long a signal was, also when it is first read after the event', () => {
    const ended = { ...live, is_active: false, connection_time_seconds: 5_400, transcoding_time_seconds: 5_300 }
    expect(liveStreamOf({ ...ended, stats: { connection_count: 0 } }, 1)).toMatchObject({
      stats: [
        { name: 'Connected for', value: '5400 s' },
        { name: 'Transcoding for', value: '5300 s' },
      ],
      statsAt: null,
    })
  })

  it.each([
    [6_000_000, 128_000, '6.00 Mbit/s', '128 kbit/s'],
    [6_000, 128, '6.00 Mbit/s', '128 kbit/s'],
    ['850000', '96', '850 kbit/s', '96 kbit/s'],
    ['variable', true, 'variable', 'yes'],
  ])('shows the bit rates %s and %s in the unit that they can only have', (video_bit_rate, audio_bit_rate, video, audio) => {
    const { stats } = liveStreamOf({ ...live, stats: { video_bit_rate, audio_bit_rate } }, 1)
    expect(stats.map(({ value }) => value)).toEqual([video, audio])
  })

  it('shows everything else that the host says, and marks playlists that are switched off', () => {
    const shown = liveStreamOf(
      streamSchema.parse({
        id: 's1',
        region: 'REGION_EUROPE_WEST',
        config_id: 'c1',
        config: { name: 'Default' },
        is_enabled: true,
        is_public: false,
        transcoding_state: 'STATE_ACTIVE',
        push_endpoints: ['rtmp://push'],
        pull_endpoints: [{ protocol: 'PROTOCOL_FLV', endpoint: 'https://pull/1.flv', is_transcoded: true }],
        playlists: [
          { protocol: 'PROTOCOL_HLS', type: 'TYPE_CDN', url: 'https://p/1', is_enabled: true, is_vod: true },
          { protocol: 'PROTOCOL_HLS', url: 'https://p/2', is_enabled: false, is_transcoded: false },
        ],
      }),
      1,
    )
    expect(shown.facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Region: EUROPE_WEST',
      'Configuration: Default, c1',
      'Enabled: yes',
      'Public: no',
      'Transcoding: active',
    ])
    expect(shown.endpoints).toEqual([
      { kind: 'push', address: 'rtmp://push' },
      { kind: 'pull, FLV, transcoded', address: 'https://pull/1.flv' },
    ])
    expect(shown.playlists).toEqual([
      { url: 'https://p/1', kind: 'HLS recording (CDN)', enabled: true },
      { url: 'https://p/2', kind: 'HLS as it came in', enabled: false },
    ])
  })

  it('never contains its key, not even in an address', () => {
    const shown = liveStreamOf({ ...live, endpoint: 'rtmp://ingest/live/key-12345' }, 1)
    expect(shown.hasKey).toBe(true)
    expect(shown.ingest).toBe('rtmp://ingest/live/…')
    expect(JSON.stringify(shown)).not.toContain('key-12345')
  })

  it.each([
    ['a text', ['rtmp://push'], 'rtmp://push'],
    ['an object', [{ protocol: 'x', endpoint: 'rtmp://push' }], 'rtmp://push'],
    ['nothing usable', [7, null, ''], null],
  ])('takes its address from a push endpoint that is %s', (_, push_endpoints, ingest) => {
    const read = streamSchema.parse({ id: 's1', endpoint: '', push_endpoints })
    expect(liveStreamOf(read, 1).ingest).toBe(ingest)
  })
})
