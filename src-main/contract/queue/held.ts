/** @file Held files: files and folders that came without an account and wait until a person says where they go. */
import { z } from 'zod'
import { msg } from '../i18n/i18n.ts'
import { wellFormedText } from '../text/text-schema.ts'

/** Most paths that are held, and most in one call. */
export const MAX_HELD_PATHS = 100_000

/** NUL is in no path; SQLite would end the text at it. */
const path = wellFormedText
  .min(1)
  .max(32_768)
  .refine((text) => !text.includes('\0'), msg('A path has no NUL in it.'))
const paths = z.array(path).max(MAX_HELD_PATHS)

export const heldChangeSchema = z.strictObject({
  add: paths.default([]),
  /** Paths that were added to the queue or dismissed. */
  release: z.union([paths, z.literal('all')]).default([]),
})
export type HeldChange = z.infer<typeof heldChangeSchema>

export interface HeldFiles {
  /** In the order in which they came. */
  readonly paths: readonly string[]
}
