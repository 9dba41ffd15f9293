/** @file Notes the secrets in a field of an account: its whole value, or the values of its header lines. */
import type { AccountField } from '../../contract/account.ts'
import { isCredentialName, isHarmlessHeader } from '../../contract/addresses/credentials.ts'
import type { KnownSecrets } from './known-secrets.ts'

const MIN_UNNAMED_LENGTH = 6

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
    // A short value under a harmless name is an ordinary word.
    if (isCredentialName(header) || (!isHarmlessHeader(header) && text.length >= MIN_UNNAMED_LENGTH)) known.note(text)
  }
}
