/**
 * @file Sign-in of tus requests, made anew for each of them: an upload may last longer than a signature, and a key may be
 * replaced in between.
 */
import { createHash } from 'node:crypto'
import type { HttpAnswer, HttpTimeouts, TusAccess } from '../../../engine/ports.ts'
import { withoutSecrets } from './api.ts'
import { mayCarrySecrets } from './hosts.ts'

/** SHA-256 of texts put one behind the other, in hex. */
export function signatureOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('')).digest('hex')
}

/** Unix seconds, as hosts want the end of a signature. */
export function secondsAt(epochMs: number): string {
  return String(Math.floor(epochMs / 1000))
}

export interface SignedHeaders {
  readonly headers: Readonly<Record<string, string>>
  /** What of it, or behind it, must not show up in a failure. */
  readonly secrets: readonly string[]
}

export interface SignedAccess extends TusAccess {
  /** An answer without the secrets that its words repeat. */
  clean(answer: HttpAnswer): HttpAnswer
}

/** Headers go to the host of the API only, and only over a protected connection. */
export function signedAccess(options: {
  readonly base: string
  readonly accountName: string
  readonly timeouts: HttpTimeouts
  readonly sign: () => Promise<SignedHeaders>
}): SignedAccess {
  const { host } = new URL(options.base)
  const given = new Set<string>()
  return {
    accountName: options.accountName,
    timeouts: options.timeouts,
    async credentials(url) {
      if (url.host !== host || !mayCarrySecrets(url)) return {}
      const { headers, secrets } = await options.sign()
      for (const secret of secrets) given.add(secret)
      return headers
    },
    clean: (answer) => ({ ...answer, body: withoutSecrets(answer.body, [...given]) }),
  }
}
