/** @file What channels may answer about accounts and providers. */
import { z } from 'zod'
import { FIELD_KINDS, TEST_CHECKS } from '../../src-main/contract/account.ts'
import { displayTextSchema, phraseSchema } from '../../src-main/contract/i18n/phrase-schema.ts'
import { count, failureSchema, room, texts, time } from './common-answers.ts'

export const connectionTest = z.strictObject({
  ok: z.boolean(),
  message: displayTextSchema,
  details: z.array(displayTextSchema),
  checks: z.array(z.strictObject({ check: z.enum(TEST_CHECKS), ok: z.boolean() })).min(1),
  failure: failureSchema.nullable(),
  field: z.string().min(1).nullable(),
  room: room.nullable(),
  largestFileBytes: count.nullable(),
  at: time,
  tookMs: count,
})
export const account = z.strictObject({
  id: z.string(),
  provider: z.string(),
  name: z.string().min(1),
  settings: texts,
  storedSecrets: z.array(z.string()),
  defaults: z.strictObject({ options: texts, titleTemplate: z.string().nullable() }),
  isDefault: z.boolean(),
  adHoc: z.boolean(),
  notice: phraseSchema.nullable(),
  health: z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('untested') }),
    z.strictObject({ state: z.literal('works'), since: time, at: time }),
    z.strictObject({ state: z.literal('failed'), at: time, reason: failureSchema }),
  ]),
  lastTest: connectionTest.nullable(),
  problem: failureSchema.nullable(),
})

const field = {
  name: z.string(),
  label: z.string(),
  kind: z.enum(FIELD_KINDS),
  help: z.string(),
  placeholder: z.string().exactOptional(),
  default: z.string().exactOptional(),
  choices: z.array(z.strictObject({ value: z.string(), label: z.string() })).exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  maxLength: z.int().exactOptional(),
}
export const provider = z.strictObject({
  id: z.string(),
  label: z.string(),
  summary: z.string(),
  fields: z.array(
    z.strictObject({
      ...field,
      secret: z.boolean(),
      chosen: z.boolean().exactOptional(),
      required: z.boolean(),
      advanced: z.boolean().exactOptional(),
    }),
  ),
  options: z.array(z.strictObject({ ...field, later: z.boolean(), listed: z.boolean().exactOptional() })),
  freeOptions: z.boolean(),
  guide: z.strictObject({ words: z.string(), url: z.url() }).nullable(),
  presets: z.array(z.strictObject({ label: z.string(), settings: texts })),
  can: z.strictObject({
    importFrom: z.array(z.enum(['https', 'http', 'sftp'])),
    status: z.boolean(),
    remove: z.boolean(),
    retitle: z.boolean(),
    live: z.boolean(),
  }),
  accepts: z.array(z.string()).nullable(),
  largestFileBytes: count.nullable(),
  dashboard: z.url().nullable(),
})
