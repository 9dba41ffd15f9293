/** @file Schemas that answers of several channels share. */
import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../src-main/contract/errors/errors.ts'
import { figureSchema, phraseSchema } from '../../src-main/contract/i18n/phrase-schema.ts'

export const count = z.int().min(0)
/** Milliseconds since 1970. */
export const time = z.int()
export const texts = z.record(z.string(), z.string())
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const errorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])

export const failureSchema = z.strictObject({
  code: errorCode,
  params: texts,
  phrases: z.record(z.string(), z.union([phraseSchema, figureSchema])).exactOptional(),
  detail: z.string().min(1).exactOptional(),
  retryAfterMs: z.number().min(0).exactOptional(),
})
export const mayFail = failureSchema.nullable()

/** What an account has left. */
export const room = z.strictObject({
  free: z.number().min(0),
  total: z.number().min(0).nullable(),
  unit: z.enum(['bytes', 'minutes']),
})
