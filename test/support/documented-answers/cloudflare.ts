/** @file The answers of Cloudflare Stream that Reelay reads. */
import * as cloudflare from '../../../src-main/adapters/providers/cloudflare/client.ts'
import * as refusals from '../../../src-main/adapters/providers/cloudflare/refusals.ts'
import { AGO, copy, interrupted, prepare, type ReadAnswer, rename, status, TITLE, test } from './shared.ts'

export const MODULES: readonly object[] = [cloudflare, refusals]

const CLOUDFLARE_VIDEO = {
  uploadExpiry: '2030-01-01T00:00:00Z',
  uid: 'v1',
  thumbnail: 'https://c.example/v1/thumbnails/thumbnail.jpg',
  readyToStream: true,
  status: {
    state: 'pendingupload',
    pctComplete: '39.000000',
    errorReasonCode: '',
    errorReasonText: '',
    errReasonCode: '',
    errReasonText: '',
  },
  meta: { name: TITLE, reelay: 'one' },
  created: AGO,
  size: 9_032_701,
  duration: 12.5,
  preview: 'https://c.example/v1/watch',
  playback: { hls: 'https://c.example/v1/manifest/video.m3u8', dash: 'https://c.example/v1/manifest/video.mpd' },
}
const cloudflareAnswer = (result: unknown) => ({ result, success: true, errors: [], messages: [] })

export const ANSWERS: readonly ReadAnswer[] = [
  {
    provider: 'cloudflare',
    title: 'the state of a video',
    schema: cloudflare.videoState,
    request: ['GET', /\/stream\/v1$/],
    sample: cloudflareAnswer(CLOUDFLARE_VIDEO),
    root: ['result'],
    needs: [],
    run: status,
  },
  {
    provider: 'cloudflare',
    title: 'a copy that was begun',
    schema: cloudflare.namedVideo,
    request: ['POST', /\/stream\/copy$/],
    sample: cloudflareAnswer(CLOUDFLARE_VIDEO),
    root: ['result'],
    needs: ['uid'],
    run: copy,
  },
  {
    provider: 'cloudflare',
    title: 'the videos since a lost answer',
    schema: cloudflare.namedVideo,
    request: ['GET', /\/stream\?/],
    sample: cloudflareAnswer([CLOUDFLARE_VIDEO]),
    root: ['result', 0],
    otherAnswers: { 'DELETE /': { status: 200 } },
    needs: ['uid'],
    run: prepare(interrupted),
    searches: true,
  },
  {
    provider: 'cloudflare',
    title: 'the envelope of an answer',
    schema: cloudflare.envelope,
    request: ['POST', /\/stream\/copy$/],
    sample: cloudflareAnswer(CLOUDFLARE_VIDEO),
    needs: [],
    run: copy,
  },
  {
    provider: 'cloudflare',
    title: 'the metadata of a video that gets another title',
    schema: cloudflare.videoMeta,
    request: ['GET', /\/stream\/v1$/],
    sample: cloudflareAnswer(CLOUDFLARE_VIDEO),
    root: ['result'],
    otherAnswers: { 'POST /': cloudflareAnswer(CLOUDFLARE_VIDEO) },
    needs: ['meta'],
    run: rename,
  },
  {
    provider: 'cloudflare',
    title: 'the figures of an account',
    schema: cloudflare.usage,
    request: ['GET', /\/storage-usage$/],
    sample: cloudflareAnswer({ totalStorageMinutes: 10, totalStorageMinutesLimit: 1000, videoCount: 2 }),
    root: ['result'],
    needs: [],
    run: test,
  },
  {
    provider: 'cloudflare',
    title: 'a refusal',
    schema: refusals.refusal,
    request: ['GET', /\/storage-usage$/],
    sample: { ...cloudflareAnswer(null), success: false, errors: [{ code: 10_005, message: 'Bad request' }] },
    needs: [],
    run: test,
    status: 400,
  },
]
