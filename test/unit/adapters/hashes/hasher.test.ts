import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createHasher } from '../../../../src-main/adapters/hashes/hasher.ts'
import type { HashFormat } from '../../../../src-main/contract/proof/hashes.ts'

const clip = fileURLToPath(new URL('../../../fixtures/hash-lists/A001R1AB/Clips/A001C001.mov', import.meta.url))

/** As the reference implementation of ASC MHL lists the clip; SHA-256 as sha256sum says it. */
const LISTED: Readonly<Record<HashFormat, string>> = {
  c4: 'c43Wsg65uKZ1jKFX1S2wHzd8DfwcUsebKdRZt6AJ8odbqExwTa8ayACPFSmphfGAZHk1aMnD5t6DExTzpZ3MrmjB2N',
  md5: '75b4f9434d1784c48234b89775129c4f',
  sha1: '97d9193b85c5da40384c25877db5df46ac64341a',
  sha256: '19100e4bdd8e0cb2e42a5f31a9a74394b3f50a60a1c28f7f64a18486e6e06b01',
  xxh128: '4dc9fd49cd0fc69653094fa463d11d7b',
  xxh3: '74edf2167fa04ed6',
  xxh64: '629381bc599830cf',
}

describe('a hasher', () => {
  it.each(Object.entries(LISTED) as [HashFormat, string][])('of %s agrees with the reference', async (format, value) => {
    const bytes = await readFile(clip)
    const whole = await createHasher(format)
    whole.update(bytes)
    expect(whole.digest()).toBe(value)
    const inParts = await createHasher(format)
    for (const byte of bytes) inParts.update(Uint8Array.of(byte))
    expect(inParts.digest()).toBe(value)
  })

  it('shares nothing with another of its format', async () => {
    for (const format of Object.keys(LISTED) as HashFormat[]) {
      const [one, other, alone] = await Promise.all([createHasher(format), createHasher(format), createHasher(format)])
      const large = Buffer.alloc(300_000, format)
      one.update(large)
      other.update(Buffer.from('something else'))
      one.update(large)
      alone.update(Buffer.concat([large, large]))
      const digest = one.digest()
      expect(digest, format).toBe(alone.digest())
      expect(other.digest(), format).not.toBe(digest)
    }
  })
})
