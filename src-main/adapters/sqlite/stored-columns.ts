/**
 * @file Parses columns with JSON and other formatted text by schema when they are read, each column by itself: other programs can change
 * the file, and one bad value must not affect other rows.
 */
import { z } from 'zod'
import { failureSchema } from '../../contract/errors/failure-schema.ts'
import { displayTextSchema } from '../../contract/i18n/phrase-schema.ts'
import { mediaFactsSchema } from '../../contract/media-schema.ts'
import { LISTED_FORMATS } from '../../contract/proof/hashes.ts'
import { PROOFS } from '../../contract/proof/proof.ts'
import { WAITING_REASONS } from '../../contract/queue/upload.ts'
import { LINK_NAMES, PROCESSING_STATES } from '../../contract/video.ts'
import type { Row } from './database.ts'

const texts = z.record(z.string(), z.string())

const waitingSchema = z.object({ reason: z.enum(WAITING_REASONS), until: z.number(), failure: failureSchema })

/** Proofs that only another version has are left out. */
const proofSchema = z.array(z.enum(PROOFS).nullable().catch(null)).transform((all) => all.filter((proof) => proof !== null))

const processingSchema = z.object({
  state: z.enum(PROCESSING_STATES),
  percent: z.number().nullable(),
  words: displayTextSchema,
  parts: z.array(z.object({ name: z.string(), percent: z.number() })),
  warning: displayTextSchema.nullable(),
  checkedAt: z.number(),
  // Missing in earlier versions.
  unanswered: z
    .object({
      since: z.number(),
      at: z.number(),
      tries: z.number(),
      failure: failureSchema,
      whole: z.object({ since: z.number(), tries: z.number() }).optional(),
    })
    .nullable()
    .default(null),
  proof: proofSchema.default([]),
})

const reportedSchema = z.object({
  sizeBytes: z.number().nullable(),
  durationSeconds: z.number().nullable(),
  wholeSeconds: z.boolean(),
  sha256: z.string().nullable(),
})

const offloadSchema = z.discriminatedUnion('result', [
  z.object({
    result: z.literal('matches'),
    list: z.string(),
    format: z.enum(LISTED_FORMATS),
    value: z.string(),
    note: failureSchema.nullable(),
  }),
  z.object({
    result: z.literal('differs'),
    list: z.string(),
    format: z.enum(LISTED_FORMATS),
    value: z.string(),
    found: z.string(),
    acceptedAt: z.number().nullable(),
  }),
  z.object({ result: z.literal('unclear'), note: failureSchema }),
])

const sentPrefixSchema = z.object({ bytes: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/** Facts in the format of another version count as missing, so that the file is read again. */
const mediaSchema = z.object({ sizeBytes: z.number(), mtimeNs: z.string(), facts: mediaFactsSchema }).nullable().catch(null)

export const SCHEMAS = {
  texts,
  failure: failureSchema.nullable(),
  waiting: waitingSchema.nullable(),
  processing: processingSchema.nullable(),
  proof: proofSchema,
  reported: reportedSchema.nullable(),
  signal: z.object({ at: z.number(), stats: z.array(z.object({ name: z.string(), value: z.string() })) }).nullable(),
  media: mediaSchema,
  facts: mediaFactsSchema.nullable().catch(null),
  titleTemplate: z.object({ template: z.string(), index: z.int() }).nullable(),
  offload: offloadSchema.nullable(),
  sentPrefix: sentPrefixSchema.nullable(),
  links: z.partialRecord(z.enum(LINK_NAMES), z.string()),
} as const

/** Reads the columns of one row. One that cannot be parsed gets a fallback, and its name is added to `unreadable`. */
export function createColumnReader(row: Row) {
  const unreadable: string[] = []

  function orFallback<T>(column: string, value: T | undefined, fallback: T): T {
    if (value !== undefined) return value
    unreadable.push(column)
    return fallback
  }

  return {
    unreadable,

    json<T>(column: string, schema: z.ZodType<T>, fallback: NoInfer<T>): T {
      const stored = row[column]
      // Most columns with objects are empty, as their fallback is, and need no parsing.
      if (stored === '{}' && fallback !== null) return fallback
      return orFallback(column, parsed(schema, stored ?? null), fallback)
    },

    /** One of a set of known values. */
    oneOf<T extends string | number>(column: string, known: readonly T[], fallback: T): T {
      return orFallback(
        column,
        known.find((value) => value === row[column]),
        fallback,
      )
    },

    /** An integer that is stored as text, because it exceeds the range of a number. */
    decimal(column: string): string {
      const stored = String(row[column])
      return orFallback(column, /^-?\d{1,30}$/.test(stored) ? stored : undefined, '0')
    },
  }
}

/** The value of a stored JSON text; `undefined` when the schema refuses it. */
export function parsed<T>(schema: z.ZodType<T>, stored: string | number | null): T | undefined {
  try {
    return schema.safeParse(typeof stored === 'string' ? JSON.parse(stored) : stored).data
  } catch {
    return undefined
  }
}
