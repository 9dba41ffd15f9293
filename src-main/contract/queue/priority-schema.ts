/** @file A priority as a client sends it; apart from `upload.ts`, which a page needs without a validator. */
import { z } from 'zod'

export const prioritySchema = z.union([z.literal(-1), z.literal(0), z.literal(1)])
