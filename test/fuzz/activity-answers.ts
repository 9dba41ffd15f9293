/** @file What calls about Activity answer. */
import { z } from 'zod'
import { MAX_POINTS, WAIT_CAUSES } from '../../src-main/contract/history/activity.ts'
import { count, time } from './common-answers.ts'
import { utcOffset } from './history-answers.ts'

const wait = z.strictObject({ from: time, to: time.nullable(), cause: z.enum(WAIT_CAUSES) })

export const activityAnswers = {
  'activity.upload': z.strictObject({
    points: z.array(z.strictObject({ at: time, bytes: count })).max(MAX_POINTS),
    confirmedBytes: count,
    waits: z.array(wait),
  }),
  'activity.plot': z.strictObject({
    from: time,
    to: time,
    slotMs: z.int().min(1),
    slots: z.array(z.strictObject({ at: time, bytes: count, onWayBytes: count })).max(721),
    waits: z.array(wait),
  }),
  'activity.days': z.strictObject({
    from: z.iso.date(),
    to: z.iso.date(),
    days: z.array(
      z.strictObject({
        day: z.iso.date(),
        accountId: z.string(),
        accountName: z.string().min(1),
        provider: z.string(),
        bytes: count,
        sent: count,
        failed: count,
      }),
    ),
    now: time,
    utcOffset,
  }),
  'activity.now': z.strictObject({
    at: time,
    bytesPerSecond: count,
    accounts: z.array(z.strictObject({ accountId: z.string(), uploads: z.int().min(1), bytesPerSecond: count })),
    samples: z.array(z.strictObject({ at: time, bytesPerSecond: count })),
  }),
}
