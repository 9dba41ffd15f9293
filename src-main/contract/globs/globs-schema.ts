/** @file A list of patterns as it is entered. */
import { z } from 'zod'
import { msg } from '../i18n/i18n.ts'
import { phrase } from '../i18n/phrase.ts'
import { addPhrase } from '../i18n/schema-phrases.ts'
import { globsProblem } from './glob.ts'

/** @param most how many there may be */
export function globsSchema(most: number) {
  return z.array(z.string().trim().min(1, msg('A pattern has at least one letter.'))).superRefine((globs, context) => {
    const problem = globs.length > most ? phrase('There are more than {most} patterns.', { most }) : globsProblem(globs)
    if (problem !== null) addPhrase(context, problem)
  })
}
