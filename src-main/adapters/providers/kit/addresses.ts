/** @file Decides which addresses may get the sign-in of an account, and which its bytes. */
import { redactLink } from '../../../contract/addresses/link.ts'
import { isLoopback, isSameOrigin } from '../../../contract/addresses/origins.ts'
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { type DisplayText, phrase, phraseFrom } from '../../../contract/i18n/phrase.ts'

/** Whether sign-in data may be sent to an address: over https, or to this computer itself. */
export function mayCarrySecrets(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url.hostname)
}

/**
 * Whether an address belongs to a provider: its API’s own host, or one of its known hosts over https. A test server on
 * this computer has its upload servers on this computer, too; a real API never does.
 *
 * @param known host names; `*.example.com` stands for every name below it
 */
export function belongsTo(url: URL, apiBase: URL, known: readonly string[]): boolean {
  if (isLoopback(apiBase.hostname) || isLoopback(url.hostname)) return isLoopback(apiBase.hostname) && isLoopback(url.hostname)
  if (url.protocol !== 'https:') return false
  if (url.host === apiBase.host) return true
  return (
    url.port === '' &&
    known.some((host) => (host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host))
  )
}

/**
 * Whether an address may get the sign-in of an account: the origin of its API, or a known host. On this computer every port may
 * belong to another program, so there it is the origin alone.
 */
export function maySignIn(url: URL, apiBase: URL, known: readonly string[]): boolean {
  if (!mayCarrySecrets(url)) return false
  return isSameOrigin(url, apiBase) || (!isLoopback(url.hostname) && belongsTo(url, apiBase, known))
}

/** Without the slashes at its end. A pattern such as `/\/+$/` takes quadratic time for many slashes. */
export function withoutEndSlashes(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end -= 1
  return text.slice(0, end)
}

/** An address as entered in a form, without the slash at its end. @throws FailureError `account.invalid` */
export function checkAddress(label: string, text: string): string {
  const trimmed = text.trim()
  const refuse = (reason: DisplayText): FailureError =>
    new FailureError(failure('account.invalid', { reason: phrase('{label}: {reason}', { label: phraseFrom(label), reason }) }))
  if (!URL.canParse(trimmed))
    throw refuse(phrase('“{trimmed}” is not an address. It must start with https://.', { trimmed: redactLink(trimmed) }))
  const url = new URL(trimmed)
  if (!/^https?:$/.test(url.protocol))
    throw refuse(phrase('“{trimmed}” must start with https://.', { trimmed: redactLink(trimmed) }))
  if (!mayCarrySecrets(url)) throw refuse(phrase('it must start with https://, because keys are sent to it.'))
  if (url.username !== '' || url.password !== '') throw refuse(phrase('it must not hold a name or password.'))
  if (url.search !== '') throw refuse(phrase('it must not hold a query (what stands behind “?”), which may be a key.'))
  return `${url.origin}${withoutEndSlashes(url.pathname)}`
}
