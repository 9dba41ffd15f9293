/** @file What channels of bulk work may answer. */
import { z } from 'zod'
import { TASK_STATES, TASK_VERBS } from '../../src-main/contract/queue/task.ts'
import { UPLOAD_STATES } from '../../src-main/contract/queue/upload.ts'
import { count, failureSchema, time } from './common-answers.ts'

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
