import { describe, expect, it } from 'vitest'
import { videoIdIn } from '../../../../src-main/adapters/providers/vimeo/api.ts'
import { linkProblem } from '../../../../src-main/adapters/providers/vimeo/create-video.ts'
import { createVimeoProvider } from '../../../../src-main/adapters/providers/vimeo/provider.ts'
import { statusOf } from '../../../../src-main/adapters/providers/vimeo/status.ts'

const provider = createVimeoProvider({ http: { call: () => Promise.reject(new Error('no calls here')) }, now: () => 0 })

describe('the fields of Vimeo', () => {
  it('need a token, entered now or stored', () => {
    expect(() => provider.checkAccount({}, {}, [])).toThrow('Access token is missing.')
    expect(provider.checkAccount({}, { accessToken: 'abcd' }, [])).toEqual({})
    expect(provider.checkAccount({ apiBase: 'https://api.test/' }, {}, ['accessToken'])).toEqual({ apiBase: 'https://api.test' })
  })

  it('take description and privacy as options and nothing else', () => {
    expect(provider.checkOptions({ description: ' Final ', privacy: 'nobody' }, 0)).toEqual({
      description: 'Final',
      privacy: 'nobody',
    })
    expect(() => provider.checkOptions({ folder: 'x' }, 0)).toThrow('There is no option “folder”. Known: description, privacy.')
    expect(provider.options.every(({ later }) => later)).toBe(true)
  })

  it('have a token that is secret, and an upload address that is, too', () => {
    expect(provider.fields.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['accessToken'])
    expect(provider.secretUploadUrl).toBe(true)
  })
})

describe('the state of a video', () => {
  it.each([
    [{ status: 'uploading', upload: { status: 'in_progress' }, transcode: { status: 'in_progress' } }, 'pending', null],
    [{ status: 'transcode_starting', transcode: { status: 'in_progress' } }, 'pending', null],
    [{ status: 'transcoding', transcode: { status: 'in_progress' } }, 'pending', null],
    [{ status: 'available', transcode: { status: 'complete' } }, 'complete', null],
    [{ status: 'available' }, 'complete', null],
    [{ status: 'transcoding_error', transcode: { status: 'error' } }, 'failed', 'transcoding_error'],
    [{ status: 'quota_exceeded', transcode: null }, 'failed', 'quota_exceeded'],
    [{ status: 'uploading_error', upload: { status: 'error' } }, 'failed', 'uploading_error'],
    [{ transcode: { status: 'error' } }, 'failed', 'error'],
    [{}, 'pending', null],
  ])('%j is %s', (video, state, reason) => {
    expect(statusOf(video)).toMatchObject({ state, reason })
  })

  it('has the links of Vimeo', () => {
    const link = 'https://vimeo.com/1'
    expect(statusOf({ link, player_embed_url: 'https://player.vimeo.com/video/1' }).links).toEqual({
      watch: link,
      embed: 'https://player.vimeo.com/video/1',
    })
    expect(statusOf({ link: null }).links).toEqual({})
  })
})

describe('the link that bytes go to', () => {
  const api = new URL('https://api.vimeo.com')
  const standIn = new URL('http://127.0.0.1:1')

  it('may be any protected server, and this computer only for a test server', () => {
    expect(linkProblem('https://files.tus.vimeo.com/files/x', api)).toBeNull()
    expect(linkProblem('https://other.example.com/x', api)).toBeNull()
    expect(linkProblem('http://127.0.0.1:2/files/x', standIn)).toBeNull()
  })

  it.each([
    ['http://files.tus.vimeo.com/files/secret', api, 'server.location'],
    ['https://localhost/files/secret', api, 'server.foreign'],
    ['https://files.tus.vimeo.com/files/secret', standIn, 'server.foreign'],
    ['secret', api, 'server.answer'],
  ])('%s is not trusted, and not repeated as a whole', (link, base, code) => {
    const problem = linkProblem(link, base)
    expect(problem?.code).toBe(code)
    expect(JSON.stringify(problem)).not.toContain('secret')
  })
})

it('finds the id of a video in its address, also of an unlisted one', () => {
  expect(videoIdIn('/videos/123')).toBe('123')
  expect(videoIdIn('/videos/123:0a1b2c')).toBe('123')
})
