/** @file The ways to a host: straight, or through a proxy. Pure: the answer of a system read, and what is never proxied. */
import { FailureError, failure } from '../../contract/errors.ts'
import { isLoopback } from '../../contract/origins.ts'

export interface ProxyRoute {
  /** `http:` or `https:`, without credentials. */
  readonly url: URL
  /** Value of `Proxy-Authorization`. */
  readonly authorization: string | null
}

/** `null` is straight to the host. */
export type Route = ProxyRoute | null

/** Where a source of settings says to go: proxies in the order of preference, `null` for straight to the host. */
export type ProxyAddress = URL | null

const SCHEMES: Readonly<Record<string, string>> = { PROXY: 'http:', HTTP: 'http:', HTTPS: 'https:' }

/**
 * Reads an answer such as `PROXY one:3128; DIRECT`. Kinds of proxies that Reelay does not speak to are passed over.
 *
 * @throws FailureError `network.proxyUnusable` when there is no other way than those
 */
export function readProxyAnswer(answer: string): readonly ProxyAddress[] {
  const entries = answer.split(';').map((entry) => entry.trim())
  const ways = entries.flatMap((entry) => addressesIn(entry))
  const named = entries.find((entry) => entry !== '')
  if (ways.length > 0 || named === undefined) return ways.length > 0 ? ways : [null]
  throw unusable(named.replace(/\S*@/, '…@'), 'Reelay speaks to HTTP proxies only')
}

function addressesIn(entry: string): ProxyAddress[] {
  const [kind = '', place = ''] = entry.split(/\s+/)
  if (kind.toUpperCase() === 'DIRECT') return [null]
  const scheme = SCHEMES[kind.toUpperCase()]
  return scheme !== undefined && URL.canParse(`${scheme}//${place}`) ? [new URL(`${scheme}//${place}`)] : []
}

/** Takes credentials out of an address; the stored ones are used where it has none. */
export function routeOf(way: ProxyAddress, signIn: string | null): Route {
  if (way === null) return null
  const url = new URL(way)
  const own = url.username === '' ? null : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  url.username = ''
  url.password = ''
  const credentials = own ?? signIn
  return { url, authorization: credentials === null ? null : `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/** Where an address leads, as sockets want it: the host without brackets, and the port that is meant where none is named. */
export function hostAndPort({ protocol, hostname, port }: URL): { readonly host: string; readonly port: number } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) }
}

/** Whether no proxy is ever asked: no proxy could reach what an address names on this machine. */
export function isNeverProxied({ hostname }: URL): boolean {
  return isLoopback(hostname) || hostname.endsWith('.localhost')
}

export function unusable(proxy: string, reason: string): FailureError {
  return new FailureError(failure('network.proxyUnusable', { proxy, reason }))
}
