/** @file A list of patterns as it is entered. */
import { z } from 'zod'
import { globsProblem } from './glob.ts'
import { msg } from './words.ts'

/** @param most how many there may be */
export function globsSchema(most: number) {
  return z
    .array(z.string().trim().min(1, msg('A pattern has at least one letter.')))
    .max(most, `There are more than ${most} patterns.`)
    .refine((globs) => globsProblem(globs) === null, { error: ({ input }) => globsProblem(input as string[]) ?? '' })
}
