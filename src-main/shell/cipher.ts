/**
 * @file Secrets of the desktop app: the system's own storage, through `safeStorage`. On Linux without a keyring Electron
 * would store them in a form that anybody can read; that counts as not available.
 */
import { safeStorage } from 'electron'
import type { Cipher } from '../engine/ports.ts'

export function createSafeStorageCipher(): Cipher {
  return {
    scheme: 'safeStorage',

    async availability() {
      const available = await safeStorage.isAsyncEncryptionAvailable()
      const isPlain = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'
      if (available && !isPlain) return { available: true, reason: null }
      const reason = isPlain
        ? 'This desktop has no keyring. Install GNOME Keyring or KWallet and start Reelay again.'
        : 'The secure storage of this system cannot be used.'
      return { available: false, reason }
    },

    encrypt: async (plain) => (await safeStorage.encryptStringAsync(plain)).toString('base64'),
    decrypt: async (encrypted) => (await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))).result,
  }
}
