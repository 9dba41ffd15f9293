/** @file Who may call the HTTP API: pure checks of a request’s target and headers. */
import { isIP } from 'node:net'
import { isLoopback } from '../contract/addresses/origins.ts'

export interface Listening {
  readonly port: number
  /** The bound address, whatever name was configured for it. */
  readonly address: string
  /** Names that this machine has in the network, in lower case. */
  readonly names: readonly string[]
}

interface Call {
  readonly url?: string | undefined
  readonly rawHeaders: readonly string[]
  readonly headers: { readonly host?: string | undefined; readonly origin?: string | undefined }
}

/**
 * Whether a call was meant for this server and comes from its own page or from no page at all. One with two `Host` headers,
 * or with another host in the request line (RFC 9112, 3.2.2) than in the header, is refused.
 */
export function isOwnCall({ url = '', rawHeaders, headers }: Call, api: Listening): boolean {
  const { host, origin } = headers
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length !== 1 || !isOwnHost(host, api) || !isOwnOrigin(origin, host)) return false
  if (url.startsWith('/')) return true
  const target = /^http:\/\/([^/?#]*)/i.exec(url)?.[1]
  return target !== undefined && target.toLowerCase() === host?.toLowerCase()
}

/**
 * Whether a `Host` header names this machine. A page from elsewhere that has its own name point here (DNS rebinding)
 * cannot have a loopback name, and when it listens to the network, cannot have a bare address or this machine's name.
 */
function isOwnHost(header: string | undefined, { port, address, names }: Listening): boolean {
  const [, bracketed, plain, namedPort] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(header ?? '') ?? []
  const name = (bracketed ?? plain ?? '').toLowerCase()
  if (name === '' || Number(namedPort ?? 80) !== port) return false
  if (name === 'localhost' || name === '127.0.0.1' || name === '::1') return true
  if (isLoopback(address)) return name === address
  return isIP(name) !== 0 || names.includes(name)
}

/** Browsers send `Origin` with every call that could do harm; it must be the page that this server served itself. */
function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || origin === `http://${host}`
}
