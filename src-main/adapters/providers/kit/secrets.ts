/** @file The stored secrets of an account. */
import { FailureError, failure } from '../../../contract/errors.ts'
import type { ProviderAccount } from '../../../engine/providers/provider.ts'

/** A secret without which nothing can be asked. @throws FailureError `account.signIn` when there is none */
export async function neededSecret(account: ProviderAccount, field: string): Promise<string> {
  const secret = (await account.secret(field))?.trim()
  if (!secret) throw new FailureError(failure('account.signIn', { account: account.name }))
  return secret
}
