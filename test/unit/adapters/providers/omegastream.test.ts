import { describe, expect, it } from 'vitest'
import { videoSchema } from '../../../../src-main/adapters/providers/omegastream/api.ts'
import { titleOf } from '../../../../src-main/adapters/providers/omegastream/fields.ts'
import { createOmegastreamProvider } from '../../../../src-main/adapters/providers/omegastream/provider.ts'
import { statusOf } from '../../../../src-main/adapters/providers/omegastream/status.ts'
import { mediaIdIn } from '../../../../src-main/adapters/providers/omegastream/version-one.ts'
import { failureFrom } from '../../../../src-main/contract/errors/errors.ts'
import { phrase } from '../../../../src-main/contract/i18n/phrase.ts'
import { anUpload } from '../../../support/fakes.ts'

const BASE = 'https://api.omegastream.net'
const UUID = '17008615-2fd2-46f3-bb85-2ad4ca0466e1'
const provider = createOmegastreamProvider({ http: { call: () => Promise.reject(new Error('no call expected')) }, now: () => 0 })
const account = { id: 'a', name: 'Studio', settings: {}, secret: async () => 'ky_6cf8213c7badf0b3c03f' }
const context = { timeouts: { connectMs: 1, stallMs: 1, answerMs: 1 }, signal: new AbortController().signal }

function caught(run: () => unknown) {
  try {
    run()
  } catch (error) {
    return failureFrom(error)
  }
  return null
}

function video(change: Record<string, unknown>) {
  return videoSchema.parse({
    uuid: UUID,
    title: 'Bull run',
    status: 'process-completed',
    created_at: '2023-02-27T16:35:36.008Z',
    deleted_at: null,
    size: 59_039_744,
    ready_to_stream: true,
    thumbnail: 's3://processed/thumbnail.png',
    meta: null,
    ...change,
  })
}

const playback = { hls: 's3://p/playlist.m3u8', dash: null, r_720p: 's3://p/720p.mp4' }
const playback_v2 = {
  hls: 'https://h.test/playlist.m3u8?s=sig',
  dash: 'https://h.test/playlist.mpd?s=sig',
  audio: 'https://h.test/audio.aac?s=sig',
  r_1080p: null,
  r_240p: 'https://h.test/240p.mp4?s=sig',
  r_720p: 'https://h.test/720p.mp4?s=sig',
}

describe('account settings', () => {
  it('take version 2 and the real address by default', () => {
    expect(provider.checkAccount({}, { apiKey: 'ky_1' }, [])).toEqual({})
    expect(provider.fields.find(({ name }) => name === 'version')?.default).toBe('v2')
    expect(provider.fields.find(({ name }) => name === 'apiBase')?.default).toBe(BASE)
  })

  it('need a key, entered now or stored', () => {
    expect(caught(() => provider.checkAccount({}, {}, []))?.params['reason']).toBe('API key is missing.')
    expect(provider.checkAccount({ version: 'V1' }, {}, ['apiKey'])).toEqual({ version: 'v1' })
  })

  it('refuse a third version', () => {
    expect(caught(() => provider.checkAccount({ version: 'v3' }, {}, ['apiKey']))?.code).toBe('account.invalid')
  })

  it('warn of version 1 only', () => {
    expect(provider.notice?.({ version: 'v1' })?.message).toContain('1 January 2024')
    expect(provider.notice?.({})).toBeNull()
  })
})

describe('the title of a video', () => {
  const upload = anUpload({ name: 'Cup final.MOV' })

  it('is the option, the title of the upload, or the name of the file', () => {
    expect(titleOf({ ...upload, title: 'Final', options: { title: 'Cup' } })).toBe('Cup')
    expect(titleOf({ ...upload, title: 'Final' })).toBe('Final')
    expect(titleOf(upload)).toBe('Cup final')
  })

  it('is cut when it comes from a long file name, and refused when a person entered it', () => {
    expect([...titleOf({ ...upload, name: `${'é'.repeat(200)}.mp4` })]).toHaveLength(128)
    expect(caught(() => titleOf({ ...upload, title: 'x'.repeat(129) }))?.params['reason']).toContain('129 characters')
    expect(caught(() => provider.checkOptions({ title: 'x'.repeat(129) }, 0))?.code).toBe('input.invalid')
  })
})

