/**
 * @file Signing in: organisation, e-mail and password are exchanged for a token, and the token alone is kept.
 *
 * [Note: The password is not kept] The token is stored under the name of the secret field `password`, because that is the
 * field of the form. It lives 10 years (MCLS API start), so nobody is asked for the password again.
 */
import { z } from 'zod'
import { type Failure, FailureError, failure } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { ProviderContext } from '../../../engine/providers/provider.ts'
import { withoutEndSlashes } from '../kit/addresses.ts'
import { createApi } from '../kit/api.ts'
import { messageIn } from './api.ts'
import { apiBaseOf, PROVIDER_NAME } from './fields.ts'

type Values = Readonly<Record<string, string>>

/**
 * `POST /auth/v1beta1/login` with `org_id`, `email`, `password` (MCLS API start).
 *
 * @throws FailureError `account.signIn` if MCLS refuses, `account.invalid` if its answer has no token
 */
export async function login(http: Http, settings: Values, password: string, context: ProviderContext): Promise<string> {
  const base = withoutEndSlashes(apiBaseOf(settings).href)
  const email = settings['email'] ?? ''
  const api = createApi({
    http,
    base,
    accountName: email,
    context,
    signIn: async () => ({}),
    messageIn,
    explain: (answer, message) => refusal(answer, email, message),
  })
  const answer = await api.ask({
    method: 'POST',
    path: '/auth/v1beta1/login',
    json: { org_id: settings['orgId'] ?? '', email, password },
  })
  const token = tokenIn(answer.body)
  if (token !== null) return token
  const reason = phrase('{host} accepted the sign-in, but its answer held no token. Nothing was stored.', {
    host: new URL(base).host,
  })
  throw new FailureError(failure('account.invalid', { reason }))
}

function refusal({ status, url }: HttpAnswer, account: string, message: string): Failure | null {
  if (status === 401 || status === 403) {
    const quoted = message === '' ? '' : ` It says: ${message}`
    const detail = `${PROVIDER_NAME} refused this organisation, e-mail and password.${quoted}`
    return failure('account.signIn', { account, status }, { detail })
  }
  if (status !== 400 && status !== 422) return null
  return failure('account.invalid', {
    reason:
      message === ''
        ? phrase('{host} could not use this sign-in (answer {status}).', { host: new URL(url).host, status })
        : phrase('{host} could not use this sign-in (answer {status}). It says: {message}', {
            host: new URL(url).host,
            status,
            message,
          }),
  })
}

/** Common names of such a field, compared without case and punctuation. */
const TOKEN_NAMES = ['token', 'accesstoken', 'jwt', 'authtoken']
const anyObject = z.record(z.string(), z.unknown())

/**
 * The token in the answer to a login. No document shows the name of its field, so common ones are tried, at the top
 * and one level below, then anything that has the form of a JSON Web Token.
 */
export function tokenIn(body: string): string | null {
  let value: unknown = body
  try {
    value = JSON.parse(body)
  } catch {
    // A bare token is not JSON.
  }
  if (typeof value === 'string') return isJwt(withoutScheme(value)) ? withoutScheme(value) : null
  const top = anyObject.safeParse(value)
  if (!top.success || Array.isArray(value)) return null
  const below = Object.values(top.data).flatMap((inner) => {
    const parsed = Array.isArray(inner) ? null : anyObject.safeParse(inner)
    return parsed?.success ? [parsed.data] : []
  })
  const levels = [top.data, ...below]
  return firstOf(levels, tokenByName) ?? firstOf(levels, anyJwt)
}

function firstOf(
  levels: readonly Record<string, unknown>[],
  find: (level: Record<string, unknown>) => string | undefined,
): string | null {
  return levels.map(find).find((token) => token !== undefined) ?? null
}

function tokenByName(level: Record<string, unknown>): string | undefined {
  const texts = textsIn(level)
  const found = TOKEN_NAMES.map((known) => texts.find(([name]) => name.replace(/[^a-z]/gi, '').toLowerCase() === known))
  return found.find((entry) => entry !== undefined)?.[1]
}

function anyJwt(level: Record<string, unknown>): string | undefined {
  return textsIn(level).find(([name, value]) => isJwt(value) && !/refresh/i.test(name))?.[1]
}

/** Texts that can be sent in a header. */
function textsIn(level: Record<string, unknown>): (readonly [string, string])[] {
  return Object.entries(level).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? withoutScheme(value) : ''
    return /^[!-~]+$/.test(text) ? [[name, text] as const] : []
  })
}

function isJwt(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text)
}

function withoutScheme(text: string): string {
  return text.trim().replace(/^Bearer\s+/i, '')
}
