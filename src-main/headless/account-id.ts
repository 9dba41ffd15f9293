/** @file An account as a command names it. */
import { FailureError, failure } from '../contract/errors/errors.ts'
import type { Client } from '../http-api/client.ts'

/** The id of an account by its id, or its name in any case; `null` when there is none. */
export async function accountIdOf(client: Client, idOrName: string): Promise<string | null> {
  const accounts = await client.request('accounts.list', {})
  const wanted = idOrName.toLocaleLowerCase()
  const account = accounts.find(({ id }) => id === idOrName) ?? accounts.find(({ name }) => name.toLocaleLowerCase() === wanted)
  return account?.id ?? null
}

/**
 * The same, also by the id of a removed account, as long as History has uploads of it.
 *
 * @throws FailureError `account.unknown`
 */
export async function pastAccountIdOf(client: Client, idOrName: string): Promise<string> {
  const known = await accountIdOf(client, idOrName)
  if (known !== null) return known
  const { days } = await client.request('history.days', { accountId: idOrName })
  if (days.length === 0) throw new FailureError(failure('account.unknown', { name: idOrName }))
  return idOrName
}
