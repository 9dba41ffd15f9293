/** @file What answers say of groups of the queue and of why clips need a person, member by member. */
import { z } from 'zod'
import { count, errorCode } from './common-answers.ts'
import { upload } from './upload-answers.ts'

export const queueGroup = z.strictObject({
  id: z.string(),
  kind: z.enum(['batch', 'day']),
  watchId: z.string().nullable(),
  name: z.string().nullable(),
  folder: z.string().nullable(),
  addedAt: z.int(),
  isOpen: z.boolean(),
  firstId: z.string(),
  clips: count.min(1),
  shown: count.min(1),
  sent: count,
  needing: count,
  processing: count,
  moving: count,
  queued: count,
  sizeBytes: count,
  acceptedBytes: count,
  inFlightBytes: count,
  secondsLeft: z.number().min(0).nullable(),
})

export const grouped = z.strictObject({
  lines: count,
  headers: z.array(z.strictObject({ line: count, group: queueGroup })),
  headerLines: z.array(count).nullable(),
  above: queueGroup.nullable(),
})

export const cause = z.strictObject({
  code: errorCode,
  accountId: z.string(),
  clips: count.min(1),
  sizeBytes: count,
  acceptedBytes: count,
  example: upload,
})
