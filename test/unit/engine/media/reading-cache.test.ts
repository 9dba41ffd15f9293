import { expect, it } from 'vitest'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import { createReadingCache } from '../../../../src-main/engine/media/reading-cache.ts'
import { anIdentity } from '../../../support/fakes.ts'

it('a cache of readings drops the oldest one when it is full, and no other', async () => {
  const { sizeBytes, mtimeNs } = anIdentity
  const cache = createReadingCache({ read: async () => ({ sizeBytes, mtimeNs, facts: NO_FACTS }) })
  const fileAt = (index: number) => ({ path: `/${index}`, identity: anIdentity })
  for (let index = 0; index <= 2_000; index += 1) await cache.read(fileAt(index))
  expect(cache.of(fileAt(0))).toBeNull()
  for (let index = 1; index <= 2_000; index += 1) expect(cache.of(fileAt(index))).toEqual(NO_FACTS)
})
