import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { c4Of, hashBytes, hashValue, LISTED_FORMATS, reversedBytes } from '../../../src-main/contract/proof/hashes.ts'

const sha512 = (text: string): Buffer => createHash('sha512').update(text).digest()

describe('C4', () => {
  it('is written as in SMPTE ST 2114', () => {
    // The values of the standard's reference implementation.
    expect(c4Of(sha512(''))).toBe('c459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT')
    expect(c4Of(sha512('foo'))).toBe('c45xZeXwMSpqXjpDumcHMA6mhoAmGHkUo7r9WmN2UgSEQzj9KjgseaQdkEJ11fGb5S1WEENcV3q8RFWwEeVpC7Fjk2')
  })

  it('keeps its length when the first bytes are 0', () => {
    expect(c4Of(new Uint8Array(64))).toBe(`c4${'1'.repeat(88)}`)
  })

  it('leads back to its bytes', () => {
    for (const bytes of [sha512('one'), Buffer.alloc(64), Buffer.alloc(64, 0xff)]) {
      expect(Buffer.from(hashBytes('c4', c4Of(bytes)) ?? [])).toEqual(bytes)
    }
  })

  it.each([
    ['too short', 'c41'],
    ['with a digit that it does not have', `c4${'0'.repeat(88)}`],
    ['beyond 512 bits', `c4${'z'.repeat(88)}`],
    ['without its mark', '1'.repeat(90)],
  ])('is none when %s', (_, text) => {
    expect(hashValue('c4', text)).toBeNull()
  })
})

describe('a hash', () => {
  it('is lower-case hex of the length of its format', () => {
    expect(hashValue('xxh64', ' 629381BC599830CF\n')).toBe('629381bc599830cf')
    expect(hashValue('xxh64', '629381bc599830c')).toBeNull()
    expect(hashValue('xxh64', '629381bc599830cg')).toBeNull()
    expect(hashValue('md5', '629381bc599830cf')).toBeNull()
  })

  it('keeps the case of C4, in which it matters', () => {
    const value = c4Of(sha512('x'))
    expect(hashValue('c4', value)).toBe(value)
    expect(hashValue('c4', value.toLowerCase())).not.toBe(value)
  })

  it('has bytes, for hashes of folders', () => {
    expect(hashBytes('xxh64', '629381bc599830cf')).toEqual(Uint8Array.of(0x62, 0x93, 0x81, 0xbc, 0x59, 0x98, 0x30, 0xcf))
    expect(LISTED_FORMATS.map((format) => hashBytes(format, 'no hash'))).toEqual(LISTED_FORMATS.map(() => null))
  })

  it('is turned round as MHL 1.1 writes it', () => {
    expect(reversedBytes('629381bc599830cf')).toBe('cf309859bc819362')
  })
})
