import { describe, expect, it } from 'vitest'
import { createSeal } from '../../../../src-main/adapters/settings/seal.ts'
import { openSecrets } from '../../../../src-main/adapters/settings/secrets.ts'
import { memorySecrets, memoryStore, mirrorCipher } from '../../../support/fakes.ts'

const LINK = 'https://me:pw@host.test/ä.mp4?sig=1'

describe('a seal', () => {
  it('opens what it sealed, also after a restart, and seals the same text differently each time', async () => {
    const secrets = memorySecrets()
    const seal = createSeal(secrets)
    await seal.ready()
    const [one, two] = [seal.seal(LINK), seal.seal(LINK)]
    expect(one).not.toBe(two)
    expect(`${one}${two}`).not.toContain('host.test')
    expect(await seal.open(one)).toBe(LINK)
    expect(await createSeal(secrets).open(two)).toBe(LINK)
  })

  it('creates no key where nothing is sealed', async () => {
    const store = memoryStore()
    const seal = createSeal(openSecrets(store, mirrorCipher))
    expect(await seal.open('1.AAAA')).toBeNull()
    expect(store.content).toBeUndefined()
  })

  it('fails where there is no secure storage, and works once there is', async () => {
    let available = false
    const cipher = { ...mirrorCipher, availability: async () => ({ available, reason: 'No keyring.' }) }
    const seal = createSeal(openSecrets(memoryStore(), cipher))
    await expect(seal.ready()).rejects.toMatchObject({
      failure: { code: 'account.noSecureStorage', params: { reason: 'No keyring.' } },
    })
    available = true
    await seal.ready()
    expect(await seal.open(seal.seal(LINK))).toBe(LINK)
  })

  it('creates a new key when the old one cannot be decrypted, and opens old texts when it can be again', async () => {
    const store = memoryStore()
    const first = createSeal(openSecrets(store, mirrorCipher))
    await first.ready()
    const old = first.seal(LINK)
    const other = createSeal(openSecrets(store, { ...mirrorCipher, scheme: 'another key' }))
    await other.ready()
    const fresh = other.seal(LINK)
    expect([await other.open(old), await other.open(fresh)]).toEqual([null, LINK])
    const back = createSeal(openSecrets(store, mirrorCipher))
    expect([await back.open(old), await back.open(fresh)]).toEqual([LINK, null])
  })

  it('opens nothing that was changed', async () => {
    const seal = createSeal(memorySecrets())
    await seal.ready()
    const sealed = seal.seal(LINK)
    const changed = `${sealed.slice(0, -6)}${sealed.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`
    for (const text of [changed, '', '1.', 'nonsense', `9${sealed}`]) expect(await seal.open(text)).toBeNull()
  })

  it('has fingerprints that are the same for the same text under one key, and others under another', async () => {
    const [one, other] = [createSeal(memorySecrets()), createSeal(memorySecrets())]
    await Promise.all([one.ready(), other.ready()])
    expect(one.fingerprint('token=a')).toBe(one.fingerprint('token=a'))
    expect(new Set([one.fingerprint('token=a'), one.fingerprint('token=b'), other.fingerprint('token=a')]).size).toBe(3)
  })
})
