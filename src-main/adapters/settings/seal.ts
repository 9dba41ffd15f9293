/**
 * @file Encrypts texts that are stored among other data, by AES-256-GCM with a key in secure storage. When that key can no longer be read,
 * because secure storage itself has another key by now, a new one is created beside it: only texts that were sealed with the old key are
 * unreadable until that can be read again.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { FailureError } from '../../contract/errors/errors.ts'
import type { Secrets } from '../../engine/ports/settings.ts'
import type { Seal } from '../../engine/secrets/ports.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const FINGERPRINT_LETTERS = 16

interface NumberedKey {
  readonly number: number
  readonly key: Buffer
}

export function createSeal(secrets: Secrets): Seal {
  let loading: Promise<NumberedKey> | null = null
  let current: NumberedKey | null = null

  /** `null` when there is no readable key with this number. */
  async function keyOf(number: number): Promise<Buffer | null> {
    try {
      const text = await secrets.get(nameOf(number))
      const key = text === null ? null : Buffer.from(text, 'base64')
      return key?.length === KEY_BYTES ? key : null
    } catch (caught) {
      if (caught instanceof FailureError && caught.failure.code !== 'account.keychainSilent') return null
      throw caught
    }
  }

  async function newest(): Promise<NumberedKey> {
    let number = 1
    while (secrets.has(nameOf(number + 1))) number += 1
    const key = await keyOf(number)
    if (key) return { number, key }
    const next = secrets.has(nameOf(number)) ? number + 1 : number
    const created = randomBytes(KEY_BYTES)
    await secrets.set(nameOf(next), created.toString('base64'))
    return { number: next, key: created }
  }

  function inUse(): NumberedKey {
    if (!current) throw new Error('the seal was used before it was ready')
    return current
  }

  return {
    async ready() {
      loading ??= newest()
      try {
        current = await loading
      } catch (caught) {
        loading = null
        throw caught
      }
    },

    seal(text) {
      const { number, key } = inUse()
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${number}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`
    },

    async open(sealed) {
      const [, number, text] = /^(\d{1,9})\.([\w+/=]+)$/.exec(sealed) ?? []
      const key = current?.number === Number(number) ? current.key : await keyOf(Number(number))
      const bytes = Buffer.from(text ?? '', 'base64')
      if (!key || bytes.length < NONCE_BYTES + TAG_BYTES) return null
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
      } catch {
        // Changed since, or sealed with another key of the same number.
        return null
      }
    },

    fingerprint: (text) => createHmac('sha256', inUse().key).update(text).digest('hex').slice(0, FINGERPRINT_LETTERS),
  }
}

function nameOf(number: number): string {
  return `seal:${number}`
}
