/** @file What was entered in the form of an account, checked, before it is stored or tested. */

import type { Provider } from '../providers/provider.ts'
import type { AccountProfile } from './account-profile.ts'
import { entered } from './entered.ts'
import { refuseOldKeys } from './old-keys.ts'

type Values = Readonly<Record<string, string>>

export interface AccountInput {
  readonly settings: Values
  /** As entered; an empty one removes what is stored. */
  readonly secrets: Values
}

/**
 * Settings in one spelling, and the secrets that are new.
 *
 * @param before the account that is changed, with the names of its stored secrets
 * @throws FailureError `account.invalid`, naming the field
 */
export function checkedInput(
  provider: Provider,
  input: AccountInput,
  before: { readonly account: AccountProfile; readonly stored: readonly string[] } | null,
): AccountInput {
  const { settings: open, values } = entered(provider, input.settings, input.secrets, before?.account.settings ?? null)
  const stored = before?.stored ?? []
  const settings = { ...provider.checkAccount(open, values, stored) }
  if (before) refuseOldKeys(provider.fields, { before: before.account.settings, now: settings, entered: values, stored })
  return { settings, secrets: values }
}

/** Whether a change leaves everything that its host sees as it was. */
export function isSameForHost(input: AccountInput, before: AccountProfile): boolean {
  const names = new Set([...Object.keys(input.settings), ...Object.keys(before.settings)])
  return Object.keys(input.secrets).length === 0 && [...names].every((name) => input.settings[name] === before.settings[name])
}
