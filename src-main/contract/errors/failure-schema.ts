/** @file The schema of a stored failure: files and rows may be of another version, or changed by anything. */
import { z } from 'zod'
import { phrase } from '../i18n/phrase.ts'
import { figureSchema, phraseSchema } from '../i18n/phrase-schema.ts'
import { codeFrom, type Failure, failure } from './errors.ts'

export const failureSchema = z
  .object({
    code: z.string(),
    params: z.record(z.string(), z.string()),
    phrases: z.exactOptional(z.record(z.string(), z.union([phraseSchema, figureSchema]))),
    detail: z.exactOptional(z.string()),
    retryAfterMs: z.exactOptional(z.number()),
  })
  .transform((stored): Failure => {
    const { code: text, ...rest } = stored
    const code = codeFrom(text)
    // A code of another version is still a failure.
    return code === null
      ? failure('internal.bug', { reason: phrase('“{code}” is not known to this version', { code: text }) })
      : { code, ...rest }
  })
