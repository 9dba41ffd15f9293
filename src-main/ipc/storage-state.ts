/** @file Whether secrets can be stored, without waiting for a person who has to unlock the keychain. */
import { FailureError } from '../contract/errors/errors.ts'
import type { Secrets } from '../engine/ports/settings.ts'

const TIMEOUT_MS = 2_000

/** `silent`: the keychain does not answer yet, which does not mean that there is none. */
export async function storageState(
  secrets: Pick<Secrets, 'availability'>,
): Promise<Awaited<ReturnType<Secrets['availability']>> | 'silent'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<'silent'>((resolve) => {
    timer = setTimeout(() => resolve('silent'), TIMEOUT_MS)
  })
  const availability = secrets.availability().catch((caught: unknown) => {
    if (caught instanceof FailureError && caught.failure.code === 'account.keychainSilent') return 'silent' as const
    throw caught
  })
  return Promise.race([availability, timeout]).finally(() => clearTimeout(timer))
}
