import { describe, expect, it } from 'vitest'
import { locationOn } from '../../../../src-main/engine/files/file-locations.ts'
import type { FileIdentity } from '../../../../src-main/engine/files/identity.ts'
import {
  isAtSamePath,
  isClockChange,
  isSameElsewhere,
  type KnownFile,
  likeness,
} from '../../../../src-main/engine/files/same-file.ts'
import type { Volume } from '../../../../src-main/engine/files/volumes.ts'
import { aLocated, anIdentity } from '../../../support/fakes.ts'

const PLACE = 'uuid:A\nclips/one.mp4'
const OTHER = 'uuid:B\nclips/one.mp4'
const UNTOLD = '\n/clips/one.mp4'
const known = (change: Partial<FileIdentity> = {}, location = PLACE): KnownFile => ({
  path: '/clips/one.mp4',
  identity: { ...anIdentity, ...change },
  location,
})
const later = (seconds: number): string => String(BigInt(anIdentity.mtimeNs) + BigInt(Math.round(seconds * 1e9)))

describe('a file that is found again', () => {
  it.each([
    ['with another device number', {}, { device: '9' }, PLACE, true, 'same'],
    ['with another inode where inodes are kept', {}, { inode: '9' }, PLACE, true, 'unlikely'],
    ['with another inode where they are not', {}, { inode: '9' }, PLACE, false, 'same'],
    ['an hour later where drives keep local time', {}, { mtimeNs: later(3_600), inode: '9' }, PLACE, false, 'likely'],
    ['half an hour and more earlier', {}, { mtimeNs: later(-20_700) }, PLACE, false, 'likely'],
    ['an hour later where dates are true', {}, { mtimeNs: later(3_600) }, PLACE, true, 'unlikely'],
    ['an hour and two seconds later', {}, { mtimeNs: later(3_602) }, PLACE, false, 'unlikely'],
    ['two days later', {}, { mtimeNs: later(172_800) }, PLACE, false, 'unlikely'],
    ['with another size', {}, { sizeBytes: 7 }, PLACE, false, 'different'],
    ['on another volume', {}, { device: '9' }, OTHER, true, 'unlikely'],
    ['on a volume that cannot be told', {}, { device: '9' }, UNTOLD, true, 'same'],
  ] as const)('%s is %5$s', (_words, before, now, location, stableInodes, expected) => {
    const found = aLocated('/clips/one.mp4', { identity: { ...anIdentity, ...now }, location, stableInodes })
    expect(likeness(known(before), found)).toBe(expected)
  })

  it('on a network drive that has another name is not on another volume', () => {
    const [one, other] = ['nfs4:nas:/video\nclips/one.mp4', 'nfs4:nas.local:/video\nclips/one.mp4']
    expect(likeness(known({}, one), aLocated('/clips/one.mp4', { location: other }))).toBe('same')
  })

  it('that was stored with a device number and no location is the same', () => {
    const found = aLocated('/clips/one.mp4', { identity: { ...anIdentity, device: '9' }, location: PLACE })
    expect(likeness(known({}, ''), found)).toBe('same')
    expect(isAtSamePath(known({}, ''), found)).toBe(true)
  })

  it('at another path has the same location by its file system and the path in it', () => {
    const found = aLocated('/mnt/clips/one.mp4', { location: PLACE })
    expect(isAtSamePath(known(), found)).toBe(true)
    expect(isAtSamePath(known(), aLocated('/clips/one.mp4', { location: OTHER }))).toBe(false)
    expect(isAtSamePath(known(), aLocated('/link.mp4', { real: '/clips/one.mp4' }))).toBe(true)
    expect(isAtSamePath(known({}, ''), aLocated('/link.mp4'))).toBe(false)
  })

  it('under another path is the same only by a stable inode', () => {
    const moved = aLocated('/moved.mp4', { location: 'uuid:A\nmoved.mp4' })
    expect(isSameElsewhere(known(), moved)).toBe(true)
    expect(isSameElsewhere(known(), { ...moved, stableInodes: false })).toBe(false)
    expect(isSameElsewhere(known(), { ...moved, location: 'uuid:B\nmoved.mp4' })).toBe(false)
    expect(isSameElsewhere(known({ inode: '0' }), { ...moved, identity: { ...anIdentity, inode: '0' } })).toBe(false)
  })
})

it('a date that a clock change explains is distinguished from any other', () => {
  expect(isClockChange('0', String(900n * 1_000_000_000n))).toBe(true)
  expect(isClockChange('-3600000000000', '0')).toBe(true)
  expect(isClockChange('5', '5')).toBe(false)
  expect(isClockChange('0', String(28n * 3_600_000_000_000n))).toBe(false)
  expect(isClockChange('126230400000000000000000', '0')).toBe(false)
})

describe('the location of a file', () => {
  const card: Volume = {
    id: 'uuid:A',
    fileSystem: { id: 'uuid:A', subpath: '' },
    label: 'CARD',
    kind: 'removable',
    root: '/media/card',
    stableInodes: false,
  }

  it('is its file system and the path in it, wherever that is mounted, whole or in part', () => {
    expect(locationOn(card, '/media/card/DCIM/a.mp4')).toBe('uuid:A\nDCIM/a.mp4')
    const part = { ...card, root: '/home', fileSystem: { id: 'uuid:A', subpath: '@home' } }
    expect(locationOn(part, '/home/anna/a.mp4')).toBe('uuid:A\n@home/anna/a.mp4')
  })

  it('is its real path where the file system has no id', () => {
    expect(locationOn({ ...card, fileSystem: null }, '/media/card/a.mp4')).toBe('\n/media/card/a.mp4')
    expect(locationOn(null, '/a.mp4')).toBe('\n/a.mp4')
    expect(locationOn(card, '/elsewhere/a.mp4')).toBe('\n/elsewhere/a.mp4')
  })
})
