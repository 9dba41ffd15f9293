/** @file What channels of bulk work may answer, and what failures look like everywhere. */
import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../src-main/contract/errors.ts'
import { figureSchema, phraseSchema } from '../../src-main/contract/phrase.ts'
import { TASK_STATES, TASK_VERBS } from '../../src-main/contract/task.ts'
import { UPLOAD_STATES } from '../../src-main/contract/upload.ts'

const count = z.int().min(0)
const time = z.int()
const words = z.record(z.string(), z.string())

export const failureSchema = z.strictObject({
  code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  params: words,
  phrases: z.record(z.string(), z.union([phraseSchema, figureSchema])).exactOptional(),
  detail: z.string().min(1).exactOptional(),
  retryAfterMs: z.number().min(0).exactOptional(),
})
export const bulk = z.strictObject({
  changed: count,
  refused: count,
  refusals: z.array(z.strictObject({ id: z.string(), failure: failureSchema })),
})
export const ended = bulk.extend({
  deletions: z
    .strictObject({
      deleted: count,
      kept: count,
      undeleted: count,
      open: count,
      problems: z.array(z.strictObject({ id: z.string(), failure: failureSchema })),
    })
    .nullable(),
})

export const measure = z.strictObject({
  uploads: count,
  sizeBytes: count,
  counts: z.record(z.enum(UPLOAD_STATES), count),
  unfinished: z.strictObject({ uploads: count, sizeBytes: count, acceptedBytes: count }),
  accounts: z.array(z.strictObject({ accountId: z.string(), uploads: count, begun: count, sent: count })),
})

export const paths = z.strictObject({
  rows: z.array(z.strictObject({ id: z.string(), path: z.string() })),
  next: z.string().nullable(),
})

export const task = z.strictObject({
  id: z.uuid(),
  verb: z.enum(TASK_VERBS),
  state: z.enum(TASK_STATES),
  total: count,
  done: count,
  changed: count,
  refused: count,
  canStop: z.boolean(),
  canUndo: z.boolean(),
  undoUntil: time.nullable(),
  failure: failureSchema.nullable(),
  startedAt: time,
})

export const unanswered = z
  .strictObject({
    since: time,
    at: time,
    tries: count,
    failure: failureSchema,
    whole: z.strictObject({ since: time, tries: count }).optional(),
  })
  .nullable()
