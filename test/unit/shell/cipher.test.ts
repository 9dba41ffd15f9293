import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createSafeStorageCipher } from '../../../src-main/shell/system/cipher.ts'
import { providerName } from '../../../src-main/shell/system/secure-text.ts'

const storage = vi.hoisted(() => ({ prefix: 'v11', failure: null as Error | null, again: false, encrypted: 0 }))

vi.mock('electron', () => ({
  safeStorage: {
    getSelectedStorageBackend: () => 'gnome_libsecret',
    isAsyncEncryptionAvailable: async () => true,
    async encryptStringAsync(plain: string) {
      storage.encrypted += 1
      if (storage.failure) throw storage.failure
      return Buffer.from(`${storage.prefix}${plain}`)
    },
    async decryptStringAsync(encrypted: Buffer) {
      if (storage.failure) throw storage.failure
      return { result: encrypted.toString().slice(3), shouldReEncrypt: storage.again }
    },
  },
}))

beforeEach(() => {
  Object.assign(storage, { prefix: 'v11', failure: null, again: false, encrypted: 0 })
  vi.stubGlobal('process', { ...process, platform: 'linux' })
})

const LOCKED = { failure: { code: 'account.keychainSilent' } }

describe('the secure storage of the desktop', () => {
  it('is not believed by its name: a probe that begins with v10 is not secure, and nothing is stored with it', async () => {
    storage.prefix = 'v10'
    const cipher = createSafeStorageCipher()
    expect((await cipher.availability()).available).toBe(false)
    await expect(cipher.encrypt('a key')).rejects.toThrow('would not be secret')
    storage.prefix = 'v11'
    expect((await cipher.availability()).available).toBe(true)
  })

  it('is probed until it is secure, and then no more', async () => {
    const cipher = createSafeStorageCipher()
    await cipher.availability()
    await cipher.availability()
    expect(storage.encrypted).toBe(1)
  })

  it('that is locked is a wait, whatever was asked of it, and answers once it is open', async () => {
    const cipher = createSafeStorageCipher()
    const stored = await cipher.encrypt('a key')
    storage.failure = new Error('Encryption is temporarily unavailable')
    await expect(cipher.availability()).rejects.toMatchObject(LOCKED)
    await expect(cipher.encrypt('another')).rejects.toMatchObject(LOCKED)
    await expect(cipher.decrypt(stored)).rejects.toMatchObject(LOCKED)
    storage.failure = null
    expect(await cipher.decrypt(stored)).toEqual({ plain: 'a key', isOld: false })
  })

  it('that cannot read a text says so, and does not wait', async () => {
    storage.failure = new Error('Error while decrypting the ciphertext')
    await expect(createSafeStorageCipher().decrypt('AAAA')).rejects.toThrow('Error while decrypting')
  })

  it('says when a text is to be stored again with a newer key', async () => {
    storage.again = true
    const cipher = createSafeStorageCipher()
    expect(await cipher.decrypt(await cipher.encrypt('a key'))).toEqual({ plain: 'a key', isOld: true })
  })

  it('is named in diagnostics, on Linux with where the name comes from', () => {
    expect(createSafeStorageCipher().provider()).toBe('gnome_libsecret (by the name of the desktop)')
    expect([providerName('darwin', ''), providerName('win32', '')]).toEqual(['Keychain', 'DPAPI'])
  })
})