describe('the state of a video', () => {
  const stateOf = (change: Record<string, unknown>) => statusOf(video(change), BASE).state

  it.each(['ready-to-upload', 'uploaded', 'in-progress', 'something new'])('waits while it is %s', (status) => {
    expect(statusOf(video({ status, ready_to_stream: false }), BASE)).toMatchObject({
      state: 'pending',
      words: status,
      links: {},
    })
  })

  it('is playable as soon as either field for that is true', () => {
    expect(stateOf({ status: 'in-progress', ready_to_stream: true })).toBe('playable')
    expect(stateOf({ status: 'in-progress', ready_to_stream: null, ready_to_watch: true })).toBe('playable')
  })

  it('is complete with its links: the largest MP4, no audio, nothing from s3', () => {
    const source = { key: 'raw', size: 13_183_260 }
    expect(statusOf(video({ playback, playback_v2, storage: { bucket: 'b', source } }), BASE)).toEqual({
      state: 'complete',
      percent: null,
      words: 'process-completed',
      parts: [],
      links: {
        hls: playback_v2.hls,
        dash: playback_v2.dash,
        mp4: playback_v2.r_720p,
      },
      reason: null,
      sizeBytes: 13_183_260,
      durationSeconds: null,
      wholeSeconds: false,
    })
  })

  it('is polled again while links are still to come, but not when only the old ones exist', () => {
    expect(stateOf({ playback: null, playback_v2: null })).toBe('playable')
    const old = statusOf(video({ playback, playback_v2: null }), BASE)
    expect(old.state).toBe('complete')
    expect(old.links).toEqual({})
  })

  it('has an embed page with its signature; without one only where the video is public', () => {
    const embed = (privacy: string | null, signature: string | null) =>
      statusOf(video({ playback_v2, privacy }), BASE, { signature, thumbnail: null }).links.embed
    expect(embed('private', '5f2e')).toBe(`${BASE}/player/${UUID}/embedded?s=5f2e`)
    expect(embed('public', '')).toBe(`${BASE}/player/${UUID}/embedded`)
    expect(embed('public', null)).toBe(`${BASE}/player/${UUID}/embedded`)
    expect(embed('private', null)).toBeUndefined()
  })

  it('has the thumbnail that can be opened, wherever the host names one', () => {
    const thumbnail = (own: string | null, listed: string | null) =>
      statusOf(video({ playback_v2, thumbnail: own }), BASE, { signature: null, thumbnail: listed }).links.thumbnail
    expect(thumbnail('s3://a/t.png', 'https://h.test/t.png')).toBe('https://h.test/t.png')
    expect(thumbnail('https://h.test/own.png', null)).toBe('https://h.test/own.png')
    expect(thumbnail('s3://a/t.png', null)).toBeUndefined()
  })

  it('has the provider’s reason for a failure in one line', () => {
    const failed = video({ status: 'process-failed', meta: { failure: 'AccessDenied: Access Denied\n\tstatus code: 403' } })
    expect(statusOf(failed, BASE)).toMatchObject({
      state: 'failed',
      reason: 'AccessDenied: Access Denied status code: 403',
      links: {},
    })
    expect(statusOf(video({ status: 'process-failed' }), BASE).reason).toEqual(phrase('the host gives no reason'))
  })
})

it('reads the id of version 1 with and without its quotes', () => {
  expect(mediaIdIn({ 'stream-media-id': `"${UUID}"` })).toBe(UUID)
  expect(mediaIdIn({ 'stream-media-id': UUID })).toBe(UUID)
  expect(mediaIdIn({ 'stream-media-id': '""' })).toBeNull()
  expect(mediaIdIn({})).toBeNull()
})

describe('sign-in of tus requests', () => {
  const at = (address: string, settings: Record<string, string> = {}) =>
    provider.access({ ...account, settings }, context, { remoteId: UUID, remote: {} }).credentials(new URL(address))

  it('goes to the origin of the API only, never unprotected', async () => {
    expect(Object.keys(await at(`${BASE}/tusupload/1`))).toEqual(['signature', 'expiration', 'video-id'])
    expect(await at('https://api.omegastream.net.evil.test/tusupload/1')).toEqual({})
    expect(await at('http://api.omegastream.net/tusupload/1')).toEqual({})
    expect(await at('https://api.omegastream.net:8443/tusupload/1')).toEqual({})
  })

  it('is the SHA-256 of key, expiry and uuid for version 2, computed for each request', async () => {
    // printf %s ky_6cf8213c7badf0b3c03f8640017008615-2fd2-46f3-bb85-2ad4ca0466e1 | sha256sum
    const signature = 'cd1c2513bf96d40fdc895600336ff161888b66e31ec7b417cef6ade8b14bbfbe'
    expect(await at(`${BASE}/tusupload/1`)).toEqual({ signature, expiration: '86400', 'video-id': UUID })
  })

  it('is the key itself for version 1', async () => {
    expect(await at(`${BASE}/company/client/video/stream1`, { version: 'v1' })).toEqual({
      authorization: 'Bearer ky_6cf8213c7badf0b3c03f',
    })
  })
})

it('cannot rename an existing video', async () => {
  const ref = { remoteId: UUID, remote: {}, sentAt: 0, title: 'Cup' }
  const renamed = await provider.update?.(account, ref, { title: 'New', options: {} }, context).catch(failureFrom)
  expect(renamed).toMatchObject({ code: 'input.invalid' })
})

it('leads to the page where keys are made', () => {
  expect(provider.guide?.url).toBe('https://dash.omegastream.net/developer')
})
