/** @file What Reelay may say about itself, member by member. */
import { z } from 'zod'
import { UPLOAD_STATES } from '../../src-main/contract/queue/upload.ts'
import { THUMBNAIL_STATES } from '../../src-main/contract/thumbnails.ts'
import { UPDATE_OBSTACLES, UPDATE_STATES } from '../../src-main/contract/updates.ts'
import { VOLUME_KINDS, WATCH_FILE_STATES, WATCH_STATES } from '../../src-main/contract/watch.ts'
import { count, failureSchema } from './common-answers.ts'

export const diagnostics = z.strictObject({
  at: z.iso.datetime(),
  version: z.string(),
  host: z.enum(['electron', 'headless']),
  platform: z.string(),
  facts: z.strictObject({
    versions: z.record(z.string(), z.string()),
    system: z.string(),
    memoryBytes: count,
    runningSeconds: count,
    packaged: z.boolean(),
    crashDumps: z.strictObject({ folder: z.string(), count, newestAt: z.iso.datetime().nullable() }).nullable(),
    dataFolder: z.strictObject({ path: z.string(), writable: z.boolean(), freeBytes: count.nullable() }),
    lastProblems: z.array(z.string()),
  }),
  secureStorage: z.strictObject({ provider: z.string(), secure: z.boolean(), reason: z.string().nullable() }),
  settings: z.record(z.string(), z.string()),
  proxySignIns: count,
  accounts: z.array(z.strictObject({ provider: z.string(), accounts: count, failing: count })),
  uploads: z.record(z.enum(UPLOAD_STATES), count),
  openBytes: count,
  halted: z.string().nullable(),
  causes: z.array(z.strictObject({ code: z.string(), uploads: count })),
  watchedFolders: z.array(
    z.strictObject({
      state: z.enum(WATCH_STATES),
      failure: z.string().nullable(),
      drive: z.enum(VOLUME_KINDS),
      polled: z.boolean(),
      unreported: z.string().nullable(),
      files: z.record(z.enum(WATCH_FILE_STATES), count),
    }),
  ),
})

export const licences = z.array(
  z.strictObject({ name: z.string().min(1), version: z.string().min(1), licence: z.string().min(1), text: z.string().min(1) }),
)

export const thumbnail = z.strictObject({ id: z.hex().length(64), state: z.enum(THUMBNAIL_STATES) })

export const updates = z.strictObject({
  state: z.enum(UPDATE_STATES),
  version: z.string(),
  obstacle: z.enum(UPDATE_OBSTACLES).nullable(),
  canCheck: z.boolean(),
  found: z.strictObject({ version: z.string(), notes: z.string() }).nullable(),
  percent: z.number().min(0).max(100),
  checkedAt: z.int().nullable(),
  failure: failureSchema.nullable(),
})
