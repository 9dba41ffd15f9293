/** @file What is printed: its address, the size of its paper, the name of its file. Pure. */
import { PAGE_SCHEME } from './own-page.ts'

/** Another host than that of the interface: nothing that is printed counts as its page. */
export const PAPER_ADDRESS = `${PAGE_SCHEME}://paper`

/** Countries whose paper is 8.5 × 11 inches, by ISO 3166. */
const LETTER = new Set(['US', 'CA', 'MX', 'PR', 'PH', 'CL', 'CO', 'VE', 'CR', 'GT', 'NI', 'PA', 'SV', 'DO'])

/** @param country as the system names it; empty where it does not */
export function paperIn(country: string): 'A4' | 'Letter' {
  return LETTER.has(country.toUpperCase()) ? 'Letter' : 'A4'
}
