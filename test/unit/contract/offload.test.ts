import { describe, expect, it } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { type Offload, offloadFields, offloadText } from '../../../src-main/contract/proof/offload.ts'

const listed = { list: '/card/ascmhl/0001_A001.mhl', format: 'xxh64', value: '629381bc599830cf' } as const
const differs: Offload = { result: 'differs', ...listed, found: '0'.repeat(16), acceptedAt: null }

describe('the comparison with the hashes made at offload', () => {
  it.each([
    [{ result: 'matches', ...listed, note: null }, 'Matches the hash made at offload (XXH64, 0001_A001.mhl)'],
    [
      { result: 'matches', ...listed, list: 'E:\\card\\day.mhl', note: null },
      'Matches the hash made at offload (XXH64, day.mhl)',
    ],
    [differs, 'Differs from the hash made at offload (XXH64, 0001_A001.mhl)'],
    [{ ...differs, acceptedAt: 1 }, 'Sent as it is, and differs from the hash made at offload (XXH64, 0001_A001.mhl)'],
    [
      { result: 'unclear', note: failure('list.doctype', { path: '/card/x.mhl' }) },
      'Not compared with the hash made at offload: The hash list declares a document type',
    ],
  ] as const)('is said in one line', (offload, text) => {
    expect(offloadText(offload)).toBe(text)
  })

  it('has the same flat fields for scripts, whatever its result', () => {
    const keys = Object.keys(offloadFields(null))
    expect(Object.values(offloadFields(null))).toEqual(keys.map(() => null))
    expect(offloadFields({ ...differs, acceptedAt: 1_800_000_000_000 })).toEqual({
      offload: 'differs',
      offloadList: listed.list,
      offloadFormat: 'xxh64',
      offloadHash: listed.value,
      offloadFileHash: '0'.repeat(16),
      offloadAcceptedAt: '2027-01-15T08:00:00.000Z',
      offloadNote: null,
    })
    const unclear = offloadFields({ result: 'unclear', note: failure('list.doctype', { path: '/card/x.mhl' }) })
    expect(Object.keys(unclear)).toEqual(keys)
    expect(unclear.offloadNote).toContain('/card/x.mhl begins with a DOCTYPE')
  })
})
