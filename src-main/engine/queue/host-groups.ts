/** @file Which accounts share a host: what a host asks of one of them, it asks of all. Pure. */
import type { AccountView } from '../../contract/account.ts'

type Account = Pick<AccountView, 'id' | 'provider' | 'settings'>

/** Fields of accounts that say where their host is; an empty one stands for the usual host of the provider. */
const ADDRESSES = ['endpoint', 'apiBase'] as const

/** The host group of an account: its provider and the server it uses. */
export function hostGroupOf({ provider, settings }: Account): string {
  const address = ADDRESSES.map((name) => settings[name] ?? '').find((value) => URL.canParse(value))
  return `${provider} ${address === undefined ? '' : new URL(address).host}`
}

/** Ids of the accounts at the same host, with the account itself even when it is gone. */
export function accountsAtSameHost(accounts: readonly Account[], accountId: string): readonly string[] {
  const own = accounts.find(({ id }) => id === accountId)
  if (!own) return [accountId]
  const group = hostGroupOf(own)
  return accounts.filter((account) => hostGroupOf(account) === group).map(({ id }) => id)
}
