/** @file The account made for an address that is used once: its id is derived from the address without revealing secrets in it. */
import type { Seal } from '../secrets/ports.ts'
import { type AccountProfile, NO_DEFAULTS } from './account-profile.ts'

/** @param query what followed `?`: a different query may be a different endpoint, so it makes a different account */
export async function addressProfile(
  settings: Readonly<Record<string, string>>,
  query: string,
  seal: Seal,
): Promise<AccountProfile> {
  const endpoint = settings['endpoint'] ?? ''
  let name = endpoint
  if (query !== '') {
    await seal.ready()
    name = `${endpoint}?…${seal.fingerprint(query)}`
  }
  return { id: `endpoint:${name}`, provider: 'tus', name, settings: { ...settings }, defaults: NO_DEFAULTS, adHoc: true }
}
