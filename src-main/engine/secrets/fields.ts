/** @file What of a secret field must not be shown: all of it, or of lines of headers what stands behind the colons. */
import type { AccountField } from '../../contract/account.ts'
import { isHarmlessHeader } from '../../contract/credentials.ts'
import type { KnownSecrets } from './known-secrets.ts'

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
    if (!isHarmlessHeader(line.slice(0, colon).trim())) known.note(line.slice(colon + 1))
  }
}
