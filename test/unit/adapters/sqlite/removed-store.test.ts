import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import type { HistoryEntry } from '../../../../src-main/contract/queue/upload.ts'
import { anUpload } from '../../../support/fakes.ts'

const entry: HistoryEntry = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null }

function openList(rows: Readonly<Record<string, string>>) {
  const journal = openJournal(':memory:')
  const insert = (id: string, position: string): void =>
    journal.uploads.insert([anUpload({ id, position, path: `/clips/${id}.mp4`, name: `${id}.mp4` })], entry)
  for (const [id, position] of Object.entries(rows)) insert(id, position)
  const order = (): string[] => journal.uploads.page({ group: 'all', search: '' }, 0, 100).map(({ id }) => id)
  return { ...journal, insert, order }
}

describe('restored rows', () => {
  it('follow the row that has their sort key by now, and precede the other restored rows', () => {
    const { removed, insert, order } = openList({ first: 'a1', second: 'a1V', last: 'a2' })
    removed.move('removal', ['first', 'second'])
    insert('moved', 'a1')
    const { restored } = removed.restore('removal', 10)
    expect(restored.map(({ id }) => id)).toEqual(['first', 'second'])
    expect(order()).toEqual(['moved', 'first', 'second', 'last'])
  })

  it('get no sort key of rows that are restored later', () => {
    const { removed, insert, order } = openList({ first: 'a1', second: 'a1V', last: 'a2' })
    removed.move('removal', ['first', 'second'])
    insert('moved', 'a1')
    for (const limit of [1, 1]) removed.restore('removal', limit)
    expect(order()).toEqual(['moved', 'first', 'second', 'last'])
    expect(removed.count('removal')).toBe(0)
  })

  it('follow one another when a removal contains several with one sort key', () => {
    const { removed, insert, order } = openList({ first: 'a1', last: 'a2' })
    removed.move('removal', ['first'])
    for (const id of ['second', 'third']) {
      insert(id, 'a1')
      removed.move('removal', [id])
    }
    const { restored } = removed.restore('removal', 10)
    expect(order().toSorted()).toEqual(['first', 'last', 'second', 'third'])
    expect([order().at(0), order().at(-1)]).toEqual(['first', 'last'])
    expect(restored.toSorted((one, other) => (one.position < other.position ? -1 : 1)).map(({ id }) => id)).toEqual(
      order().filter((id) => id !== 'last'),
    )
  })
})
