import { describe, expect, it } from 'vitest'
import type { Hours } from '../../../../src-main/contract/settings.ts'
import { isInside } from '../../../../src-main/engine/files/paths.ts'
import { earlierParts } from '../../../../src-main/engine/watch/clip-parts.ts'
import { isSameFile, isUntouched } from '../../../../src-main/engine/watch/same-watched-file.ts'
import { closedUntil } from '../../../../src-main/engine/watch/schedule.ts'
import { createSendingOrder } from '../../../../src-main/engine/watch/sending-order.ts'
import { anIdentity } from '../../../support/fakes.ts'

describe('parts of a clip', () => {
  it.each([
    ['GX030123.MP4', ['GX020123.MP4', 'GX010123.MP4']],
    ['GX010123.MP4', []],
    ['GP020123.MP4', ['GP010123.MP4', 'GOPR0123.MP4']],
    ['A001_C002_0101AB_002.R3D', ['A001_C002_0101AB_001.R3D']],
    ['C0002.MP4', []],
  ])('%s follows %j', (name, parts) => {
    expect(earlierParts(name)).toEqual(parts)
  })
})

describe('a file', () => {
  const found = { name: 'a', identity: anIdentity, birthNs: '5' }
  const known = { sizeBytes: 1_000, mtimeNs: anIdentity.mtimeNs, inode: '1', birthNs: '5', sha256: null }

  it('is untouched when size, date and inode agree', () => {
    expect(isUntouched(known, found, true)).toBe(true)
    for (const other of [{ sizeBytes: 1 }, { mtimeNs: '1' }, { inode: '2' }]) {
      expect(isUntouched({ ...known, ...other }, found, true)).toBe(false)
    }
    expect(isUntouched({ ...known, inode: '2' }, found, false)).toBe(true)
  })

  it('is untouched on drives with local time when a clock change explains its date, unless the hash of its content is known', () => {
    const hourLater = { ...known, mtimeNs: String(BigInt(known.mtimeNs) + 3_600_000_000_000n) }
    expect(isUntouched(hourLater, found, false)).toBe(true)
    expect(isUntouched({ ...hourLater, sha256: 'ab' }, found, false)).toBe(false)
    expect(isUntouched(hourLater, found, true)).toBe(false)
    expect(isUntouched({ ...hourLater, sizeBytes: 1 }, found, false)).toBe(false)
    const born = String(5n + 19_800_000_000_000n)
    expect(isSameFile({ ...known, birthNs: born }, found, false)).toBe(true)
    expect(isSameFile({ ...known, birthNs: born }, found, true)).toBe(false)
  })

  it('is the same by its inode and its creation time where both are known; Windows gives a new file the creation time of the one before', () => {
    expect(isSameFile({ ...known, birthNs: '6' }, found, true)).toBe(false)
    expect(isSameFile({ ...known, inode: '2' }, found, true)).toBe(false)
    expect(isSameFile({ ...known, inode: '2' }, found, false)).toBe(true)
    expect(isSameFile({ ...known, birthNs: '0' }, found, true)).toBe(true)
    expect(isSameFile({ ...known, birthNs: '0', inode: '2' }, found, true)).toBe(false)
    expect(isSameFile({ ...known, birthNs: '0' }, found, false)).toBe(false)
  })
})

describe('a schedule', () => {
  const nights: Hours = { days: [1, 2, 3, 4, 5], from: '22:00', to: '06:00' }
  const at = (day: number, time: string) => new Date(`2026-11-${String(day).padStart(2, '0')}T${time}:00`)

  it.each([
    ['open in the night', 2, '23:00', null],
    ['and after midnight', 3, '05:59', null],
    ['closed in the day', 3, '12:00', at(3, '22:00')],
    ['closed over the weekend', 7, '12:00', at(9, '22:00')],
  ] as const)('%s', (_what, day, time, until) => {
    expect(closedUntil([nights], at(day, time))).toBe(until?.getTime() ?? null)
  })

  it('without entries is always open', () => {
    expect(closedUntil([], at(2, '12:00'))).toBeNull()
  })
})

describe('the sending order', () => {
  const file = (path: string, mtimeNs = '1') => ({ path, mtimeNs, uploadId: path })

  it('sorts later files in among those that are queued', () => {
    const begun = new Set<string>()
    const order = createSendingOrder((id) => !begun.has(id))
    expect(order.add([file('C1'), file('C5')], 'name')).toEqual([])
    expect(order.add([file('C3'), file('C4'), file('C9')], 'name')).toEqual([{ ids: ['C3', 'C4'], before: 'C5' }])
    begun.add('C1').add('C3')
    expect(order.add([file('C0')], 'name')).toEqual([{ ids: ['C0'], before: 'C4' }])
  })

  it('adds 20,000 files in slices without a step for each pair', () => {
    let asked = 0
    const order = createSendingOrder(() => {
      asked += 1
      return true
    })
    for (let start = 0; start < 20_000; start += 100) {
      order.add(
        Array.from({ length: 100 }, (_, index) => file(`C${start + index}`, String(start + index))),
        'oldest',
      )
    }
    expect(asked).toBeLessThan(1_000)
  })
})

describe('one folder inside another', () => {
  it.each([
    ['/a', '/a', true],
    ['/a', '/a/b', true],
    ['/a', '/ab', false],
    ['/a/b', '/a', false],
    ['/', '/a', true],
    ['/A', '/a/b', true],
  ])('%s and %s: %s', (outer, inner, inside) => {
    expect(isInside(outer, inner)).toBe(inside)
  })
})
