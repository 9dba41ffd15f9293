/** @file What answers say of an upload and of its receipt, member by member. */
import { z } from 'zod'
import { displayTextSchema } from '../../src-main/contract/i18n/phrase-schema.ts'
import { mediaFactsSchema } from '../../src-main/contract/media-schema.ts'
import { PROOFS } from '../../src-main/contract/proof/proof.ts'
import { prioritySchema } from '../../src-main/contract/queue/priority-schema.ts'
import { UPLOAD_KINDS, UPLOAD_STATES, WAITING_REASONS } from '../../src-main/contract/queue/upload.ts'
import { LINK_NAMES, PROCESSING_STATES } from '../../src-main/contract/video.ts'
import { unanswered } from './bulk-answers.ts'
import { count, failureSchema, mayFail, sha256, texts, time } from './common-answers.ts'
import { offload } from './offload-answers.ts'

export const proof = z.array(z.enum(PROOFS))
export const processing = z.strictObject({
  state: z.enum(PROCESSING_STATES),
  percent: z.number().min(0).max(100).nullable(),
  words: z.string(),
  parts: z.array(z.strictObject({ name: z.string(), percent: z.number().min(0).max(100) })),
  warning: displayTextSchema.nullable(),
  checkedAt: time,
  unanswered,
  proof,
})

export const upload = z.strictObject({
  id: z.string(),
  kind: z.enum(UPLOAD_KINDS),
  batchId: z.string(),
  path: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  options: texts,
  accountId: z.string(),
  accountName: z.string(),
  provider: z.string(),
  priority: prioritySchema,
  state: z.enum(UPLOAD_STATES),
  waiting: z.strictObject({ reason: z.enum(WAITING_REASONS), until: time, failure: failureSchema }).nullable(),
  failure: mayFail,
  sizeBytes: count,
  acceptedBytes: count,
  inFlightBytes: count,
  readBytes: count.nullable(),
  bytesPerSecond: z.number().min(0).nullable(),
  secondsLeft: z.number().min(0).nullable(),
  expected: z.strictObject({ seconds: z.number().min(0), measured: z.boolean() }).nullable(),
  uploadUrl: z.url().nullable(),
  remoteId: z.string().nullable(),
  links: z.partialRecord(z.enum(LINK_NAMES), z.string()),
  processing: processing.nullable(),
  offload,
  expiresAt: time.nullable(),
  attempts: count,
  restarts: count,
  addedAt: time,
  settledAt: time.nullable(),
  media: mediaFactsSchema.nullable(),
  thumbnail: z.hex().length(64).nullable(),
})

export const receipt = z.strictObject({
  id: z.string(),
  uploadId: z.string(),
  path: z.string(),
  name: z.string(),
  sizeBytes: count,
  mtimeNs: z.string().regex(/^-?\d+$/),
  accountId: z.string(),
  accountName: z.string(),
  provider: z.string(),
  uploadUrl: z.string(),
  remoteId: z.string().nullable(),
  sha256: sha256.nullable(),
  batchId: z.string(),
  startedAt: time,
  finishedAt: time,
  attempts: count,
  restarts: count,
  bytesSent: count,
  durationSeconds: z.number().nonnegative().nullable(),
  reported: z
    .strictObject({
      sizeBytes: z.number().nullable(),
      durationSeconds: z.number().nullable(),
      wholeSeconds: z.boolean(),
      sha256: z.string().nullable(),
    })
    .nullable(),
  proof,
  media: mediaFactsSchema.nullable(),
  offload,
})
