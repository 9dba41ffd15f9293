import { expect, it, vi } from 'vitest'
import { createFileCipher } from '../../../src-main/headless/cipher.ts'

let failures = 0

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>()
  return {
    ...real,
    scrypt(passphrase: string, salt: string, bytes: number, callback: (error: Error | null, key?: Buffer) => void) {
      failures -= 1
      if (failures >= 0) callback(new Error('memory allocation failed'))
      else real.scrypt(passphrase, salt, bytes, callback)
    },
  }
})

it('a key that could not be derived is derived again by the next use', async () => {
  failures = 1
  const cipher = createFileCipher('/nowhere', 'passphrase')
  await expect(cipher.encrypt('key')).rejects.toThrow('memory allocation failed')
  const text = await cipher.encrypt('key')
  expect(await cipher.decrypt(text)).toEqual({ plain: 'key', isOld: false })
})
