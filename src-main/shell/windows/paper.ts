/** @file The address of pages that are printed, and the size of their paper. Pure. */
import { PAGE_SCHEME } from './own-page.ts'

/** Another host than that of the interface, so that no printed page counts as our own page. */
export const PRINT_ADDRESS = `${PAGE_SCHEME}://paper`

/** Countries whose paper is 8.5 × 11 inches, by ISO 3166. */
const LETTER = new Set(['US', 'CA', 'MX', 'PR', 'PH', 'CL', 'CO', 'VE', 'CR', 'GT', 'NI', 'PA', 'SV', 'DO'])

/** @param country as the system names it; empty where it does not */
export function paperSizeIn(country: string): 'A4' | 'Letter' {
  return LETTER.has(country.toUpperCase()) ? 'Letter' : 'A4'
}
