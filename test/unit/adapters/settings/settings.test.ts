import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openSecrets } from '../../../../src-main/adapters/settings/secrets.ts'
import { openSettingsFile } from '../../../../src-main/adapters/settings/settings-file.ts'
import { FailureError } from '../../../../src-main/contract/errors/errors.ts'
import type { Cipher } from '../../../../src-main/engine/ports/settings.ts'
import { ACCOUNTS_FILE, loadSettings, SETTINGS_FILE } from '../../../../src-main/engine/settings/settings-files.ts'
import { memoryStore, mirrorCipher } from '../../../support/fakes.ts'

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (caught) {
    return caught instanceof FailureError ? caught.failure.code : String(caught)
  }
}

const spec = {
  name: 'test',
  schema: z.object({ size: z.number() }),
  defaults: { size: 0 },
  migrations: [
    (data: unknown) => ({ size: Number((data as { bytes: string }).bytes) }),
    (data: unknown) => ({ size: (data as { size: number }).size * 2 }),
  ],
}

describe('settings files', () => {
  it('begin with defaults', () => {
    expect(loadSettings(spec, undefined, 'p')).toEqual({ size: 0 })
  })

  it('run through every migration that they have not seen', () => {
    expect(loadSettings(spec, { version: 1, data: { bytes: '21' } }, 'p')).toEqual({ size: 42 })
    expect(loadSettings(spec, { version: 2, data: { size: 21 } }, 'p')).toEqual({ size: 42 })
    expect(loadSettings(spec, { version: 3, data: { size: 21 } }, 'p')).toEqual({ size: 21 })
  })

  it('of a newer Reelay are refused', () => {
    expect(codeOf(() => loadSettings(spec, { version: 4, data: {} }, 'p'))).toBe('settings.newer')
  })

  it('of accounts convert yes and no of Cloudflare to always and never, and a missing value to auto', () => {
    const account = (provider: string, settings: Record<string, string>) => ({
      ...{ id: 'a', provider, name: 'A', settings, adHoc: false },
      defaults: { options: {}, titleTemplate: null },
    })
    const accounts = [
      account('cloudflare', { accountId: 'x', directUser: 'true' }),
      account('cloudflare', { directUser: 'false' }),
      account('cloudflare', { accountId: 'y' }),
      account('tus', { directUser: 'true' }),
    ]
    const { accounts: read } = loadSettings(ACCOUNTS_FILE, { version: 2, data: { defaultId: null, accounts } }, 'p')
    expect(read.map(({ settings }) => settings)).toEqual([
      { accountId: 'x', directUser: 'always' },
      { directUser: 'never' },
      { accountId: 'y' },
      { directUser: 'true' },
    ])
  })

  it('keep the rest when one value cannot be used', () => {
    const stored = { version: 1, data: { concurrency: 99, stallSeconds: 30, whenExpired: 'never', theme: 'dark' } }
    expect(loadSettings(SETTINGS_FILE, stored, 'p')).toMatchObject({
      concurrency: 3,
      stallSeconds: 30,
      whenExpired: 'ask',
      theme: 'dark',
    })
  })

  it('are written with their version', () => {
    const store = memoryStore()
    openSettingsFile(spec, store).write({ size: 7 })
    expect(store.content).toEqual({ version: 3, data: { size: 7 } })
  })
})

describe('secrets', () => {
  it('are stored as ciphertext, read by name, and deleted', async () => {
    const store = memoryStore()
    const secrets = openSecrets(store, mirrorCipher)
    await secrets.set('a#headers', 'Bearer abc')
    expect(JSON.stringify(store.content)).not.toContain('Bearer abc')
    expect(await openSecrets(store, mirrorCipher).get('a#headers')).toBe('Bearer abc')
    await secrets.delete('a#headers')
    expect([secrets.has('a#headers'), await secrets.get('a#headers')]).toEqual([false, null])
  })

  it('written by another cipher are reported as unreadable', async () => {
    const store = memoryStore()
    await openSecrets(store, mirrorCipher).set('a#headers', 'x')
    await expect(openSecrets(store, { ...mirrorCipher, scheme: 'other' }).get('a#headers')).rejects.toMatchObject({
      failure: { code: 'account.secretUnreadable' },
    })
  })

  it('are encrypted again when there is a newer key, and stay unchanged where that fails', async () => {
    let key = 'a'
    let refuses = false
    const cipher: Cipher = {
      scheme: 'test',
      provider: () => 'a test',
      availability: () => Promise.resolve({ available: true, reason: null }),
      encrypt: async (plain) => {
        if (refuses) throw new Error('locked')
        return `${key}${plain}`
      },
      decrypt: async (text) => ({ plain: text.slice(1), isOld: !text.startsWith(key) }),
    }
    let stored: unknown
    const secrets = openSecrets(
      {
        path: '',
        read: () => stored,
        write: (value) => {
          stored = value
        },
      },
      cipher,
    )
    await secrets.set('one', 'sesame')
    key = 'b'
    refuses = true
    expect(await secrets.get('one')).toBe('sesame')
    expect(stored).toMatchObject({ data: { one: { text: 'asesame' } } })
    refuses = false
    expect(await secrets.get('one')).toBe('sesame')
    expect(stored).toMatchObject({ data: { one: { text: 'bsesame' } } })
  })

  it('are refused where they cannot be stored safely', async () => {
    const cipher = { ...mirrorCipher, availability: async () => ({ available: false, reason: 'No keyring.' }) }
    const store = memoryStore()
    await expect(openSecrets(store, cipher).set('a', 'x')).rejects.toMatchObject({ failure: { code: 'account.noSecureStorage' } })
    expect(store.content).toBeUndefined()
  })
})
