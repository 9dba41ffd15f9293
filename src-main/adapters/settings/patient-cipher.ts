/** @file Secure storage with a time-out: a keychain may be locked, or ask a person who is away. */
import { FailureError, failure } from '../../contract/errors.ts'
import type { Cipher } from '../../engine/ports/settings.ts'

/** As long as a person needs for a password. */
const PATIENCE_MS = 60_000

/** Every call ends with its answer, or with `account.keychainSilent`. */
export function patientCipher(cipher: Cipher, patienceMs = PATIENCE_MS): Cipher {
  async function within<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new FailureError(failure('account.keychainSilent'))), patienceMs)
    })
    return Promise.race([work, silence]).finally(() => clearTimeout(timer))
  }
  return {
    scheme: cipher.scheme,
    provider: () => cipher.provider(),
    availability: () => within(cipher.availability()),
    encrypt: (plain) => within(cipher.encrypt(plain)),
    decrypt: (encrypted) => within(cipher.decrypt(encrypted)),
  }
}
