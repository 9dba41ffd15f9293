import { describe, expect, it } from 'vitest'
import { groupsOf, headDetail, headTitle, itemAt, layoutOf } from '../../../../src-renderer/components/folders/file-groups.ts'
import { aWatch } from '../../../support/fake-bridge.ts'

const counts = { asking: 13, waiting: 3, queued: 9, sent: 148, ignored: 23 }
const reasons = [
  { state: 'asking', reason: 'existing', files: 12 },
  { state: 'asking', reason: 'changed', files: 1 },
  { state: 'ignored', reason: 'ignore-list', files: 4 },
  { state: 'ignored', reason: 'extension', files: 18 },
  { state: 'sent', reason: null, files: 148 },
] as const
const all = { state: 'all', reason: null } as const
const keys = (...of: Parameters<typeof groupsOf>) => groupsOf(...of).map(({ key, files }) => [key, files])

describe('the groups of the files of a folder', () => {
  it('are one for each question, then waiting, queued, sent and ignored files', () => {
    expect(keys({ counts }, reasons, all)).toEqual([
      ['asking existing', 12],
      ['asking changed', 1],
      ['waiting', 3],
      ['queued', 9],
      ['sent', 148],
      ['ignored', 23],
    ])
  })

  it('exist before the reasons are read, and none is empty', () => {
    expect(keys({ counts: { ...counts, waiting: 0, queued: 0 } }, [], all)).toEqual([
      ['asking', 13],
      ['sent', 148],
      ['ignored', 23],
    ])
  })

  it('are those of one state or reason with a filter', () => {
    expect(keys({ counts }, reasons, { state: 'sent', reason: null })).toEqual([['sent', 148]])
    expect(keys({ counts }, reasons, { state: 'ignored', reason: 'extension' })).toEqual([['ignored extension', 18]])
  })

  it('have a title and the reason', () => {
    const groups = groupsOf({ counts }, reasons, all)
    expect(groups.map(headTitle)).toEqual([
      '12 files were there before',
      '1 file changed after it was sent',
      '3 waiting',
      '9 in the queue',
      '148 sent',
      '23 left out',
    ])
    const moves = { pending: 0, failed: 2 }
    expect(groups.map((group) => headDetail(group, { moves }, reasons))).toEqual([
      'New ones are sent; these wait for you.',
      'What was sent stays at the host.',
      'sent by themselves as soon as they can be',
      '',
      '2 could not be moved',
      '18 another kind of file, 4 on the ignore list',
    ])
    const sent = groups.find(({ state }) => state === 'sent')
    expect(sent && headDetail(sent, aWatch(), reasons)).toBe('')
  })

  it('have a head each, with their files below while they are open', () => {
    const groups = groupsOf({ counts }, reasons, all)
    const layout = layoutOf(
      groups,
      ({ files }) => files <= 12,
      ({ files }) => files,
    )
    expect(layout.items).toBe(6 + 12 + 1 + 3 + 9)
    expect(itemAt(layout, 0)).toMatchObject({ kind: 'head', section: { isOpen: true, group: { key: 'asking existing' } } })
    expect(itemAt(layout, 12)).toMatchObject({ kind: 'file', offset: 11, section: { group: { key: 'asking existing' } } })
    expect(itemAt(layout, 13)).toMatchObject({ kind: 'head', section: { group: { key: 'asking changed' } } })
    expect(itemAt(layout, 29)).toMatchObject({ kind: 'head', section: { isOpen: false, group: { key: 'sent' } } })
    expect(itemAt(layout, 30)).toMatchObject({ kind: 'head', section: { isOpen: false, group: { key: 'ignored' } } })
    expect([itemAt(layout, 31), itemAt(layout, -1)]).toEqual([null, null])
  })
})
