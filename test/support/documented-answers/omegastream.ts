/** @file The answers of Omegastream that Reelay reads. */
import * as omegastream from '../../../src-main/adapters/providers/omegastream/api.ts'
import { AGO, interrupted, prepare, type ReadAnswer, status, TITLE, test } from './shared.ts'

export const MODULES: readonly object[] = [omegastream]

const OMEGASTREAM_VIDEO = {
  uuid: 'v1',
  title: TITLE,
  status: 'ready-to-upload',
  created_at: AGO,
  deleted_at: null,
  ready_to_stream: true,
  ready_to_watch: true,
  privacy: 'public',
  thumbnail: 's3://o/thumbnail.jpg',
  playback: {},
  playback_v2: { hls: 'https://o.example/playlist.m3u8?s=signature' },
  duration: 12.5,
  storage: { source: { size: 9_032_701 } },
  meta: { failure: '' },
}

export const ANSWERS: readonly ReadAnswer[] = [
  {
    provider: 'omegastream',
    title: 'the state of a video',
    schema: omegastream.videoSchema,
    request: ['GET', /\/video\/v1$/],
    sample: { ...OMEGASTREAM_VIDEO, deleted_at: '' },
    needs: [],
    run: status,
  },
  {
    provider: 'omegastream',
    title: 'the signature of an embed page',
    schema: omegastream.embedSchema,
    request: ['GET', /\/player\/v1\/embedded$/],
    sample: { signature: 'a-signature' },
    otherAnswers: { 'GET /': { ...OMEGASTREAM_VIDEO, deleted_at: '' } },
    needs: [],
    run: status,
  },
  {
    provider: 'omegastream',
    title: 'a video that was made',
    schema: omegastream.namedVideo,
    request: ['POST', /\/video$/],
    sample: OMEGASTREAM_VIDEO,
    needs: ['uuid'],
    run: prepare(),
  },
  {
    provider: 'omegastream',
    title: 'the videos since a lost answer',
    schema: omegastream.page,
    request: ['GET', /\/video\?/],
    sample: { data: [OMEGASTREAM_VIDEO], next: 0, total: 1 },
    otherAnswers: { 'POST /': { ...OMEGASTREAM_VIDEO, uuid: 'v2' } },
    needs: ['data', 'data.0.uuid'],
    run: prepare(interrupted),
    searches: true,
  },
  {
    provider: 'omegastream',
    title: 'the company of a key',
    schema: omegastream.company,
    request: ['GET', /\/account\/data$/],
    sample: { title: 'Cinema' },
    needs: [],
    run: test,
  },
  {
    provider: 'omegastream',
    title: 'how many videos there are',
    schema: omegastream.total,
    request: ['GET', /\/video\?/],
    sample: { data: [], next: 0, total: 1 },
    otherAnswers: { 'GET /': { status: 404 } },
    needs: [],
    run: test,
  },
]
