/**
 * @file Sign-in by the stored secrets of an account. Headers of tus requests are computed for each request: an upload may last longer
 * than a signature, and a key may be replaced meanwhile.
 */
import { createHash } from 'node:crypto'
import { isSameOrigin } from '../../../contract/addresses/origins.ts'
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import type { HttpTimeouts } from '../../../engine/ports/http.ts'
import type { TusAccess } from '../../../engine/ports/transfer.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { mayCarrySecrets } from './addresses.ts'

/** A secret that every request needs. @throws FailureError `account.signIn` if none is stored */
export async function requiredSecret(account: ProviderAccount, field: string): Promise<string> {
  const secret = (await account.secret(field))?.trim()
  if (!secret) throw new FailureError(failure('account.signIn', { account: account.name }))
  return secret
}

/** SHA-256 of concatenated texts, in hex. */
export function signatureOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('')).digest('hex')
}

/** Unix seconds as text, for the expiry of a signature. */
export function secondsAt(epochMs: number): string {
  return String(Math.floor(epochMs / 1000))
}

export type SignedHeaders = Readonly<Record<string, string>>

/** Headers go to the origin of the API only, and only over a protected connection. */
export function signedAccess(options: {
  readonly base: string
  readonly accountName: string
  readonly timeouts: HttpTimeouts
  readonly sign: () => Promise<SignedHeaders>
}): TusAccess {
  const owner = new URL(options.base)
  return {
    accountName: options.accountName,
    timeouts: options.timeouts,
    credentials: async (url) => (isSameOrigin(url, owner) && mayCarrySecrets(url) ? options.sign() : {}),
  }
}

/** For upload servers that need no sign-in, because the address or the metadata of an upload is the key. */
export function unsignedAccess({ name }: ProviderAccount, { timeouts }: ProviderContext): TusAccess {
  return { accountName: name, timeouts, credentials: async () => ({}) }
}
