/** @file Validates addresses of proxies and their sign-ins, for the interface and the settings. */
import { type Phrase, phrase } from '../i18n/phrase.ts'
import { unintendedCharacter } from '../text/pasted-text.ts'

/** Why an address of a proxy is invalid, or `null`. Never repeats a password. */
export function proxyUrlProblem(text: string): Phrase | null {
  if (!URL.canParse(text)) return phrase('it is not an address such as http://proxy.example:3128')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return phrase('it must start with http:// or https://')
  if (url.username !== '' || url.password !== '')
    return phrase(
      'a name and password do not belong in the address; they are kept in secure storage, as the sign-in of the proxy',
    )
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return phrase('it ends with the port')
  return null
}

/** Scheme, host and port of an address such as `http://proxy:3128` or `proxy:3128`; `null` when it is none. */
export function proxyOrigin(text: string): string | null {
  const address = text.includes('://') ? text.trim() : `http://${text.trim()}`
  return proxyUrlProblem(address) === null ? new URL(address).origin : null
}

/** The name of a proxy for display and input: without the scheme where it is http. */
export function proxyName({ protocol, host, origin }: URL): string {
  return protocol === 'http:' ? host : origin
}

/** Why this is no `name:password`, or `null` when it is. */
export function proxySignInProblem(text: string): Phrase | null {
  if (!text.includes(':') || text.startsWith(':')) return phrase('it is written as name:password')
  const strange = unintendedCharacter(text)
  return strange === null ? null : phrase('it holds a character that cannot be sent: {strange}', { strange })
}
