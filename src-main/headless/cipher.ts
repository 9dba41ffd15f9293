/**
 * @file Secrets of the headless host: AES-256-GCM with a key from `REELAY_SECRET_KEY`, or from a key file that only this
 * user can read. Whoever can read that file can read the secrets; on a shared machine, set the variable instead.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Cipher } from '../engine/ports.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Fixed, because the words of the variable must lead to the same key in every run; its strength is in the words. */
const SALT = 'reelay secrets 1'

export function createFileCipher(dataDir: string, words: string | undefined): Cipher {
  const keyFile = join(dataDir, 'secret.key')
  let key: Promise<Buffer> | null = null

  function keyFor(purpose: 'encrypt' | 'decrypt'): Promise<Buffer> {
    key ??= words ? (promisify(scrypt)(words, SALT, KEY_BYTES) as Promise<Buffer>) : Promise.resolve(readKeyFile(purpose))
    return key
  }

  function readKeyFile(purpose: 'encrypt' | 'decrypt'): Buffer {
    if (!existsSync(keyFile) && purpose === 'encrypt') {
      writeFileSync(keyFile, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flag: 'wx' })
    }
    const bytes = Buffer.from(readFileSync(keyFile, 'utf8'), 'base64')
    if (bytes.length !== KEY_BYTES) throw new Error(`${keyFile} does not hold a key`)
    return bytes
  }

  return {
    scheme: words ? 'aes-256-gcm, REELAY_SECRET_KEY' : 'aes-256-gcm, key file',
    availability: () => Promise.resolve({ available: true, reason: null }),

    async encrypt(plain) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', await keyFor('encrypt'), nonce)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
    },

    async decrypt(encrypted) {
      const bytes = Buffer.from(encrypted, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', await keyFor('decrypt'), bytes.subarray(0, NONCE_BYTES))
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
    },
  }
}
