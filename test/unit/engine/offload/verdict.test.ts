import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { HashAction, ListedHash } from '../../../../src-main/contract/proof/hash-list.ts'
import type { ListedFormat } from '../../../../src-main/contract/proof/hashes.ts'
import type { MatchedEntries, MatchedEntry } from '../../../../src-main/engine/offload/matched-entries.ts'
import { neededFormats, verdictOf } from '../../../../src-main/engine/offload/verdict.ts'

const hash = (format: ListedFormat, value: string, action: HashAction | null = null): ListedHash => ({ format, value, action })
const says = (list: string, ...hashes: readonly ListedHash[]): MatchedEntry => ({ list, hashes, unusable: [] })
const listed = (...entries: readonly MatchedEntry[]): MatchedEntries => ({ entries, problems: [] })
const broken = failure('list.broken', { path: '/b.mhl', line: 1, reason: 'cut off' })

describe('the formats to hash a file in', () => {
  it('are the fastest that its list has, and no more', () => {
    expect(neededFormats(listed(says('a', hash('md5', '1'), hash('c4', '2'), hash('xxh128', '3'))))).toEqual(['xxh128'])
  })

  it('are shared by lists where they can be', () => {
    const both = listed(says('new', hash('c4', '1')), says('old', hash('xxh64', '2'), hash('c4', '1')))
    expect(neededFormats(both)).toEqual(['c4'])
  })

  it('are one for each list that has no other', () => {
    expect(neededFormats(listed(says('a', hash('md5', '1')), says('b', hash('sha1', '2'))))).toEqual(['md5', 'sha1'])
  })

  it('are none where no list speaks of the file, or has only what failed', () => {
    expect(neededFormats(listed())).toEqual([])
    expect(neededFormats(listed(says('a', hash('md5', '1', 'failed'))))).toEqual([])
  })
})

describe('the verdict', () => {
  it('is none where no list speaks of the file', () => {
    expect(verdictOf('/a.mov', listed(), {})).toBeNull()
  })

  it('matches by the newest list', () => {
    const two = listed(says('new', hash('xxh64', '1', 'verified')), says('old', hash('xxh64', '1', 'original')))
    expect(verdictOf('/a.mov', two, { xxh64: '1' })).toEqual({
      result: 'matches',
      list: 'new',
      format: 'xxh64',
      value: '1',
      note: null,
    })
  })

  it('differs, with both hashes, when no list has the hash of the file', () => {
    const two = listed(says('new', hash('xxh64', '1')), says('old', hash('md5', '2')))
    expect(verdictOf('/a.mov', two, { xxh64: 'x', md5: 'y' })).toEqual({
      result: 'differs',
      list: 'new',
      format: 'xxh64',
      value: '1',
      found: 'x',
      acceptedAt: null,
    })
  })

  it.each([
    ['the newest', { xxh64: '1' }, 'new', 'old'],
    ['the earlier', { xxh64: '2' }, 'old', 'new'],
  ])('is unclear when lists disagree and %s has the hash of the file', (_, hashes, list, other) => {
    const two = listed(says('new', hash('xxh64', '1')), says('old', hash('xxh64', '2')))
    expect(verdictOf('/a.mov', two, hashes)).toMatchObject({
      result: 'unclear',
      note: { code: 'list.disagree', params: { path: '/a.mov', list, other } },
    })
  })

  it('is unclear when lists disagree in formats of their own', () => {
    const two = listed(says('new', hash('md5', '1')), says('old', hash('sha1', '2')))
    expect(verdictOf('/a.mov', two, { md5: '1', sha1: 'x' })).toMatchObject({ note: { code: 'list.disagree' } })
  })

  it('is unclear when a list that may speak of the file cannot be read', () => {
    expect(verdictOf('/a.mov', { entries: [], problems: [broken] }, {})).toEqual({ result: 'unclear', note: broken })
  })

  it('matches by one list, with a note, when another cannot be read', () => {
    const some = { entries: [says('a', hash('xxh64', '1'))], problems: [broken] }
    expect(verdictOf('/a.mov', some, { xxh64: '1' })).toMatchObject({ result: 'matches', note: broken })
  })

  it('differs although another list cannot be read', () => {
    const some = { entries: [says('a', hash('xxh64', '1'))], problems: [broken] }
    expect(verdictOf('/a.mov', some, { xxh64: '2' })).toMatchObject({ result: 'differs' })
  })

  it('never takes a hash that failed for the one that the file should have', () => {
    const failed = listed(says('new', hash('xxh64', 'x', 'failed')), says('old', hash('xxh64', '1', 'original')))
    expect(verdictOf('/a.mov', failed, { xxh64: 'x' })).toMatchObject({ result: 'differs', list: 'old', value: '1' })
    expect(verdictOf('/a.mov', failed, { xxh64: '1' })).toMatchObject({
      result: 'matches',
      list: 'old',
      note: { code: 'list.failed', params: { list: 'new' } },
    })
    expect(verdictOf('/a.mov', listed(says('new', hash('xxh64', 'x', 'failed'))), {})).toMatchObject({
      result: 'unclear',
      note: { code: 'list.failed' },
    })
  })

  it('is unclear for hashes that are not known here, and none where a list says that it has no hash', () => {
    const unknown = listed({ list: 'a', hashes: [], unusable: ['xxhash 123'] })
    expect(verdictOf('/a.mov', unknown, {})).toMatchObject({
      result: 'unclear',
      note: { code: 'list.noHash', params: { unusable: 'xxhash 123' } },
    })
    expect(verdictOf('/a.mov', listed({ list: 'a', hashes: [], unusable: [] }), {})).toBeNull()
  })
})

describe('a list with more than one hash of a file', () => {
  it('disagrees with itself when one of a format fits and another does not', () => {
    const twice = listed(says('a', hash('md5', '1'), hash('md5', '2')))
    for (const found of ['1', '2'])
      expect(verdictOf('/a.mov', twice, { md5: found })).toMatchObject({ result: 'unclear', note: { code: 'list.disagree' } })
    expect(verdictOf('/a.mov', twice, { md5: '3' })).toMatchObject({ result: 'differs', value: '1' })
  })

  it('is doubted for a contradiction in a format that was not needed', () => {
    const other = listed(says('a', hash('md5', '1'), hash('md5', '2'), hash('xxh64', '3')))
    expect(verdictOf('/a.mov', other, { xxh64: '3' })).toMatchObject({
      result: 'matches',
      note: { code: 'list.contradicts', params: { format: 'MD5' } },
    })
  })

  it('tells what cannot be used beside what can', () => {
    const beside = listed({ ...says('a', hash('xxh64', '1')), unusable: ['xxhash 123'] })
    expect(verdictOf('/a.mov', beside, { xxh64: '1' })).toMatchObject({
      result: 'matches',
      note: { code: 'list.unusableHash', params: { unusable: 'xxhash 123' } },
    })
  })
})
