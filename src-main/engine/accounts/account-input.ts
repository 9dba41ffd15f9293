/** @file The input of the form of an account, checked before it is stored or tested. */
import type { Provider, ProviderContext } from '../providers/provider.ts'
import type { AccountProfile } from './account-profile.ts'
import { normaliseInput } from './normalise-input.ts'
import { refuseOldKeys } from './old-keys.ts'

type Values = Readonly<Record<string, string>>

export interface AccountInput {
  readonly settings: Values
  /** As entered; an empty one removes what is stored. */
  readonly secrets: Values
}

/** An account that is changed, with the names of its stored secrets. */
export interface ExistingAccount {
  readonly account: AccountProfile
  readonly stored: readonly string[]
}

/**
 * Normalised settings, and the secrets that are new.
 *
 * @param before the account that is changed; `null` for a new one
 * @throws FailureError `account.invalid`, naming the field
 */
export function checkedInput(provider: Provider, input: AccountInput, before: ExistingAccount | null): AccountInput {
  const { settings: open, secrets } = normaliseInput(provider, input.settings, input.secrets, before?.account.settings ?? null)
  const stored = before?.stored ?? []
  const settings = { ...provider.checkAccount(open, secrets, stored) }
  if (before) refuseOldKeys(provider.fields, { before: before.account.settings, now: settings, entered: secrets, stored })
  return { settings, secrets }
}

/** The secrets to store for an input: at providers with a login those that it returns, otherwise those that were entered. */
export async function exchangedSecrets(
  provider: Provider,
  { settings, secrets }: AccountInput,
  context: ProviderContext,
): Promise<Values> {
  const isNew = Object.values(secrets).some((value) => value !== '')
  return provider.exchange && isNew ? provider.exchange(settings, secrets, context) : secrets
}

/** Whether a change leaves everything that the host of the account sees as it was. */
export function isSameForHost(input: AccountInput, before: AccountProfile): boolean {
  const names = new Set([...Object.keys(input.settings), ...Object.keys(before.settings)])
  return Object.keys(input.secrets).length === 0 && [...names].every((name) => input.settings[name] === before.settings[name])
}
