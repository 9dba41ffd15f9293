import { describe, expect, it } from 'vitest'
import { timeOf, videoSchema } from '../../../../src-main/adapters/providers/bunny/api.ts'
import { createBunnyProvider } from '../../../../src-main/adapters/providers/bunny/provider.ts'
import { statusOf } from '../../../../src-main/adapters/providers/bunny/status.ts'
import { explainRefusal } from '../../../../src-main/adapters/providers/bunny/uploads.ts'
import { failureFrom } from '../../../../src-main/contract/errors/errors.ts'
import { englishOf } from '../../../../src-main/contract/i18n/phrase.ts'

const BASE = 'https://video.bunnycdn.com'
const GUID = '657bb740-a71b-4529-a012-528021c31a92'
const CDN = 'vz-abc.b-cdn.net'
const provider = createBunnyProvider({ http: { call: () => Promise.reject(new Error('no call expected')) }, now: () => 0 })
const account = { id: 'a', name: 'Studio', settings: { libraryId: '133' }, secret: async () => 'key-of-library' }
const context = { timeouts: { connectMs: 1, stallMs: 1, answerMs: 1 }, signal: new AbortController().signal }

function reasonOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    return failureFrom(error).params['reason']
  }
  return null
}

describe('account settings', () => {
  const check = (settings: Record<string, string>) => provider.checkAccount(settings, { apiKey: 'k' }, [])

  it('need a library and its key', () => {
    expect(reasonOf(() => check({}))).toBe('Library ID is missing.')
    expect(reasonOf(() => check({ libraryId: '133/videos' }))).toContain('is not a number')
    expect(reasonOf(() => provider.checkAccount({ libraryId: '133' }, {}, []))).toBe('API key is missing.')
  })

  it('take the pull zone as a host name or as an address', () => {
    expect(check({ libraryId: '133', cdnHostname: 'https://VZ-abc.b-cdn.net/' })).toEqual({ libraryId: '133', cdnHostname: CDN })
    expect(reasonOf(() => check({ libraryId: '133', cdnHostname: 'vz-abc.b-cdn.net/x' }))).toContain('is not a host name')
  })

  it('take whole milliseconds for the thumbnail', () => {
    expect(provider.checkOptions({ thumbnailTime: '1500' }, 0)).toEqual({ thumbnailTime: '1500' })
    expect(reasonOf(() => provider.checkOptions({ thumbnailTime: '1.5' }, 0))).toContain('whole number')
    expect(reasonOf(() => provider.checkOptions({ thumbnailTime: '-1' }, 0))).toContain('at least 0')
  })
})

describe('the state of a video', () => {
  const of = (change: Record<string, unknown>, cdn: string | undefined = CDN) =>
    statusOf(videoSchema.parse({ guid: GUID, status: 0, encodeProgress: 0, storageSize: 4_000, ...change }), cdn)

  it.each([
    [0, 'pending', 'Created'],
    [1, 'pending', 'Uploaded'],
    [2, 'pending', 'Processing'],
    [3, 'pending', 'Transcoding'],
    [4, 'complete', 'Finished'],
    [5, 'failed', 'Error'],
    [6, 'failed', 'UploadFailed'],
    [7, 'playable', 'JitSegmenting'],
    [8, 'complete', 'JitPlaylistsCreated'],
    [42, 'pending', 'status 42'],
  ])('%i is %s: %s', (status, state, words) => {
    const found = of({ status })
    expect({ ...found, words: englishOf(found.words) }).toMatchObject({ state, words, sizeBytes: null })
  })

  it('has a percentage while it is transcoded', () => {
    expect(of({ status: 3, encodeProgress: 40 }).percent).toBe(40)
    expect(of({ status: 2, encodeProgress: 40 }).percent).toBeNull()
  })

  it('has links below the pull zone, when that is known and the video can be played', () => {
    const folder = `https://${CDN}/${GUID}`
    expect(of({ status: 4, thumbnailFileName: 'thumbnail_1.jpg' }).links).toEqual({
      hls: `${folder}/playlist.m3u8`,
      thumbnail: `${folder}/thumbnail_1.jpg`,
    })
    expect(of({ status: 4 }).links.thumbnail).toBe(`${folder}/thumbnail.jpg`)
    expect(of({ status: 3 }).links).toEqual({})
    expect(statusOf(videoSchema.parse({ guid: GUID, status: 4 }), undefined).links).toEqual({})
  })

  it('has the reason of a failure, and warns of what is not an error', () => {
    const note = { level: 1, message: 'Note', value: null }
    const warning = { level: 2, message: 'Framerate', value: '240' }
    expect(of({ status: 5, transcodingMessages: [note, { level: 3, message: 'Broken', value: '' }] }).reason).toBe('Note; Broken')
    expect(of({ status: 5, transcodingMessages: [] }).reason).toBe('Error')
    expect(of({ status: 4, transcodingMessages: [note, warning] }).reason).toBe('Framerate: 240')
    expect(of({ status: 4, transcodingMessages: [note] }).reason).toBeNull()
  })
})

it('reads times without a zone as UTC', () => {
  expect(timeOf('2026-11-20T12:00:00.123')).toBe(Date.UTC(2026, 10, 20, 12, 0, 0, 123))
  expect(timeOf('2026-11-20T13:00:00+01:00')).toBe(Date.UTC(2026, 10, 20, 12))
  expect(timeOf(null)).toBeNaN()
})

describe('what a refusal means', () => {
  const meaning = (status: number, body: string, now: number) =>
    explainRefusal({ status, body, url: `${BASE}/tusupload/1`, headers: {} }, 'send', { now, signedUntil: 1_000 })?.code ?? null

  it('is a lock when the upload is “currently being updated”', () => {
    expect(meaning(409, 'The requested file is currently being updated', 0)).toBe('upload.locked')
    expect(meaning(409, 'Offset mismatch', 0)).toBeNull()
  })

  it('is the end of the upload once its first signature has expired', () => {
    expect([meaning(400, '', 1_001), meaning(401, '', 1_001)]).toEqual(['upload.expired', 'upload.expired'])
    expect([meaning(400, '', 999), meaning(401, '', 999), meaning(500, '', 1_001)]).toEqual([null, null, null])
  })
})

it('signs library, key, expiry and video, for its own origin only', async () => {
  const { credentials } = provider.access(account, context, { remoteId: GUID, remote: {} })
  // printf %s 133key-of-library604800657bb740-a71b-4529-a012-528021c31a92 | sha256sum
  expect(await credentials(new URL(`${BASE}/tusupload/1`))).toEqual({
    authorizationsignature: 'dc9c80bf7846689e0038ecf712973a0147de5b7fea01334c7fe6c2cdf8f0732b',
    authorizationexpire: '604800',
    videoid: GUID,
    libraryid: '133',
  })
  expect(await credentials(new URL('https://storage.bunnycdn.com/tusupload/1'))).toEqual({})
})

it('does not remove a video from a collection, which is not documented', async () => {
  const ref = { remoteId: GUID, remote: {}, sentAt: 0, title: 'Cup' }
  const left = await provider.update?.(account, ref, { options: { collection: '' } }, context).catch(failureFrom)
  expect(left).toMatchObject({ code: 'input.invalid' })
})
