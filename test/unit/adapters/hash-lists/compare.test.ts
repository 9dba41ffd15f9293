import { describe, expect, it } from 'vitest'
import { type Evidence, formatsFor, verdictOn } from '../../../../src-main/adapters/hash-lists/compare.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { HashFormat } from '../../../../src-main/contract/proof/hashes.ts'
import { NO_ENTRIES } from '../../../../src-main/engine/offload/matched-entries.ts'

const SHA = 'ab'.repeat(32)
const values = new Map<HashFormat, string>([
  ['c4', 'c4-of-file'],
  ['md5', 'md5-of-file'],
  ['xxh64', 'xxh64-of-file'],
  ['sha256', SHA],
])
const listedAs = (value: string) => ({
  entries: [{ list: '/l.mhl', hashes: [{ format: 'xxh64' as const, value, action: null }], unusable: [] }],
  problems: [],
})
const verdict = (change: Partial<Evidence>) =>
  verdictOn('/a.mov', { wanted: 'c4', values, known: null, listed: NO_ENTRIES, sent: [], ...change })
const written = (change: Partial<Evidence>) => {
  const { result, hashes } = verdict(change)
  return [result, ...hashes.map(({ format, action }) => `${format} ${action}`)]
}
const receipt = (sha256: string, id = 'r') => ({ id, sha256, sizeBytes: 3, mtimeNs: '0' })

describe('the entry of a file in a new list', () => {
  it('is original where nobody has listed it', () => expect(written({})).toEqual(['original', 'c4 original']))

  it('is verified where its lists have the same hash, in their format and in the new one', () => {
    expect(written({ known: new Map([['md5', 'md5-of-file']]) })).toEqual(['verified', 'md5 verified', 'c4 verified'])
    expect(
      written({
        known: new Map([
          ['md5', 'old'],
          ['c4', 'c4-of-file'],
        ]),
      }),
    ).toEqual(['verified', 'c4 verified'])
  })

  it('is failed where they have another, and then claims nothing in the new format', () => {
    expect(written({ known: new Map([['md5', 'another']]) })).toEqual(['failed', 'md5 failed'])
    expect(verdict({ known: new Map([['md5', 'another']]) }).difference).toEqual({
      format: 'md5',
      expected: 'another',
      actual: 'md5-of-file',
    })
  })

  it('names the receipt whose SHA-256 it has, whichever of several', () => {
    const sent = [receipt('cd'.repeat(32), 'newer'), receipt(SHA.toUpperCase(), 'older')]
    expect([verdict({ sent }).result, verdict({ sent }).receipt?.id]).toEqual(['original', 'older'])
  })

  it('is left out where it is not what was sent, and never original', () => {
    const sent = [receipt('cd'.repeat(32))]
    expect(written({ sent })).toEqual(['differs'])
    expect(verdict({ sent }).difference).toEqual({ format: 'sha256', expected: 'cd'.repeat(32), actual: SHA })
    expect(written({ sent, known: new Map([['md5', 'md5-of-file']]) })).toEqual(['differs', 'md5 verified', 'c4 verified'])
    expect(written({ sent, listed: listedAs('xxh64-of-file') })).toEqual(['differs'])
  })

  it('is compared with lists of other tools, whose hashes it takes over as original', () => {
    expect(written({ listed: listedAs('xxh64-of-file') })).toEqual(['verified', 'xxh64 original', 'c4 original'])
    expect(written({ listed: listedAs('another') })).toEqual(['failed'])
  })

  it('is failed where a list of another tool has another hash, though its own lists have this one', () => {
    const known = new Map([['md5', 'md5-of-file']] as const)
    expect(written({ known, listed: listedAs('another') })).toEqual(['failed'])
    expect(verdict({ known, listed: listedAs('another') }).difference).toMatchObject({ format: 'xxh64', expected: 'another' })
    expect(written({ known, listed: listedAs('xxh64-of-file') })).toEqual(['verified', 'md5 verified', 'c4 verified'])
  })

  it('is failed where lists disagree, and reports which', () => {
    const entries = [...listedAs('xxh64-of-file').entries, ...listedAs('another').entries]
    expect(written({ listed: { entries, problems: [] } })).toEqual(['failed'])
    expect(verdict({ listed: { entries, problems: [] } }).failure?.code).toBe('list.disagree')
  })

  it('has a note where a list cannot be read, or has the file as failed', () => {
    const problem = failure('list.unreadable', { path: '/l.mhl', reason: 'it is not there' })
    expect(verdict({ listed: { entries: [], problems: [problem] } })).toMatchObject({ result: 'original', failure: problem })
    const hashes = [{ format: 'xxh64', value: 'x', action: 'failed' }] as const
    const listed = { entries: [{ list: '/l.mhl', hashes, unusable: [] }], problems: [] }
    expect(verdict({ listed })).toMatchObject({ result: 'original', failure: { code: 'list.failed' } })
  })

  it('is hashed in as few formats as that takes', () => {
    expect(formatsFor('c4', null, NO_ENTRIES, false)).toEqual(['c4'])
    expect(
      formatsFor(
        'c4',
        new Map([
          ['md5', 'x'],
          ['xxh64', 'y'],
        ]),
        NO_ENTRIES,
        true,
      ),
    ).toEqual(['c4', 'md5', 'sha256'])
    expect(formatsFor('xxh64', null, listedAs('x'), false)).toEqual(['xxh64'])
    expect(formatsFor('c4', new Map([['md5', 'x']]), listedAs('y'), false)).toEqual(['c4', 'md5', 'xxh64'])
    expect(formatsFor('c4', new Map([['xxh64', 'x']]), listedAs('x'), false)).toEqual(['c4', 'xxh64'])
  })
})
