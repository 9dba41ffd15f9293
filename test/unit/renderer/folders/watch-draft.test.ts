import { describe, expect, it } from 'vitest'
import { DEFAULT_WATCH_RULES, type WatchRules } from '../../../../src-main/contract/watch.ts'
import {
  changedFolded,
  draftOf,
  fieldOfRefusal,
  newDraft,
  readDraft,
  type WatchDraft,
} from '../../../../src-renderer/components/folders/watch-draft.ts'

const full: WatchRules = {
  ...DEFAULT_WATCH_RULES,
  accountId: 'studio',
  include: ['*_final.*', 'Day*/*.mov'],
  exclude: ['proxy/**'],
  subfolders: false,
  minBytes: 5_000_000,
  maxBytes: 1_234_567_891,
  extensions: ['mp4', 'mov'],
  existing: 'ask',
  quietSeconds: 45,
  whenChanged: 'send',
  afterwards: { do: 'move', folder: '/Sent' },
  sidecars: true,
  hours: [{ days: [1, 2], from: '20:00', to: '06:00' }],
  priority: 1,
  order: 'name',
  scanMinutes: 5,
}
const { options: _options, titleTemplate: _title, ...withoutUploads } = full

const read = (change: Partial<WatchDraft>) => readDraft({ ...newDraft('studio'), ...change })
const problemsOf = (change: Partial<WatchDraft>) => {
  const found = read(change)
  return 'problems' in found ? Object.keys(found.problems) : []
}

describe('rules in a form', () => {
  it('are the same after a round trip, to the byte', () => {
    expect(readDraft(draftOf(full))).toEqual({ rules: withoutUploads })
  })

  it('begin with the defaults', () => {
    const { options, titleTemplate, ...shipped } = DEFAULT_WATCH_RULES
    expect(readDraft(newDraft('studio'))).toEqual({ rules: { ...shipped, accountId: 'studio' } })
    expect([options, titleTemplate]).toEqual([{}, null])
  })

  it('read endings and patterns as they are typed', () => {
    expect(read({ kinds: 'some', endings: '.MP4, *.mov mxf' })).toMatchObject({ rules: { extensions: ['mp4', 'mov', 'mxf'] } })
    expect(read({ kinds: 'all', endings: 'mp4' })).toMatchObject({ rules: { extensions: [] } })
    expect(read({ exclude: ' a/** \n\n*.tmp\r\n' })).toMatchObject({ rules: { exclude: ['a/**', '*.tmp'] } })
  })

  it('read lengths, lines and codecs as they are typed', () => {
    expect(read({ minDuration: '1:30', minLines: '1080p', codecs: 'ProRes 422, H.264;' })).toMatchObject({
      rules: { minSeconds: 90, minLines: 1080, codecs: ['ProRes 422', 'H.264'] },
    })
  })

  it('have no sidecars when nothing is moved', () => {
    expect(read({ sidecars: true, afterwards: 'keep' })).toMatchObject({ rules: { sidecars: false } })
  })

  it.each([
    ['an account', { accountId: '' }, 'accountId'],
    ['endings', { kinds: 'some', endings: ' , ' }, 'endings'],
    ['endings that are none', { kinds: 'some', endings: 'm p/4' }, 'endings'],
    ['a folder to move to', { afterwards: 'move', moveTo: '  ' }, 'moveTo'],
    ['a size', { minSize: 'large' }, 'minSize'],
    ['a size', { maxSize: 'large' }, 'maxSize'],
    ['sizes in order', { minSize: '5 GB', maxSize: '5 MB' }, 'maxSize'],
    ['a length', { minDuration: 'long' }, 'minDuration'],
    ['lines', { minLines: 'many' }, 'minLines'],
    ['names of codecs', { codecs: '–' }, 'codecs'],
    ['seconds', { quiet: 'soon' }, 'quiet'],
    ['seconds from one', { quiet: '0' }, 'quiet'],
    ['whole minutes', { scan: '1.5' }, 'scan'],
    ['shorter patterns', { include: 'x'.repeat(501) }, 'include'],
  ] as const)('require %s', (_what, change, field) => {
    expect(problemsOf(change as Partial<WatchDraft>)).toEqual([field])
  })

  it('count changes in folded fields', () => {
    expect(changedFolded(newDraft('studio'))).toBe(0)
    expect(changedFolded(draftOf(full))).toBe(10)
  })

  it('map a refusal to its field', () => {
    expect((['watch.nested', 'watch.moveTarget', 'watch.noAccount', 'input.invalid'] as const).map(fieldOfRefusal)).toEqual([
      'path',
      'moveTo',
      'accountId',
      null,
    ])
  })
})
