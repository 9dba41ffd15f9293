/** @file The schema of well-formed text. */
import { z } from 'zod'
import { msg } from '../i18n/i18n.ts'

/** Well-formed text without lone surrogates, which have no UTF-8 form. Does not apply to paths. */
export const wellFormedText = z
  .string()
  .refine((text) => text.isWellFormed(), msg('This text has half of a character in it. Type it again.'))
