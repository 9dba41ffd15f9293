/** @file Text that can be sent anywhere. */
import { z } from 'zod'

/** No half of a surrogate pair: such a text has no UTF-8, so neither a host nor a file can hold it. Paths are another matter. */
export const wholeText = z
  .string()
  .refine((text) => text.isWellFormed(), 'This text has half of a character in it. Type it again.')
