import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { WatchView } from '../../../../src-main/contract/watch.ts'
import { folderLines, matching, sortFolders } from '../../../../src-renderer/components/folders/folder-lines.ts'
import { questionsOf } from '../../../../src-renderer/components/folders/folder-questions.ts'
import { aWatch } from '../../../support/fake-bridge.ts'

const counts = { waiting: 0, asking: 0, queued: 0, sent: 0, ignored: 0 }
const now = 1_700_000_000_000
const linesOf = (change: Partial<WatchView>, questions: Parameters<typeof folderLines>[1] = []) =>
  folderLines(aWatch(change), questions, now)

describe('the lines of a watched folder', () => {
  it('have the open files, without zeros, and the time of the scan', () => {
    expect(linesOf({ counts: { ...counts, queued: 9, waiting: 3, sent: 148 } })).toMatchObject({
      glyph: 'watching',
      state: '9 in the queue, 3 waiting',
      detail: expect.stringMatching(/^Scanned \d\d:\d\d, next \d\d:\d\d$/),
      step: null,
      isForPerson: false,
    })
    expect(linesOf({})).toMatchObject({ state: 'Watching' })
    expect(linesOf({ lastScanAt: null, nextScanAt: null })).toMatchObject({ detail: 'Not scanned yet' })
  })

  it('name the day of a scan that was not today', () => {
    expect(linesOf({ lastScanAt: now - 2 * 86_400_000, nextScanAt: null }).detail).toMatch(/^Scanned [A-Z][a-z]+day \d\d:\d\d$/)
  })

  it('are amber for a folder that is not available, whose files do not count as deleted', () => {
    const lines = linesOf({
      state: 'offline',
      failure: failure('watch.offline', { path: '/x', volume: 'SSD' }),
      counts: { ...counts, queued: 1, sent: 86 },
    })
    expect(lines).toMatchObject({
      glyph: 'away',
      state: 'SSD is not connected',
      detail: '1 file waits and keeps its place. Nothing counts as deleted.',
      isAway: true,
      isForPerson: false,
    })
    const gone = linesOf({ state: 'offline', failure: failure('watch.gone', { path: '/x' }) })
    expect([gone.glyph, gone.detail]).toEqual(['away', 'Nothing counts as deleted.'])
    expect(gone.state).not.toContain('SSD')
  })

  it.each([
    [{ state: 'paused' }, 'paused', 'resume', false],
    [
      { state: 'needs-account', accountName: null, failure: failure('watch.noAccount', { path: '/x' }) },
      'needs',
      'account',
      true,
    ],
    [{ state: 'needs-account', failure: failure('account.signIn', { account: 'Studio' }) }, 'needs', 'sign-in', true],
    [{ state: 'needs-rules' }, 'needs', 'rules', true],
    [{ state: 'unreadable' }, 'needs', null, true],
    [{ state: 'scanning', seen: 1_204 }, 'scanning', null, false],
    [{ moves: { pending: 0, failed: 16 } }, 'asks', 'not-moved', false],
  ] as const)('have a glyph and the step that helps: %j', (change, glyph, step, isForPerson) => {
    expect(linesOf(change as Partial<WatchView>)).toMatchObject({ glyph, step, isForPerson })
  })

  it('have the first question, and the number of others', () => {
    const asked = { counts: { ...counts, asking: 13 } }
    expect(linesOf(asked)).toMatchObject({ glyph: 'asks', state: '13 files wait for your answer' })
    const questions = questionsOf([
      { state: 'asking', reason: 'existing', files: 12 },
      { state: 'asking', reason: 'changed', files: 1 },
      { state: 'ignored', reason: 'existing', files: 4 },
    ])
    expect(questions.map(({ title, send, decline }) => [title, send, decline])).toEqual([
      ['12 files were there before', 'Send all', 'Only new ones'],
      ['1 file changed after it was sent', 'Send the new version', 'Leave it'],
    ])
    expect(linesOf(asked, questions)).toMatchObject({
      state: '12 files were there before',
      detail: 'New ones are sent; these wait for you. 1 more question inside.',
      isForPerson: true,
    })
  })

  it('leave out questions that are shown elsewhere, and count the same files', () => {
    const asked = { counts: { ...counts, queued: 2, asking: 13 } }
    const silent = (change: Partial<WatchView>) => folderLines(aWatch({ ...asked, ...change }), [], now, { asks: false })
    expect(silent({})).toMatchObject({ glyph: 'watching', state: '2 in the queue', isForPerson: false })
    expect(silent({ state: 'paused' })).toEqual(linesOf({ ...asked, state: 'paused' }))
    expect(silent({ state: 'paused' }).detail).toBe('15 files wait and keep their place.')
  })

  it('do not offer to send files that cannot be sent', () => {
    expect(questionsOf([{ state: 'asking', reason: 'not-text', files: 2 }])).toMatchObject([
      { title: '2 files: its name is not text', send: null },
    ])
  })
})

describe('the list of watched folders', () => {
  const folders = [
    aWatch({ id: 'a', name: 'Exports' }),
    aWatch({ id: 'b', name: 'Cards', state: 'paused', accountName: 'City FC' }),
    aWatch({ id: 'c', name: 'Asks', counts: { ...counts, asking: 1 } }),
    aWatch({ id: 'd', name: 'Broken', state: 'needs-rules' }),
  ]

  it('begins with folders that need a person', () => {
    expect(sortFolders(folders).map(({ id }) => id)).toEqual(['d', 'c', 'a', 'b'])
  })

  it('is searched by name, path and account', () => {
    const found = (text: string) => matching(folders, text).map(({ id }) => id)
    expect([found(' cards '), found('city'), found('/media/ssd').length, found('nothing')]).toEqual([['b'], ['b'], 4, []])
  })
})
