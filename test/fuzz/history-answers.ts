/** @file What calls about History answer. */
import { z } from 'zod'
import { RESULTS } from '../../src-main/contract/history/past-upload.ts'
import { mediaFactsSchema } from '../../src-main/contract/media-schema.ts'
import { UPLOAD_KINDS, UPLOAD_STATES } from '../../src-main/contract/queue/upload.ts'
import { LINK_NAMES } from '../../src-main/contract/video.ts'
import { count, failureSchema, sha256, time } from './common-answers.ts'
import { processing, proof } from './upload-answers.ts'

/** Minutes that a calendar is ahead of UTC. */
export const utcOffset = z
  .int()
  .min(-24 * 60)
  .max(24 * 60)

const pastUpload = z.strictObject({
  id: z.int().min(1),
  uploadId: z.string(),
  kind: z.enum(UPLOAD_KINDS),
  batchId: z.string(),
  endedAt: time,
  day: z.iso.date(),
  utcOffset,
  result: z.enum(RESULTS),
  path: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  accountId: z.string(),
  accountName: z.string().min(1),
  provider: z.string(),
  sizeBytes: count,
  startedAt: time.nullable(),
  sentAt: time.nullable(),
  failure: failureSchema.nullable(),
  links: z.partialRecord(z.enum(LINK_NAMES), z.string()),
  deletedAt: time.nullable(),
  processing: processing.nullable(),
  receiptId: z.string().nullable(),
  sha256: sha256.nullable(),
  proof,
  media: mediaFactsSchema.nullable(),
  thumbnail: z.string().nullable(),
  rowState: z.enum(UPLOAD_STATES).nullable(),
})
const day = z.strictObject({
  day: z.iso.date(),
  uploads: z.strictObject({ sent: count, failed: count, cancelled: count }),
  sentBytes: count,
})
export const historyAnswers = {
  'history.days': z.strictObject({ revision: count, total: count, days: z.array(day), now: time, utcOffset }),
  'history.page': z.strictObject({ rows: z.array(pastUpload), next: z.string().nullable() }),
  'history.showFile': z.null(),
  'history.sendAgain': z.strictObject({ uploadId: z.string() }),
}
