/** @file The schemas of stored texts; apart from the texts, which a page shows without a validator. */
import { z } from 'zod'
import type { DisplayText, Phrase } from './phrase.ts'

/** Of a stored figure. */
export const figureSchema = z.strictObject({ figure: z.enum(['bytes', 'speed', 'duration', 'number']), value: z.number() })

/** Of a stored phrase. */
export const phraseSchema: z.ZodType<Phrase> = z.strictObject({
  message: z.string(),
  params: z.record(
    z.string(),
    z.lazy(() => z.union([z.string(), phraseSchema, figureSchema])),
  ),
  count: z.exactOptional(z.number()),
})

/** Of a stored text, which is a string in earlier versions. */
export const displayTextSchema: z.ZodType<DisplayText> = z.union([z.string(), phraseSchema])
