/** @file The origin that credentials belong to (scheme, host and port), and which addresses are this machine. Pure. */

/** Whether it is the same origin, or an upgrade from http to https on the default ports. */
export function isSameOrigin(url: URL, owner: URL): boolean {
  if (url.origin === owner.origin) return true
  const movedUp = owner.protocol === 'http:' && url.protocol === 'https:' && owner.port === '' && url.port === ''
  return movedUp && url.hostname === owner.hostname
}

/**
 * Whether a host name or address leads to this machine and cannot lead elsewhere. Names below `localhost` are not among them:
 * not every resolver keeps them on this machine.
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i.test(host)
}
