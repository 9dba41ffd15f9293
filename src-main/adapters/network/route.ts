/** @file Routes to a server, direct or through a proxy: parses proxy settings, and excludes addresses that are never proxied. Pure. */
import { isLoopback } from '../../contract/addresses/origins.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'

export interface ProxyRoute {
  /** `http:` or `https:`, without credentials. */
  readonly url: URL
  /** Value of `Proxy-Authorization`. */
  readonly authorization: string | null
}

/** `null` is a direct connection. */
export type Route = ProxyRoute | null

/** A proxy as a source of settings names it; `null` for a direct connection. */
export type ProxyAddress = URL | null

const SCHEMES: Readonly<Record<string, string>> = { PROXY: 'http:', HTTP: 'http:', HTTPS: 'https:' }

/**
 * Reads an answer such as `PROXY one:3128; DIRECT`. Kinds of proxies that Reelay does not support are skipped.
 *
 * @throws FailureError `network.proxyUnusable` when no other route is named
 */
export function readProxyAnswer(answer: string): readonly ProxyAddress[] {
  const entries = answer.split(';').map((entry) => entry.trim())
  const addresses = entries.flatMap((entry) => addressesIn(entry))
  const named = entries.find((entry) => entry !== '')
  if (addresses.length > 0 || named === undefined) return addresses.length > 0 ? addresses : [null]
  throw unusable(named.replace(/\S*@/, '…@'), phrase('Reelay speaks to HTTP proxies only'))
}

function addressesIn(entry: string): ProxyAddress[] {
  const [kind = '', hostAndPort = ''] = entry.split(/\s+/)
  if (kind.toUpperCase() === 'DIRECT') return [null]
  const scheme = SCHEMES[kind.toUpperCase()]
  return scheme !== undefined && URL.canParse(`${scheme}//${hostAndPort}`) ? [new URL(`${scheme}//${hostAndPort}`)] : []
}

/** Moves the credentials of a proxy address into a header; without any, the stored ones are used. */
export function routeOf(address: ProxyAddress, signIn: string | null): Route {
  if (address === null) return null
  const url = new URL(address)
  const own = url.username === '' ? null : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  url.username = ''
  url.password = ''
  const credentials = own ?? signIn
  return { url, authorization: credentials === null ? null : `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/** Host and port of an address as sockets take them: without brackets, and with the usual port where none is named. */
export function hostAndPort({ protocol, hostname, port }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) }
}

/** Whether an address is never proxied: a proxy cannot reach a loopback address of this machine. */
export function isNeverProxied({ hostname }: URL): boolean {
  return isLoopback(hostname) || hostname.endsWith('.localhost')
}

export function unusable(proxy: DisplayText, reason: DisplayText): FailureError {
  return new FailureError(failure('network.proxyUnusable', { proxy, reason }))
}
