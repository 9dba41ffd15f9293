/**
 * @file The host’s own words in an answer, in one line and without markup. They are not made short here: what is cut before
 * secrets are taken out may end in half of one.
 */
import type { HttpAnswer } from '../../engine/ports.ts'
import { plainText } from './plain-text.ts'

/** Of a longer answer only the beginning is looked at. */
const MOST_CHARACTERS = 16_384

export function serverWords({ body }: Pick<HttpAnswer, 'body'>): string {
  return inOneLine(plainText(body.slice(0, MOST_CHARACTERS)))
}

export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
