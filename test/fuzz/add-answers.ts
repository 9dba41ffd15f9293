/** @file What the channels that add to the queue may answer. */
import { z } from 'zod'
import { mediaFactsSchema } from '../../src-main/contract/media-schema.ts'
import { MAX_PREVIEWED_CLIPS } from '../../src-main/contract/queue/add-preview.ts'
import { count, failureSchema, room, sha256, time } from './common-answers.ts'

const byPath = z.array(z.strictObject({ path: z.string(), failure: failureSchema, account: z.string().exactOptional() }))

export const added = z.strictObject({
  batchId: z.string(),
  added: z.array(z.string()),
  resumed: z.array(z.string()),
  skipped: z.array(z.strictObject({ path: z.string(), account: z.string(), receiptId: z.string(), finishedAt: time })),
  rejected: byPath,
  leftOut: byPath,
  warnings: byPath,
  ignored: count,
})

const conflict = z.discriminatedUnion('kind', [
  z.strictObject({ accountId: z.string(), kind: z.literal('queued') }),
  z.strictObject({ accountId: z.string(), kind: z.literal('unsure') }),
  z.strictObject({ accountId: z.string(), kind: z.literal('sent'), sentAt: time }),
  z.strictObject({ accountId: z.string(), kind: z.literal('refused'), failure: failureSchema }),
])
const thumbnail = sha256

export const addPreview = z.strictObject({
  complete: z.boolean(),
  clips: count,
  bytes: count,
  going: count,
  durationSeconds: z.number().positive().nullable(),
  shown: z
    .array(
      z.strictObject({
        id: z.string().startsWith('clip-'),
        thumbnail,
        path: z.string(),
        name: z.string(),
        sizeBytes: count,
        modifiedAt: time,
        media: mediaFactsSchema.nullable(),
        growing: z.boolean(),
        hasNamesake: z.boolean(),
        failure: failureSchema.nullable(),
        conflicts: z.array(conflict),
      }),
    )
    .max(MAX_PREVIEWED_CLIPS),
  unread: count,
  namesakes: count,
  accounts: z.array(
    z.strictObject({
      accountId: z.string(),
      failure: failureSchema.nullable(),
      uploads: count,
      bytes: count,
      durationSeconds: z.number().min(0),
      counts: z.strictObject({ queued: count, sent: count, unsure: count, refused: count }),
      refusals: byPath.max(3),
      lacks: room.extend({ at: time }).nullable(),
    }),
  ),
  seconds: z.number().min(0).nullable(),
  problems: byPath,
  problemCount: count,
  leftOut: count,
})
