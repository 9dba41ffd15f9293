/** @file Inputs of the calls about History and Activity. */
import { z } from 'zod'
import { msg } from '../i18n/i18n.ts'
import { MAX_SEARCH_LENGTH } from '../queue/search.ts'
import { idSchema } from '../queue/selection.ts'
import { isDay } from '../text/day.ts'
import { wellFormedText } from '../text/text-schema.ts'
import { RESULTS } from './past-upload.ts'

const daySchema = z.string().refine(isDay, msg('A day is written as 2026-11-26.'))

/** Part of the title, name, folder, links or SHA-256, in any case. */
const search = wellFormedText.max(MAX_SEARCH_LENGTH).default('')

export const historyDaysSchema = z.strictObject({ search, accountId: idSchema.optional() })

/** The first and the last day, which is today unless it is named. */
export const activityDaysSchema = z.strictObject({ from: daySchema, to: daySchema.optional() })

export const historyPageSchema = z.strictObject({
  search,
  accountId: idSchema.optional(),
  result: z.enum(RESULTS).optional(),
  /** The first and the last day. */
  from: daySchema.optional(),
  to: daySchema.optional(),
  /** `next` of the part before. */
  after: z.string().max(100).optional(),
  /** Entries to skip. */
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(1_000).default(200),
})
