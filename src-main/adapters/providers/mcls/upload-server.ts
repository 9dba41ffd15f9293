/** @file The tus server of an account: which hosts may get bytes, which the token, and what refusals mean. */
import { isSameOrigin } from '../../../contract/addresses/origins.ts'
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import type { HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusAccess, TusRequestKind } from '../../../engine/ports/transfer.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { serverMessage, statusFailure } from '../../tus/answers.ts'
import { belongsTo, mayCarrySecrets, maySignIn } from '../kit/addresses.ts'
import { settingOf } from '../kit/fields.ts'
import { bearer } from './api.ts'
import { apiBaseOf, FIELDS, KNOWN_HOSTS, PROVIDER_NAME } from './fields.ts'

type Values = Readonly<Record<string, string>>

/** Bytes go to the origin that was entered, and to hosts of MyCujoo. */
export function mayUpload(url: URL, settings: Values): boolean {
  return isEntered(url, settings) || belongsTo(url, apiBaseOf(settings), KNOWN_HOSTS)
}

/**
 * Whether the upload server needs the token is not documented; by default it goes to hosts of MyCujoo only. On this
 * computer, where every port may belong to another program, it goes to the two origins that were entered.
 */
export function mayHaveToken(url: URL, settings: Values): boolean {
  const choice = settingOf(FIELDS, settings, 'tokenAtUploadHost')
  if (choice === 'never') return false
  const api = apiBaseOf(settings)
  if (choice === 'always' && isEntered(url, settings)) return true
  return maySignIn(url, api, KNOWN_HOSTS) || (isEntered(url, settings) && belongsTo(url, api, KNOWN_HOSTS))
}

export function accessOf(account: ProviderAccount, context: ProviderContext): TusAccess {
  return {
    accountName: account.name,
    timeouts: context.timeouts,
    credentials: async (url) => (mayHaveToken(url, account.settings) ? bearer(account) : {}),
  }
}

/** The failure of a refused request to the upload server. */
export function explainRefusal(
  answer: HttpAnswer,
  kind: TusRequestKind,
  { account, sizeBytes, now }: { account: ProviderAccount; sizeBytes: number; now: number },
): Failure | null {
  const { status, url } = answer
  const message = serverMessage(answer)
  if ((status === 401 || status === 403) && !mayHaveToken(new URL(url), account.settings)) {
    const hint = `${new URL(url).host} got no token. If you trust it, set “Token at the upload address” to always.`
    return failure(
      'account.forbidden',
      { account: account.name, status },
      { detail: message === '' ? hint : `${hint} It says: ${message}` },
    )
  }
  if (kind === 'create' && [400, 409, 422].includes(status)) {
    return failure('upload.refused', { host: PROVIDER_NAME, status }, { detail: message })
  }
  return statusFailure(answer, { kind, accountName: account.name, sizeBytes }, now)
}

function isEntered(url: URL, settings: Values): boolean {
  return isSameOrigin(url, new URL(settings['tusEndpoint'] ?? '')) && mayCarrySecrets(url)
}
