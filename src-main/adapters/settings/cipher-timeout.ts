/** @file A cipher with a time-out: a keychain may be locked, or wait for a person who is away. */
import { FailureError, failure } from '../../contract/errors.ts'
import type { Cipher } from '../../engine/ports/settings.ts'

/** Enough for a person to enter a password. */
const TIMEOUT_MS = 60_000

/** Every call that is not answered in time fails with `account.keychainSilent`. */
export function cipherWithTimeout(cipher: Cipher, timeoutMs = TIMEOUT_MS): Cipher {
  async function withTimeout<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new FailureError(failure('account.keychainSilent'))), timeoutMs)
    })
    return Promise.race([work, timeout]).finally(() => clearTimeout(timer))
  }
  return {
    scheme: cipher.scheme,
    provider: () => cipher.provider(),
    availability: () => withTimeout(cipher.availability()),
    encrypt: (plain) => withTimeout(cipher.encrypt(plain)),
    decrypt: (encrypted) => withTimeout(cipher.decrypt(encrypted)),
  }
}
