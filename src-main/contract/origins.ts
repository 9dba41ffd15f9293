/** @file The origin that credentials belong to: scheme, host and port. Pure. */

/** Whether it is the same origin, or an upgrade from http to https on the default ports. */
export function isSameOrigin(url: URL, owner: URL): boolean {
  if (url.origin === owner.origin) return true
  const movedUp = owner.protocol === 'http:' && url.protocol === 'https:' && owner.port === '' && url.port === ''
  return movedUp && url.hostname === owner.hostname
}
