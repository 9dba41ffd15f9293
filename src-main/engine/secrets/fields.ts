/** @file What of a secret field must not be shown: all of it, or of lines of headers what stands behind the colons. */
import type { AccountField } from '../../contract/account.ts'
import { isCredentialName, isHarmlessHeader } from '../../contract/credentials.ts'
import type { KnownSecrets } from './known-secrets.ts'

const SHORTEST_UNNAMED = 6

export function noteField(
  known: KnownSecrets,
  fields: readonly AccountField[],
  name: string,
  value: string | null | undefined,
): void {
  if (!value) return
  if (fields.find((field) => field.name === name)?.kind !== 'lines') {
    known.note(value)
    return
  }
  for (const line of value.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const header = line.slice(0, colon).trim()
    const text = line.slice(colon + 1).trim()
    // A short value that is no key by its name is a word like any other.
    if (isCredentialName(header) || (!isHarmlessHeader(header) && text.length >= SHORTEST_UNNAMED)) known.note(text)
  }
}
