/** @file Stores secrets by name, in a file that contains ciphertext only. */
import { z } from 'zod'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import type { Cipher, JsonStore, Secrets } from '../../engine/ports/settings.ts'
import type { SettingsFileSpec } from '../../engine/settings/settings-files.ts'
import { openSettingsFile } from './settings-file.ts'

const entrySchema = z.object({ scheme: z.string(), text: z.string() })

export const SECRETS_FILE: SettingsFileSpec<Record<string, z.infer<typeof entrySchema>>> = {
  name: 'secrets',
  schema: z.record(z.string(), entrySchema),
  defaults: {},
  migrations: [],
}

/** @throws FailureError `settings.*` when the file cannot be used */
export function openSecrets(store: JsonStore, cipher: Cipher): Secrets {
  const file = openSettingsFile(SECRETS_FILE, store)

  /** Encrypts with the current key; where that fails the old text stays, which is still readable. */
  async function reencrypt(name: string, old: string, plain: string): Promise<void> {
    try {
      const text = await cipher.encrypt(plain)
      const now = file.read()
      if (now[name]?.text === old) file.write({ ...now, [name]: { scheme: cipher.scheme, text } })
    } catch (caught) {
      throwIfExhausted(caught)
    }
  }

  return {
    provider: () => cipher.provider(),
    availability: () => cipher.availability(),
    has: (name) => name in file.read(),
    names: () => Object.keys(file.read()),

    async set(name, value) {
      const { available, reason } = await cipher.availability()
      if (!available) throw new FailureError(failure('account.noSecureStorage', { reason: reason ?? '' }))
      const text = await cipher.encrypt(value)
      file.write({ ...file.read(), [name]: { scheme: cipher.scheme, text } })
    },

    async get(name) {
      const entry = file.read()[name]
      if (!entry) return null
      try {
        if (entry.scheme !== cipher.scheme) throw new Error(`stored by ${entry.scheme}`)
        const { plain, isOld } = await cipher.decrypt(entry.text)
        if (isOld) await reencrypt(name, entry.text, plain)
        return plain
      } catch (caught) {
        throwIfExhausted(caught)
        // A keychain that did not answer may still be able to decrypt it.
        if (caught instanceof FailureError && caught.failure.code === 'account.keychainSilent') throw caught
        const { reason } = await cipher.availability()
        if (reason !== null) throw new FailureError(failure('account.keyUnusable', { account: name, reason }), caught)
        throw new FailureError(failure('account.secretUnreadable', { account: name }), caught)
      }
    },

    async delete(name) {
      if (!(name in file.read())) return
      const { [name]: _gone, ...rest } = file.read()
      file.write(rest)
    },
  }
}
