/**
 * @file Sign-in by the stored secrets of an account. That of tus requests is made anew for each of them: an upload may last
 * longer than a signature, and a key may be replaced in between.
 */
import { createHash } from 'node:crypto'
import { FailureError, failure } from '../../../contract/errors.ts'
import { isSameOrigin } from '../../../contract/origins.ts'
import type { HttpTimeouts } from '../../../engine/ports/http.ts'
import type { TusAccess } from '../../../engine/ports/transfer.ts'
import type { ProviderAccount } from '../../../engine/providers/provider.ts'
import { mayCarrySecrets } from './addresses.ts'

/** A secret without which no request can be made. @throws FailureError `account.signIn` when there is none */
export async function neededSecret(account: ProviderAccount, field: string): Promise<string> {
  const secret = (await account.secret(field))?.trim()
  if (!secret) throw new FailureError(failure('account.signIn', { account: account.name }))
  return secret
}

/** SHA-256 of concatenated texts, in hex. */
export function signatureOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('')).digest('hex')
}

/** Unix seconds, as providers take the expiry of a signature. */
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
