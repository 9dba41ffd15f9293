/** @file Keys that were entered for one server are not sent to another one: they have to be entered again. */
import type { AccountField } from '../../contract/account.ts'
import { movedAddress } from '../../contract/addresses/address-change.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase, phraseFrom } from '../../contract/i18n/phrase.ts'

type Values = Readonly<Record<string, string>>

/**
 * @param entered secrets that were entered with this change; an empty one is to be removed
 * @param stored names of the secret fields that have a stored value
 * @throws FailureError `account.invalid`, naming the address and the fields
 */
export function refuseOldKeys(
  fields: readonly AccountField[],
  { before, now, entered, stored }: { before: Values; now: Values; entered: Values; stored: readonly string[] },
): void {
  const moved = movedAddress(fields, before, now)
  if (!moved) return
  const unchanged = fields.filter(({ name }) => stored.includes(name) && entered[name] === undefined)
  if (unchanged.length === 0) return
  const names = unchanged
    .map(({ label, name }) => phrase('{label} ({name})', { label: phraseFrom(label), name }))
    .reduce((before, next) => phrase('{before}, {next}', { before, next }))
  const reason = phrase(
    '{label}: {address} is another place than before, and what is stored was not entered for it. Enter again, or remove: {names}. Nothing was changed.',
    { label: phraseFrom(moved.field.label), address: moved.to, names },
  )
  throw new FailureError(failure('account.invalid', { reason, field: moved.field.name }))
}
