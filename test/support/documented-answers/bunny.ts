/** @file The answers of Bunny Stream that Reelay reads. */
import * as bunny from '../../../src-main/adapters/providers/bunny/api.ts'
import { AGO, copy, interrupted, interruptedCopy, prepare, type ReadAnswer, status, statusOfSent, TITLE, test } from './shared.ts'

export const MODULES: readonly object[] = [bunny]

const BUNNY_VIDEO = {
  videoLibraryId: 12,
  guid: 'v1',
  title: TITLE,
  dateUploaded: AGO.replace('Z', ''),
  status: 0,
  length: 12,
  encodeProgress: 40,
  thumbnailFileName: 'thumbnail.jpg',
  transcodingMessages: [{ level: 2, message: 'low bit rate', value: '1' }],
}

export const ANSWERS: readonly ReadAnswer[] = [
  {
    provider: 'bunny',
    title: 'the state of a video',
    schema: bunny.videoSchema,
    request: ['GET', /\/videos\/v1$/],
    sample: { ...BUNNY_VIDEO, status: 4 },
    needs: ['status'],
    run: status,
  },
  {
    provider: 'bunny',
    title: 'a video that was made',
    schema: bunny.namedVideo,
    request: ['POST', /\/videos$/],
    sample: BUNNY_VIDEO,
    needs: ['guid'],
    run: prepare(),
  },
  {
    provider: 'bunny',
    title: 'the videos since a lost answer',
    schema: bunny.page,
    request: ['GET', /\/videos\?/],
    sample: { totalItems: 1, items: [BUNNY_VIDEO] },
    otherAnswers: { 'POST /': { ...BUNNY_VIDEO, guid: 'v2' } },
    needs: ['items', 'items.0.guid'],
    run: prepare(interrupted),
    searches: true,
  },
  {
    provider: 'bunny',
    title: 'what is stored of a video',
    schema: bunny.storedSchema,
    request: ['GET', /\/videos\/v1\/resolutions$/],
    sample: { data: { storageObjects: [{ objectName: 'original', length: 1_000, checksum: 'A0'.repeat(32) }] } },
    otherAnswers: { 'GET /': { ...BUNNY_VIDEO, status: 4 } },
    needs: [],
    run: statusOfSent,
  },
  {
    provider: 'bunny',
    title: 'a copy that was ordered',
    schema: bunny.fetchedSchema,
    request: ['POST', /\/videos\/fetch/],
    // Either name of the id is enough.
    sample: { id: 'v1', guid: 'v1', success: true, message: 'OK', statusCode: 200 },
    needs: [],
    run: copy,
  },
  {
    provider: 'bunny',
    title: 'the copies since a lost answer',
    schema: bunny.page,
    request: ['GET', /\/videos\?/],
    sample: { totalItems: 1, items: [BUNNY_VIDEO] },
    otherAnswers: { 'POST /': { id: 'v2' } },
    needs: ['items', 'items.0.guid'],
    run: interruptedCopy,
    searches: true,
  },
  {
    provider: 'bunny',
    title: 'how many videos there are',
    schema: bunny.total,
    request: ['GET', /\/videos\?/],
    sample: { totalItems: 1, items: [] },
    needs: [],
    run: test,
  },
  {
    provider: 'bunny',
    title: 'a refusal',
    schema: bunny.refusal,
    request: ['GET', /\/videos\?/],
    sample: { message: 'no', Message: 'no' },
    needs: [],
    run: test,
    status: 400,
  },
]
