/** @file Host groups: the accounts that share a server, and so its limits. Pure. */
import type { AccountView } from '../../../contract/account.ts'

type Account = Pick<AccountView, 'id' | 'provider' | 'settings'>

/** Account fields with the address of the host; an empty one stands for the default host of the provider. */
const ADDRESSES = ['endpoint', 'apiBase'] as const

/** The host group of an account: its provider and the server it uses. */
export function hostGroupOf({ provider, settings }: Account): string {
  const address = ADDRESSES.map((name) => settings[name] ?? '').find((value) => URL.canParse(value))
  return `${provider} ${address === undefined ? '' : new URL(address).host}`
}

/** Ids of the accounts at the same host, including the account itself even where it was removed. */
export function accountsAtSameHost(accounts: readonly Account[], accountId: string): readonly string[] {
  const own = accounts.find(({ id }) => id === accountId)
  if (!own) return [accountId]
  const group = hostGroupOf(own)
  return accounts.filter((account) => hostGroupOf(account) === group).map(({ id }) => id)
}
