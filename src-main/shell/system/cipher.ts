/**
 * @file Encrypts secrets with the key store of the system, through `safeStorage`. On Linux without a keyring Electron would use
 * a key that anybody knows; that counts as not available.
 */
import { safeStorage } from 'electron'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { Cipher } from '../../engine/ports/settings.ts'
import { isSecureText, providerName } from './secure-text.ts'

const PROBE = 'a text to see which key is used'

export function createSafeStorageCipher(): Cipher {
  /** Cached once true: the key of a process does not change. */
  let isKnownGood = false

  async function encrypt(plain: string): Promise<string> {
    const encrypted = await failWhenLocked(safeStorage.encryptStringAsync(plain))
    if (!isSecureText(encrypted, process.platform)) throw new Error('the key would not be secret')
    return encrypted.toString('base64')
  }

  return {
    scheme: 'safeStorage',

    provider: () => providerName(process.platform, process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : ''),

    async availability() {
      if (isKnownGood) return { available: true, reason: null }
      if (!(await safeStorage.isAsyncEncryptionAvailable()))
        return { available: false, reason: phrase('The secure storage of this system cannot be used.') }
      // On Linux this is always true, and the backend is named after the desktop: only a ciphertext shows which key is used.
      isKnownGood = isSecureText(await failWhenLocked(safeStorage.encryptStringAsync(PROBE)), process.platform)
      if (isKnownGood) return { available: true, reason: null }
      return {
        available: false,
        reason: phrase('This desktop has no keyring. Install GNOME Keyring or KWallet and start Reelay again.'),
      }
    },

    encrypt,

    async decrypt(encrypted) {
      const { result, shouldReEncrypt } = await failWhenLocked(safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64')))
      return { plain: result, isOld: shouldReEncrypt }
    },
  }
}

/** Turns the error of a locked keychain into a failure that is a wait: neither is there no keychain, nor is a stored text invalid. */
async function failWhenLocked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (caught) {
    if (/temporarily unavailable/i.test(String(caught))) throw new FailureError(failure('account.keychainSilent'), caught)
    throw caught
  }
}
