/** @file Inputs of the calls that add to the queue. */
import { z } from 'zod'
import { msg } from '../i18n/i18n.ts'
import { phrase } from '../i18n/phrase.ts'
import { addPhrase } from '../i18n/schema-phrases.ts'
import { wellFormedText } from '../text/text-schema.ts'
import { MAX_TITLE_LENGTH } from '../text/title.ts'
import { idSchema as id } from './selection.ts'

const text = wellFormedText.max(20_000)
export const title = wellFormedText.superRefine(({ length }, context) => {
  if (length > MAX_TITLE_LENGTH) addPhrase(context, phrase('A title has at most {most} characters.', { most: MAX_TITLE_LENGTH }))
})
export const pairs = z.record(wellFormedText.min(1).max(200), text)
/** tus allows no spaces and no commas in metadata keys. */
const metadata = z.record(z.string().regex(/^[!-+\--~]{1,200}$/, msg('Metadata keys have no spaces and no commas.')), text)

/** Where files go: a stored account by name or id, an address used once, or the default account. */
const destinationSchema = z.union([
  z.strictObject({ account: id }),
  z.strictObject({ endpoint: z.string().min(1).max(2_000), headers: z.array(text).max(100).default([]) }),
  z.strictObject({ default: z.literal(true) }),
])

/**
 * Chosen by a caller that may repeat the call when the answer was lost. The repeated call returns what the batch has added or
 * resumed, and does nothing twice, even with `again` or `startOver`.
 */
const batchId = z.uuid().optional()

const path = z.string().min(1).max(32_768)
/** More than anybody selects. */
const MAX_ACCOUNTS = 50

/** Parameters of files at one account. */
const perAccount = {
  title: title.optional(),
  metadata: metadata.default({}),
  options: pairs.default({}),
  chunkBytes: z.int().min(1).optional(),
  /** Send again what was already sent with the same identity. */
  again: z.boolean().default(false),
}

const furtherSchema = z.strictObject({ account: id, ...perAccount })

export const addSchema = z.strictObject({
  batchId,
  paths: z.array(path).min(1).max(100_000),
  /** Files at or below the paths that are not added. */
  except: z.array(path).max(10_000).optional(),
  destination: destinationSchema,
  ...perAccount,
  /** Further accounts that the same files go to: one upload for a file and account, all of a file or none. */
  also: z.array(furtherSchema).max(MAX_ACCOUNTS).optional(),
  /** Leave out, with a reason, what an account does not take by size, container or duration; otherwise its upload asks. */
  fitting: z.boolean().optional(),
  /** Drop an unfinished upload of the same file and send it from the beginning. */
  startOver: z.boolean().default(false),
})
export type AddInput = z.infer<typeof addSchema>

/** What `queue.add` would do with files, without adding any. */
export const previewAddSchema = z.strictObject({
  paths: addSchema.shape.paths,
  except: addSchema.shape.except,
  to: z.array(z.strictObject({ account: id, options: perAccount.options, again: perAccount.again })).max(MAX_ACCOUNTS + 1),
})

export const importSchema = z.strictObject({
  batchId,
  items: z
    .array(z.strictObject({ url: z.string().min(1).max(8_000), title: text.nullable().default(null) }))
    .min(1)
    .max(10_000),
  destination: z.union([z.strictObject({ account: id }), z.strictObject({ default: z.literal(true) })]),
  options: pairs.default({}),
  /** Copy again what was already copied. */
  again: z.boolean().default(false),
  /** Also links whose ending the host does not name, as long as they may be videos. */
  anyway: z.boolean().optional(),
})
