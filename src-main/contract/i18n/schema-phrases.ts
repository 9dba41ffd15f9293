/** @file Problems that a schema finds, as phrases: the message of an issue cannot hold parameters. */
import type { z } from 'zod'
import { englishOf, type Phrase, phrase, phraseFrom, quantity } from './phrase.ts'
import { phraseSchema } from './phrase-schema.ts'

/** Refuses parsed input with a message that can be translated. */
export function addPhrase(context: Pick<z.RefinementCtx, 'addIssue'>, problem: Phrase): void {
  context.addIssue({ code: 'custom', message: englishOf(problem), params: { phrase: problem } })
}

/** The phrase of an issue; `null` where it has a message alone. */
export function phraseOf(issue: z.core.$ZodIssue): Phrase | null {
  return issue.code === 'custom' ? (phraseSchema.safeParse(issue.params?.['phrase']).data ?? null) : null
}

/** Of `safeParse`, so that `problemOf` has a text for what Zod itself reports. A message of the schema wins. */
export const WITH_PHRASES: z.core.ParseContext<z.core.$ZodIssue> = {
  reportInput: true,
  error: (issue) => englishOf(zodProblem(issue)),
}

/** What is wrong, from a schema that parsed with `WITH_PHRASES`. */
export function problemOf(issue: z.core.$ZodIssue): Phrase {
  const own = phraseOf(issue)
  if (own !== null) return own
  const problem = zodProblem(issue)
  return issue.message === englishOf(problem) ? problem : phraseFrom(issue.message)
}

/** The problem that Zod reports: the end of a sentence that begins with the name of the field. */
function zodProblem(issue: z.core.$ZodRawIssue | z.core.$ZodIssue): Phrase {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? phrase('missing') : (TYPES[issue.expected] ?? UNEXPECTED)
    case 'invalid_value':
      return phrase('must be one of: {values}', { values: issue.values.map(String).join(', ') })
    case 'unrecognized_keys':
      return phrase('not known here: {keys}', { keys: issue.keys.join(', ') })
    case 'invalid_format':
      return phrase('not written as it should be')
    case 'too_small':
      if (!NUMBERS.has(issue.origin)) return phrase('too short: at least {min}', { min: quantity(Number(issue.minimum)) })
      return issue.inclusive === false
        ? phrase('must be more than {min}', { min: quantity(Number(issue.minimum)) })
        : phrase('must be at least {min}', { min: quantity(Number(issue.minimum)) })
    case 'too_big':
      if (!NUMBERS.has(issue.origin)) return phrase('too long: at most {max}', { max: quantity(Number(issue.maximum)) })
      return issue.inclusive === false
        ? phrase('must be less than {max}', { max: quantity(Number(issue.maximum)) })
        : phrase('must be at most {max}', { max: quantity(Number(issue.maximum)) })
    default:
      return UNEXPECTED
  }
}

const UNEXPECTED = phrase('not as expected')
const NUMBERS: ReadonlySet<string> = new Set(['number', 'int', 'bigint', 'date'])

const TYPES: Readonly<Record<string, Phrase>> = {
  string: phrase('must be a text'),
  number: phrase('must be a number'),
  int: phrase('must be a whole number'),
  boolean: phrase('must be true or false'),
  array: phrase('must be a list'),
  object: phrase('must be an object'),
  record: phrase('must be an object'),
}
