/**
 * @file Secrets of the desktop app: the system's own storage, through `safeStorage`. On Linux without a keyring Electron
 * would store them in a form that anybody can read; that counts as not available.
 */
import { safeStorage } from 'electron'
import { FailureError, failure } from '../contract/errors.ts'
import type { Cipher } from '../engine/ports/settings.ts'
import { isSecureText } from './secure-text.ts'

export function createSafeStorageCipher(): Cipher {
  /** Asked once it was yes: a keychain is not taken away from a process that has its key. */
  let isKnownGood = false

  async function encrypt(plain: string): Promise<string> {
    const encrypted = await safeStorage.encryptStringAsync(plain)
    if (!isSecureText(encrypted, process.platform)) throw new Error('the key would not be secret')
    return encrypted.toString('base64')
  }

  return {
    scheme: 'safeStorage',

    async availability() {
      if (isKnownGood) return { available: true, reason: null }
      if (!(await safeStorage.isAsyncEncryptionAvailable()))
        return { available: false, reason: 'The secure storage of this system cannot be used.' }
      // On Linux it always says yes, and names a keyring by the desktop, not by what is there: only a text tells.
      const isSecure = isSecureText(await safeStorage.encryptStringAsync('a text to see which key is used'), process.platform)
      isKnownGood = isSecure
      if (isSecure) return { available: true, reason: null }
      return {
        available: false,
        reason: 'This desktop has no keyring. Install GNOME Keyring or KWallet and start Reelay again.',
      }
    },

    encrypt,

    async decrypt(encrypted) {
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))
        return { plain: result, isOld: shouldReEncrypt }
      } catch (caught) {
        // A keychain that is locked for now says nothing about the text.
        if (/temporarily unavailable/i.test(String(caught))) throw new FailureError(failure('account.keychainSilent'), caught)
        throw caught
      }
    },
  }
}
