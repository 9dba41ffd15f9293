import { describe, expect, it } from 'vitest'
import { createSeal } from '../../../../src-main/adapters/settings/seal.ts'
import { createKnownSecrets } from '../../../../src-main/engine/secrets/known-secrets.ts'
import { createUploadAddresses, shownAddress } from '../../../../src-main/engine/secrets/upload-address.ts'
import { memorySecrets } from '../../../support/fakes.ts'

async function ready() {
  const known = createKnownSecrets()
  known.note('a-key-of-the-account')
  const secrets = memorySecrets()
  const addresses = createUploadAddresses(createSeal(secrets), known)
  await addresses.ready()
  return { addresses, secrets }
}

describe('an upload address', () => {
  it.each([
    ['https://host.test/files/1', false],
    ['https://host.test/files/1?tusv2=true', false],
  ])('without a key is stored and shown as it is: %s', async (address, isKey) => {
    const { addresses } = await ready()
    expect(addresses.stored(address, isKey)).toBe(address)
    expect(shownAddress(address)).toBe(address)
  })

  it.each([
    ['https://host.test/files/1?token=abcdefgh', false, 'https://host.test/files/1?…'],
    ['https://host.test/files/1?x=a-key-of-the-account', false, 'https://host.test/files/1?…'],
    ['https://host.test/files/a-key-of-the-account/1', false, 'https://host.test/?…'],
    ['https://host.test:8443/upload/very-secret?a=1', true, 'https://host.test:8443/?…'],
    ['https://user:a-key-of-the-account@host.test/files/1?a=1', false, 'https://host.test/?…'],
    ['https://very-secret@host.test/files/1', false, 'https://host.test/?…'],
  ])('with a key is stored sealed, shown without it and opened again: %s', async (address, isKey, shown) => {
    const { addresses, secrets } = await ready()
    const stored = addresses.stored(address, isKey)
    expect(stored).not.toMatch(/abcdefgh|a-key-of|very-secret/)
    expect(new URL(stored).host).toBe(new URL(address).host)
    expect(shownAddress(stored)).toBe(shown)
    expect(await addresses.plain(stored)).toBe(address)
    const later = createUploadAddresses(createSeal(secrets), createKnownSecrets())
    expect(await later.plain(stored)).toBe(address)
    expect(addresses.stored(stored, isKey)).toBe(stored)
  })

  it('loses its fragment, which is never sent to a server', async () => {
    const { addresses } = await ready()
    expect(addresses.stored('https://host.test/files/1#a-key-of-the-account', false)).toBe('https://host.test/files/1')
    expect(shownAddress('https://host.test/files/1#a-key-of-the-account')).toBe('https://host.test/files/1')
    const unready = createUploadAddresses(createSeal(memorySecrets()), createKnownSecrets())
    expect(unready.stored('https://host.test/files/1#a-key-of-the-account', false)).toBe('https://host.test/files/1')
  })

  it('whose sealing key is lost belongs to an expired upload', async () => {
    const { addresses } = await ready()
    const stored = addresses.stored('https://host.test/files/1?token=abcdefgh', false)
    const elsewhere = createUploadAddresses(createSeal(memorySecrets()), createKnownSecrets())
    await expect(elsewhere.plain(stored)).rejects.toMatchObject({
      failure: { code: 'upload.expired', params: { host: 'host.test' } },
    })
  })
})
