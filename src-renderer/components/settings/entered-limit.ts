/** @file Reads a speed limit as a person enters it. */
import { parseSpeed } from '@contract/text/format.ts'

/**
 * Bytes per second; `null` for no text, which is no limit. A text of zero is invalid as what is no speed: it could mean that nothing is sent as
 * well as that there is no limit.
 */
export function enteredLimit(text: string): number | null | 'invalid' {
  if (text.trim() === '') return null
  return parseSpeed(text) || 'invalid'
}
