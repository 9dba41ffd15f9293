/** @file What answers say of the comparison with hash lists, member by member. */
import { z } from 'zod'
import { LISTED_FORMATS } from '../../src-main/contract/proof/hashes.ts'
import { failureSchema } from './common-answers.ts'

const listed = { list: z.string(), format: z.enum(LISTED_FORMATS), value: z.string() }

export const offload = z
  .discriminatedUnion('result', [
    z.strictObject({ result: z.literal('matches'), ...listed, note: failureSchema.nullable() }),
    z.strictObject({ result: z.literal('differs'), ...listed, found: z.string(), acceptedAt: z.int().nullable() }),
    z.strictObject({ result: z.literal('unclear'), note: failureSchema }),
  ])
  .nullable()
