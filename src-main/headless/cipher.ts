/**
 * @file Secrets of the headless host: AES-256-GCM with a key from `REELAY_SECRET_KEY`, or from a key file that only this
 * user can read. Whoever can read that file can read the secrets; on a shared machine, set the variable instead.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { closeSync, fsyncSync, lstatSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exhaustionOf } from '../contract/errors/exhaustion.ts'
import { englishOf, type Phrase, phrase } from '../contract/i18n/phrase.ts'
import type { Cipher } from '../engine/ports/settings.ts'

const KEY_BYTES = 32
/** Matches this many bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{43}=$/
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Fixed, because the passphrase of the variable must give the same key in every run; the strength is that of the passphrase. */
const SALT = 'reelay secrets 1'

export function createFileCipher(dataDir: string, passphrase: string | undefined): Cipher {
  const keyFile = join(dataDir, 'secret.key')
  let key: Promise<Buffer> | null = null

  function keyFor(purpose: 'encrypt' | 'decrypt'): Promise<Buffer> {
    key ??= passphrase ? derivedKey(passphrase) : Promise.resolve(readKeyFile(purpose))
    return key
  }

  /** A failure, such as too little memory at the moment, is not kept: the next use derives the key again. */
  async function derivedKey(from: string): Promise<Buffer> {
    try {
      return (await promisify(scrypt)(from, SALT, KEY_BYTES)) as Buffer
    } catch (caught) {
      key = null
      throw caught
    }
  }

  function readKeyFile(purpose: 'encrypt' | 'decrypt'): Buffer {
    const isThere = lstatSync(keyFile, { throwIfNoEntry: false }) !== undefined
    if (!isThere && purpose === 'encrypt') makeKeyFile(keyFile)
    const problem = keyProblem(keyFile)
    if (problem !== null) throw new Error(englishOf(problem))
    return Buffer.from(readFileSync(keyFile, 'utf8'), 'base64')
  }

  return {
    scheme: passphrase ? 'aes-256-gcm, REELAY_SECRET_KEY' : 'aes-256-gcm, key file',

    provider: () => (passphrase ? 'a key made from REELAY_SECRET_KEY' : 'a key file that only this user can read'),

    async availability() {
      const reason = passphrase ? null : keyProblem(keyFile)
      return { available: reason === null, reason }
    },

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
      const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
      return { plain, isOld: false }
    },
  }
}

/** Written atomically: with half a key every secret would be unreadable. */
function makeKeyFile(path: string): void {
  const fresh = `${path}.new`
  const file = openSync(fresh, 'w', 0o600)
  try {
    writeFileSync(file, randomBytes(KEY_BYTES).toString('base64'))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(fresh, path)
}

/** What is wrong with the key file, and what helps; `null` when it can be used or created. It is never overwritten. */
function keyProblem(path: string): Phrase | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return null
  const isReadable = found.isFile() || found.isSymbolicLink()
  const problem = isReadable ? contentProblem(path) : phrase('The key file {path} is not a file.', { path })
  return (
    problem &&
    phrase('{problem} Put a copy of it in its place, or move it away and enter the keys of your accounts again.', { problem })
  )
}

function contentProblem(path: string): Phrase | null {
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (text === '') return phrase('The key file {path} is empty.', { path })
    return KEY.test(text) ? null : phrase('The key file {path} does not hold a key.', { path })
  } catch (caught) {
    // The file could not be checked.
    if (exhaustionOf(caught) !== null) throw caught
    const reason = caught instanceof Error ? caught.message : String(caught)
    return phrase('The key file {path} cannot be read: {reason}.', { path, reason })
  }
}
