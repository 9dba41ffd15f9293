/** @file A cipher with a time-out: a keychain may be locked, or wait for a person who is away. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { Cipher } from '../../engine/ports/settings.ts'
import { TIMED_OUT, withTimeout } from '../../engine/with-timeout.ts'
import { clock } from '../clock.ts'

/** Enough for a person to enter a password. */
const TIMEOUT_MS = 60_000

/** Every call that is not answered in time fails with `account.keychainSilent`. */
export function cipherWithTimeout(cipher: Cipher, timeoutMs = TIMEOUT_MS): Cipher {
  async function inTime<T>(work: Promise<T>): Promise<T> {
    const result = await withTimeout(work, timeoutMs, clock)
    if (result === TIMED_OUT) throw new FailureError(failure('account.keychainSilent'))
    return result
  }
  return {
    scheme: cipher.scheme,
    provider: () => cipher.provider(),
    availability: () => inTime(cipher.availability()),
    encrypt: (plain) => inTime(cipher.encrypt(plain)),
    decrypt: (encrypted) => inTime(cipher.decrypt(encrypted)),
  }
}
