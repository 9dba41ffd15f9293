/** @file The answers of Vimeo that Reelay reads. */
import * as vimeo from '../../../src-main/adapters/providers/vimeo/api.ts'
import { anUpload } from '../fakes.ts'
import { AGO, interrupted, NAME, prepare, type ReadAnswer, status, TITLE, test } from './shared.ts'

export const MODULES: readonly object[] = [vimeo]

const VIMEO_VIDEO = {
  uri: '/videos/123',
  name: TITLE,
  created_time: AGO,
  link: 'https://vimeo.example/123',
  player_embed_url: 'https://player.vimeo.example/123',
  duration: 12,
  status: 'uploading',
  upload: { status: 'in_progress', upload_link: 'http://127.0.0.1:9/link', size: 1000 },
  transcode: { status: 'in_progress' },
}

export const ANSWERS: readonly ReadAnswer[] = [
  {
    provider: 'vimeo',
    title: 'the state of a video',
    schema: vimeo.videoState,
    request: ['GET', /\/videos\/v1\?/],
    sample: VIMEO_VIDEO,
    needs: [],
    run: status,
  },
  {
    provider: 'vimeo',
    title: 'a video that was made',
    schema: vimeo.createdVideo,
    request: ['POST', /\/me\/videos$/],
    sample: VIMEO_VIDEO,
    otherAnswers: { 'GET /videos/123': VIMEO_VIDEO },
    needs: ['uri'],
    run: prepare(),
  },
  {
    provider: 'vimeo',
    title: 'the link of a video that is noted without one',
    schema: vimeo.linkOfVideo,
    request: ['GET', /\/videos\/123\?/],
    sample: VIMEO_VIDEO,
    needs: ['upload', 'upload.upload_link'],
    run: prepare(() => anUpload({ name: NAME, remoteId: '123' })),
  },
  {
    provider: 'vimeo',
    title: 'the videos since a lost answer',
    schema: vimeo.listedVideos,
    request: ['GET', /\/me\/videos\?/],
    sample: { data: [VIMEO_VIDEO] },
    otherAnswers: { 'POST /': { ...VIMEO_VIDEO, uri: '/videos/124' }, 'DELETE /': { status: 204 } },
    needs: ['data', 'data.0.uri'],
    run: prepare(interrupted),
    searches: true,
  },
  {
    provider: 'vimeo',
    title: 'the account',
    schema: vimeo.me,
    request: ['GET', /\/me\?/],
    sample: { name: 'Studio', upload_quota: { space: { free: 10, max: 20 } } },
    needs: [],
    run: test,
  },
  {
    provider: 'vimeo',
    title: 'a refusal',
    schema: vimeo.refusal,
    request: ['GET', /\/me\?/],
    sample: { error: 'no', developer_message: 'really not', error_code: 2204 },
    needs: [],
    run: test,
    status: 400,
  },
]
