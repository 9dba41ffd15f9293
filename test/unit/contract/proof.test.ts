import { describe, expect, it } from 'vitest'
import { englishOf } from '../../../src-main/contract/i18n/phrase.ts'
import { confirmedBy, differencesFrom, formatClock, proofsOf, type Reported } from '../../../src-main/contract/proof/proof.ts'

const HASH = 'ab'.repeat(32)
const FILE = { sizeBytes: 1_000, durationSeconds: 3_492.04, sha256: HASH }
const NOTHING: Reported = { sizeBytes: null, durationSeconds: null, wholeSeconds: false, sha256: null }
const of = (change: Partial<Reported>): Reported => ({ ...NOTHING, ...change })

describe('what a host reports of a file', () => {
  it.each([
    ['nothing', {}, []],
    ['its size', { sizeBytes: 1_000 }, ['size confirmed by host']],
    ['its duration', { durationSeconds: 3_492.04 }, ['duration confirmed by host']],
    ['a tenth of a second more', { durationSeconds: 3_492.14 }, ['duration confirmed by host']],
    ['its duration in whole seconds', { durationSeconds: 3_493, wholeSeconds: true }, ['duration confirmed by host']],
    ['its checksum in capitals', { sha256: HASH.toUpperCase() }, ['checksum confirmed']],
    [
      'all of it',
      { sizeBytes: 1_000, durationSeconds: 3_492, sha256: HASH },
      ['size confirmed by host', 'duration confirmed by host', 'checksum confirmed'],
    ],
  ] as const)('%s proves just that', (_words, reported, proof) => {
    expect(confirmedBy(FILE, of(reported))).toEqual(proof)
    expect(differencesFrom(FILE, of(reported))).toEqual([])
  })

  it.each([
    ['another duration', { durationSeconds: 760 }, 'host has 12:40, the file is 58:12'],
    ['a little more than a tenth of a second', { durationSeconds: 3_492.2 }, 'host has 58:12.2, the file is 58:12.0'],
    ['whole seconds that are too many', { durationSeconds: 3_494, wholeSeconds: true }, 'host has 58:14, the file is 58:12'],
    ['another size', { sizeBytes: 7 }, 'host has 7 B, the file is 1.00 kB'],
    ['a size that looks the same', { sizeBytes: 1_001 }, 'host has 1001 bytes, the file is 1000 bytes'],
    ['another checksum', { sha256: 'cd'.repeat(32) }, 'host has another SHA-256 than the file'],
  ] as const)('%s proves nothing and is told', (_words, reported, text) => {
    expect(confirmedBy(FILE, of(reported))).toEqual([])
    expect(differencesFrom(FILE, of(reported)).map(englishOf)).toEqual([text])
  })

  it('proves nothing about what was never read of the file', () => {
    const unread = { ...FILE, durationSeconds: null, sha256: null }
    const reported = of({ durationSeconds: 5, sha256: HASH })
    expect([confirmedBy(unread, reported), differencesFrom(unread, reported)]).toEqual([[], []])
  })

  it('replaces what it confirmed before, and never what was verified on the way', () => {
    const file = { ...FILE, proof: ['accepted', 'size confirmed by host', 'checksum confirmed'] as const }
    expect(proofsOf(file, of({ sizeBytes: 7, durationSeconds: 3_492 }))).toEqual([
      'accepted',
      'duration confirmed by host',
      'checksum confirmed',
    ])
  })
})

it.each([
  [0, 0, '0:00'],
  [59.6, 0, '1:00'],
  [3_661, 0, '1:01:01'],
  [3_599.96, 1, '1:00:00.0'],
])('%d s with %d digits is %s', (seconds, digits, text) => {
  expect(formatClock(seconds, digits)).toBe(text)
})
