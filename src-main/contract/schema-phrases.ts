/** @file Problems that a schema finds, as phrases: the message of an issue has no place for a name or a figure. */
import type { z } from 'zod'
import { englishOf, type Phrase, phraseSchema } from './phrase.ts'

/** Refuses what a schema has parsed, in words that can be said in any language. */
export function addPhrase(context: Pick<z.RefinementCtx, 'addIssue'>, said: Phrase): void {
  context.addIssue({ code: 'custom', message: englishOf(said), params: { said } })
}

/** The phrase of an issue; `null` where it has a message alone. */
export function phraseOf(issue: z.core.$ZodIssue): Phrase | null {
  return issue.code === 'custom' ? (phraseSchema.safeParse(issue.params?.['said']).data ?? null) : null
}
