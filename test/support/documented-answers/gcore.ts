/** @file The answers of Gcore that Reelay reads. */
import * as gcore from '../../../src-main/adapters/providers/gcore/api.ts'
import { providerContext } from '../provider-harness.ts'
import { AGO, copy, interrupted, prepare, type ReadAnswer, status, TITLE, test } from './shared.ts'

export const MODULES: readonly object[] = [gcore]

const GCORE_VIDEO = {
  id: 70_575,
  name: TITLE,
  client_id: 1,
  client_user_id: 7,
  status: 'empty',
  error: '',
  created_at: AGO,
  origin_url: '',
  origin_size: 29_260_881,
  origin_video_duration: 184_669,
  iframe_url: 'https://player.example/1',
  hls_url: 'https://g.example/master.m3u8',
  dash_url: 'https://g.example/master.mpd',
  poster: 'https://g.example/poster.jpg',
  screenshot: 'https://g.example/screen.jpg',
  converted_videos: [
    {
      name: 'vod720p',
      width: 1719,
      height: 720,
      size: 37_651_798,
      progress: 100,
      status: 'complete',
      error: '',
      mp4_url: 'https://g.example/720.mp4',
    },
  ],
}
const GCORE_UPLOAD = {
  servers: [{ id: 561, role: 'upload', hostname: '127.0.0.1:9', active: true, ssl: true }],
  token: 'eyJhbGciOiJIUzI3',
  video: { id: 70_575, name: TITLE, status: 'empty', client_id: 100 },
}

export const ANSWERS: readonly ReadAnswer[] = [
  {
    provider: 'gcore',
    title: 'the states of several videos',
    schema: gcore.videoStates,
    request: ['GET', /\/streaming\/videos\?/],
    sample: [{ ...GCORE_VIDEO, id: 'v1', status: 'pending' }],
    otherAnswers: { 'GET /streaming/videos/v1': { ...GCORE_VIDEO, id: 'v1', status: 'pending' } },
    needs: [],
    run: status,
  },
  {
    provider: 'gcore',
    title: 'the state of a video',
    schema: gcore.videoState,
    request: ['GET', /\/streaming\/videos\/v1$/],
    sample: { ...GCORE_VIDEO, id: 'v1', status: 'pending' },
    otherAnswers: { 'GET /': [] },
    needs: ['status'],
    run: status,
  },
  {
    provider: 'gcore',
    title: 'a video that was made',
    schema: gcore.created,
    request: ['POST', /\/streaming\/videos$/],
    sample: GCORE_VIDEO,
    otherAnswers: { 'GET /': GCORE_UPLOAD },
    needs: ['id'],
    run: prepare(),
  },
  {
    provider: 'gcore',
    title: 'where to send a file',
    schema: gcore.uploadParameters,
    request: ['GET', /\/upload$/],
    sample: GCORE_UPLOAD,
    otherAnswers: { 'POST /': GCORE_VIDEO },
    needs: ['servers', 'servers.0.hostname', 'token'],
    run: prepare(),
  },
  {
    provider: 'gcore',
    title: 'the videos since a lost answer',
    schema: gcore.videos,
    request: ['GET', /\/streaming\/videos\?/],
    sample: [GCORE_VIDEO],
    otherAnswers: { 'GET /': GCORE_UPLOAD, 'POST /': { ...GCORE_VIDEO, id: 2 } },
    needs: ['0.id'],
    run: prepare(interrupted),
    searches: true,
  },
  {
    provider: 'gcore',
    title: 'a video of a list',
    schema: gcore.video,
    request: ['POST', /\/streaming\/videos$/],
    sample: [GCORE_VIDEO],
    root: [0],
    needs: ['id'],
    run: copy,
  },
  {
    provider: 'gcore',
    title: 'the name of a video whose options change',
    schema: gcore.videoName,
    request: ['GET', /\/streaming\/videos\/v1$/],
    sample: GCORE_VIDEO,
    otherAnswers: { 'PATCH /': GCORE_VIDEO },
    needs: [],
    run: (provider, account) => {
      const ref = { remoteId: 'v1', remote: {}, sentAt: Date.now(), title: TITLE }
      const change = { options: { description: 'new' } }
      return provider.update?.(account, ref, change, providerContext()) ?? Promise.resolve()
    },
  },
  {
    provider: 'gcore',
    title: 'the account',
    schema: gcore.client,
    request: ['GET', /\/iam\/clients\/me$/],
    sample: { id: 7_350_925, email: 'studio@club.example', status: 'active' },
    needs: [],
    run: test,
  },
]
