import { describe, expect, it } from 'vitest'
import { DEFAULT_IGNORED_NAMES } from '../../../../src-main/contract/globs/ignore-list.ts'
import { DEFAULT_WATCH_RULES, type WatchRules } from '../../../../src-main/contract/watch.ts'
import { compileRules } from '../../../../src-main/engine/watch/rules.ts'

const filter = (rules: Partial<WatchRules> = {}, accepted: readonly string[] | null = ['mp4', 'mov']) =>
  compileRules({ ...DEFAULT_WATCH_RULES, accountId: 'one', ...rules }, DEFAULT_IGNORED_NAMES, accepted)

describe('the ignore list', () => {
  it.each([
    '.DS_Store',
    'thumbs.db',
    '._C0001.MP4',
    'clip.mp4.part',
    'clip.mov.crdownload',
    'x.m4v.sb-0896450c-7gWuo2',
    '.pending-1700000000-clip.mp4',
    '~$notes.docx',
    '.~lock.list.ods#',
    'edit.prproj.tmp',
    'notes.txt~',
  ])('leaves out %s', (name) => {
    expect(filter().leavesOut('', name, 10)).toBe('ignore-list')
  })

  it.each(['C0001.MP4', 'Partie.mp4', 'temp-lapse.mov', '.hidden.mp4'])('does not leave out %s', (name) => {
    expect(filter().leavesOut('', name, 10)).toBeNull()
  })

  it.each(['.fcpcache', '$RECYCLE.BIN', 'Film.fcpcache', '@eaDir'])('does not enter %s', (name) => {
    expect(filter().enters(name)).toBe(false)
    expect(filter().enters(`day/${name}`)).toBe(false)
  })
})

describe('globs', () => {
  it('without a slash are for names in any folder, with one for the path', () => {
    const rules = filter({ include: ['*_final.mp4', 'masters/**'], extensions: [] })
    expect(rules.leavesOut('a/b', 'x_FINAL.mp4', 1)).toBeNull()
    expect(rules.leavesOut('masters/day', 'y.mxf', 1)).toBeNull()
    expect(rules.leavesOut('other/masters', 'y.mxf', 1)).toBe('not-included')
  })

  it('that exclude keep whole folders from being entered', () => {
    const rules = filter({ exclude: ['proxies/**', 'Cache', '*_old.mp4'] })
    expect(rules.enters('proxies')).toBe(false)
    expect(rules.enters('day/cache')).toBe(false)
    expect(rules.enters('day')).toBe(true)
    expect(rules.leavesOut('day', 'x_old.mp4', 1)).toBe('excluded')
  })

  it('match both spellings of a letter', () => {
    expect(filter({ include: ['Zür*'.normalize('NFC')] }).leavesOut('', 'Zürich.mp4'.normalize('NFD'), 1)).toBeNull()
  })
})

describe('extensions', () => {
  it.each<[string, Partial<WatchRules>, readonly string[] | null, string, string | null]>([
    ['what the host takes', {}, ['mp4'], 'a.MP4', null],
    ['not what it does not', {}, ['mp4'], 'a.txt', 'extension'],
    ['anything, where the host takes anything', {}, null, 'a.txt', null],
    ['those that were named', { extensions: ['r3d'] }, ['mp4'], 'a.R3D', null],
    ['only those', { extensions: ['r3d'] }, ['mp4'], 'a.mp4', 'extension'],
    ['any with an empty list', { extensions: [] }, ['mp4'], 'a.txt', null],
    ['what is included by name', { include: ['*.txt'] }, ['mp4'], 'a.txt', null],
  ])('%s', (_what, rules, accepted, name, reason) => {
    expect(filter(rules, accepted).leavesOut('', name, 1)).toBe(reason)
  })
})

it('sizes are checked once there is content', () => {
  const rules = filter({ minBytes: 100, maxBytes: 200 })
  expect([0, 99, 100, 200, 201].map((size) => rules.leavesOut('', 'a.mp4', size))).toEqual([
    null,
    'too-small',
    null,
    null,
    'too-large',
  ])
})

it('subfolders are left alone when they are not wanted', () => {
  expect(filter({ subfolders: false }).enters('day')).toBe(false)
})
