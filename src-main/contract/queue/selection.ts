/** @file The uploads that a call is for: a list of ids, or a filter, which is as short for a hundred thousand as for one. */
import { z } from 'zod'
import { wellFormedText } from '../text/text-schema.ts'
import { MAX_IDS } from './actions.ts'
import { MAX_NAMED_GROUPS } from './queue-groups.ts'
import { MAX_SEARCH_LENGTH } from './search.ts'
import { STATE_GROUPS } from './upload.ts'

export const idSchema = wellFormedText.min(1).max(200)

/** Without duplicates. */
export const idsSchema = z
  .array(idSchema)
  .min(1)
  .max(MAX_IDS)
  .transform((ids) => [...new Set(ids)])

/**
 * Which rows of the queue: a group of states, a text that title, name, folder or account must contain, a batch, an account, a
 * watched folder, a drive, or any of these together.
 */
export const filterSchema = z.strictObject({
  group: z.enum(['all', ...STATE_GROUPS]).default('all'),
  search: z.string().max(MAX_SEARCH_LENGTH).default(''),
  /** Only what was added together. */
  batchId: idSchema.optional(),
  accountId: idSchema.optional(),
  /** Only what came from this watched folder. */
  watchId: idSchema.optional(),
  /** Only files on the file system with this id. */
  drive: idSchema.optional(),
  /** Only what stopped because of this: the code of the failure. */
  failure: idSchema.optional(),
})
export type QueueFilter = z.infer<typeof filterSchema>

const groupIds = z.array(idSchema).max(MAX_NAMED_GROUPS)

/** Which groups of the list are open. */
export const groupingSchema = z.strictObject({ opened: groupIds.default([]), closed: groupIds.default([]) })

const byIds = { ids: idsSchema }
/** All rows that match the filter when they are processed, without the exceptions. */
const byFilter = { filter: filterSchema, except: z.array(idSchema).max(MAX_IDS).optional() }

export const selectionSchema = z.union([z.strictObject(byIds), z.strictObject(byFilter)])
export type Selection = z.infer<typeof selectionSchema>

/** A selection with further parameters of a call. */
export function selectionWith<T extends z.ZodRawShape>(more: T) {
  return z.union([z.strictObject({ ...byIds, ...more }), z.strictObject({ ...byFilter, ...more })])
}
