/** @file What the channels of live streams may answer. */
import { z } from 'zod'
import { time } from './common-answers.ts'

export const stream = z.strictObject({
  id: z.string(),
  title: z.string(),
  active: z.boolean(),
  ingest: z.string().nullable(),
  hasKey: z.boolean(),
  endpoints: z.array(z.strictObject({ kind: z.string(), address: z.string() })),
  playlists: z.array(z.strictObject({ url: z.string(), kind: z.string(), enabled: z.boolean().nullable() })),
  facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  stats: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  statsAt: time.nullable(),
  createdAt: time,
})
