import { describe, expect, it } from 'vitest'
import { cipherWithTimeout } from '../../../../src-main/adapters/settings/cipher-timeout.ts'
import { createSeal } from '../../../../src-main/adapters/settings/seal.ts'
import { openSecrets } from '../../../../src-main/adapters/settings/secrets.ts'
import type { Cipher, JsonStore } from '../../../../src-main/engine/ports/settings.ts'

/** A keychain that can be made to wait for a password. */
function keychain() {
  let isLocked = false
  const answer = <T>(value: T): Promise<T> => (isLocked ? new Promise(() => {}) : Promise.resolve(value))
  const cipher: Cipher = {
    scheme: 'test',
    provider: () => 'a test',
    availability: () => answer({ available: true, reason: null }),
    encrypt: (plain) => answer(Buffer.from(plain).toString('base64')),
    decrypt: (text) => answer({ plain: Buffer.from(text, 'base64').toString(), isOld: false }),
  }
  return {
    cipher: cipherWithTimeout(cipher, 20),
    lock: (now: boolean): void => {
      isLocked = now
    },
  }
}

function memory(): JsonStore {
  let stored: unknown
  return {
    path: '/secrets.json',
    read: () => stored,
    write: (value) => {
      stored = value
    },
  }
}

const SILENT = { failure: { code: 'account.keychainSilent' } }

describe('a keychain that does not answer', () => {
  it('causes a time-out, and its secrets can be read when it is unlocked', async () => {
    const { cipher, lock } = keychain()
    const secrets = openSecrets(memory(), cipher)
    await secrets.set('key', 'open sesame')
    lock(true)
    await expect(secrets.get('key')).rejects.toMatchObject(SILENT)
    await expect(secrets.set('other', 'x')).rejects.toMatchObject(SILENT)
    lock(false)
    expect(await secrets.get('key')).toBe('open sesame')
    expect(secrets.has('other')).toBe(false)
  })

  it('never leads to a second key for sealed texts', async () => {
    const { cipher, lock } = keychain()
    const store = memory()
    const before = createSeal(openSecrets(store, cipher))
    await before.ready()
    const sealed = before.seal('a link')
    lock(true)
    const seal = createSeal(openSecrets(store, cipher))
    await expect(seal.ready()).rejects.toMatchObject(SILENT)
    lock(false)
    await seal.ready()
    expect(await seal.open(sealed)).toBe('a link')
    expect(seal.seal('another').startsWith('1.')).toBe(true)
  })
})
