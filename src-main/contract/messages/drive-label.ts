/** @file What a drive is called. */
import { msg, translated } from '../i18n/i18n.ts'

/** What is mounted at the root, which has no name of its own. */
export const COMPUTER = msg('Computer')

/** The label as it is shown: drives have names, and names are not translated. */
export function driveLabel(label: string): string {
  return label === COMPUTER ? translated(COMPUTER) : label
}
