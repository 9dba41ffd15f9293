import { posix, win32 } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../../../src-main/contract/queue/upload.ts'
import { lastNameIn, namesIn } from '../../../../src-main/contract/text/paths.ts'
import { belowDirectory, belowOf, isInside, pathOf } from '../../../../src-main/engine/files/paths.ts'
import { pathInVolume } from '../../../../src-main/engine/files/volumes.ts'
import { titleFrom } from '../../../../src-main/engine/queue/adding/new-upload.ts'
import { manifestOf } from '../../../../src-main/headless/output/manifest.ts'

describe('the relative path from a folder to something in it', () => {
  it.each([
    [posix, '/media/card', '/media/card/DCIM/A.MP4', 'DCIM/A.MP4'],
    [posix, '/', '/a/b', 'a/b'],
    [posix, '/media/card/', '/media/card', ''],
    [posix, '/media/card', '/media/card 2/a', null],
    [posix, '/media/card', '/media', null],
    [posix, '/media/card', '/media/card/..a/b', '..a/b'],
    [posix, '/media/card', '/media/card/a\\b.mp4', 'a\\b.mp4'],
    [posix, '/media/card', '/media/card\\b.mp4', null],
    [posix, '/media/back\\', '/media/back\\/a', 'a'],
    [posix, '/media/card', '/media/CARD/a', null],
    [win32, 'E:\\', 'E:\\DCIM\\A.MP4', 'DCIM/A.MP4'],
    [win32, 'E:\\Clips', 'e:\\clips\\A.MP4', 'A.MP4'],
    [win32, 'E:\\Clips', 'E:/Clips/Day 1/A.MP4', 'Day 1/A.MP4'],
    [win32, 'E:\\Clips', 'E:\\Clips', ''],
    [win32, 'E:\\Clips', 'E:\\Clips 2\\a', null],
    [win32, 'E:\\Clips', 'F:\\Clips\\a', null],
    [win32, '\\\\server\\share\\', '\\\\server\\share\\a\\b', 'a/b'],
    [win32, '\\\\server\\share', '\\\\server\\other\\a', null],
  ])('%#: from %s', (kind, folder, path, below) => {
    expect(belowOf(folder, path, kind)).toBe(below)
    expect(pathInVolume(path, folder, kind)).toBe(below ?? '')
    if (below !== null) expect(kind.relative(pathOf(folder, below, kind), path)).toBe('')
  })
})

describe('the relative path from one directory below a watched folder to something in it', () => {
  it.each([
    ['', 'DCIM/A.MP4', 'DCIM/A.MP4'],
    ['', '', ''],
    ['DCIM', 'DCIM', ''],
    ['DCIM', 'DCIM/100', '100'],
    ['DCIM', 'DCIM 2/100', null],
    ['DCIM/100', 'DCIM', null],
    ['a', 'a/..b', '..b'],
    ['a', 'a\\b', null],
  ])('%j to %j', (directory, path, below) => {
    expect(belowDirectory(directory, path)).toBe(below)
  })
})

describe('the path of something below a folder', () => {
  it.each([
    [posix, '/media/card', 'DCIM/A.MP4', '/media/card/DCIM/A.MP4'],
    [posix, '/', 'a', '/a'],
    [posix, '/media/back\\', 'a', '/media/back\\/a'],
    [posix, '/media', 'a\\b.mp4', '/media/a\\b.mp4'],
    [posix, '/media', '', '/media'],
    [win32, 'E:\\', 'DCIM/A.MP4', 'E:\\DCIM\\A.MP4'],
    [win32, 'E:\\Clips', '', 'E:\\Clips'],
    [win32, '\\\\server\\share\\', 'a/b', '\\\\server\\share\\a\\b'],
  ])('%#: below %s', (kind, root, below, path) => {
    expect(pathOf(root, below, kind)).toBe(path)
  })
})

describe('whether a folder is inside another', () => {
  it.each([
    [posix, '/Data/Clips', '/data/clips/today', true],
    [posix, '/data/caf\u00e9', '/data/cafe\u0301/a', true],
    [posix, '/data/clips', '/data/clips2', false],
    [posix, '/data/a', '/data/a\\b', false],
    [posix, '/', '/data', true],
    [win32, 'C:\\Clips', 'c:\\clips\\today', true],
    [win32, 'C:\\', 'C:\\Clips', true],
    [win32, 'C:\\Clips', 'C:\\Clips2', false],
    [win32, 'C:\\Clips', 'D:\\Clips\\a', false],
  ])('%#: %s', (kind, outer, inner, isIn) => {
    expect(isInside(outer, inner, kind)).toBe(isIn)
  })
})

describe('a title', () => {
  const identity = { sizeBytes: 1, mtimeNs: '0', inode: '1', device: '1' }
  it.each([
    [posix, '/Match day/C0001.MP4', 'Match day – C0001'],
    [posix, '/Match day/a\\b.mp4', 'Match day – a\\b'],
    [posix, '/C0001.MP4', ' – C0001'],
    [win32, 'E:\\Match day\\C0001.MP4', 'Match day – C0001'],
    [win32, 'E:\\C0001.MP4', ' – C0001'],
  ])('%#: is made of the names in %s', (kind, path, title) => {
    expect(titleFrom('{folder} – {name}', { path, identity }, 1, null, kind)).toBe(title)
  })
})

it.each([
  [posix, ['/cards/A/a\\1.mov', '/cards/B/b.mov'], ['A/a\\1.mov', 'B/b.mov']],
  [win32, ['E:\\cards\\A\\a.mov', 'E:\\cards\\B\\b.mov'], ['A/a.mov', 'B/b.mov']],
])('%#: a manifest names files from the folder that they have in common', (kind, paths, names) => {
  const receipts = paths.map((path): Receipt => ({ ...RECEIPT, path }))
  const manifest = manifestOf(receipts, { tool: '', userName: '', hostName: '' }, null, kind)
  expect([...manifest.matchAll(/<file>(.*)<\/file>/g)].map(([, name]) => name)).toEqual(names)
})

const RECEIPT: Receipt = {
  id: '',
  uploadId: '',
  path: '',
  name: '',
  sizeBytes: 1,
  mtimeNs: '0',
  accountId: '',
  accountName: '',
  provider: '',
  uploadUrl: '',
  remoteId: null,
  sha256: null,
  batchId: '',
  startedAt: 0,
  finishedAt: 0,
  attempts: 1,
  restarts: 0,
  bytesSent: 1,
  durationSeconds: null,
  media: null,
  reported: null,
  proof: ['accepted'],
  offload: null,
}

it.each([
  ['/media/a\\b/C0001.MP4', ['media', 'a\\b', 'C0001.MP4']],
  ['E:\\Clips\\C0001.MP4', ['E:', 'Clips', 'C0001.MP4']],
  ['\\\\server\\share\\a', ['server', 'share', 'a']],
  ['/', []],
])('the separator of the names in %s is known by its beginning', (path, names) => {
  expect(namesIn(path)).toEqual(names)
  expect(lastNameIn(path)).toBe(names.at(-1) ?? path)
})
