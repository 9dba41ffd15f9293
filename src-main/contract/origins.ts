/** @file Whom credentials belong to: one scheme, host and port, and nobody beside it. Pure. */

/** The very same place, or the same name moved up from http to https, both on their usual ports. */
export function isSameOrigin(url: URL, owner: URL): boolean {
  if (url.origin === owner.origin) return true
  const movedUp = owner.protocol === 'http:' && url.protocol === 'https:' && owner.port === '' && url.port === ''
  return movedUp && url.hostname === owner.hostname
}
