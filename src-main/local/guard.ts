/** @file Who may call the local door: pure checks of a request’s headers. */
import { timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

/**
 * Whether a `Host` header names this machine. A page from elsewhere that has its own name point here (DNS rebinding)
 * cannot have a loopback name, and when the door listens to the network, cannot have a bare address or this machine's name.
 */
export function isOwnHost(header: string | undefined, port: number, listensTo: string, machine: string): boolean {
  if (header === undefined || !URL.canParse(`http://${header}`)) return false
  const url = new URL(`http://${header}`)
  if (Number(url.port || 80) !== port) return false
  const name = url.hostname.replace(/^\[|\]$/g, '')
  if (name === 'localhost' || name === '127.0.0.1' || name === '::1') return true
  if (isLoopback(listensTo)) return name === listensTo
  return isIP(name) !== 0 || name === machine.toLowerCase() || name === `${machine.toLowerCase()}.local`
}

/** Browsers send `Origin` with every call that could do harm; it must be the page that this door served itself. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || origin === `http://${host}`
}

/** Compares in constant time. */
export function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
