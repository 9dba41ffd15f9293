/** @file The account that an address used once becomes: found again by its address, and nothing of it gives a secret away. */
import type { Seal } from '../secrets/ports.ts'
import { type AccountProfile, NO_DEFAULTS } from './account-profile.ts'

/** @param query what stood behind `?`: another one may be another place, so it is another account */
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
