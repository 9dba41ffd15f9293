import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { MAX_POINTS } from '../../../../src-main/contract/history/activity.ts'
import { dayOf } from '../../../../src-main/contract/text/day.ts'
import { type Series, seriesFrom } from '../../../../src-main/engine/activity/series.ts'
import { sumsOf } from '../../../../src-main/engine/activity/slots.ts'
import { entryFrom } from '../../../../src-main/engine/history/ending.ts'
import type { AgeMark, Journal } from '../../../../src-main/engine/ports/journal.ts'
import { anUpload } from '../../../support/fakes.ts'
import { quickestMs } from '../../../support/growth.ts'
import { makeJournalOf15 } from '../../../support/old-journal.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = new Date(2026, 10, 26, 12).getTime()

const full: Series = {
  stepMs: 8_000,
  points: Array.from({ length: MAX_POINTS }, (_, index) => ({ at: NOW + index * 8_000, bytes: index * 123_456_789 })),
  confirmed: 400 * 123_456_789,
  shift: 5,
}

function sweep(journal: Journal, before: number): void {
  let mark: AgeMark | null = null
  do mark = journal.deleteOld(before, mark, 2)
  while (mark)
}

const sent = (journal: Journal, account: string, at: number, bytes: number): void =>
  journal.activity.add(account, sumsOf([{ from: at, to: at, bytes }]), at)

describe('a series', () => {
  it('is read as it was stored, in a few bytes a point, and its waits are not touched by it', async () => {
    await using folder = await tempFolder()
    const { activity, close } = openJournal(folder.in('journal.db'))
    activity.putSeries('one', seriesFrom(0, NOW), NOW)
    activity.putWaits('one', [{ from: NOW, to: null, cause: 'paused' }])
    activity.putSeries('one', full, NOW)
    expect(activity.get('one')).toEqual({ series: full, waits: [{ from: NOW, to: null, cause: 'paused' }] })
    expect(activity.withSeries(['none', 'one'])).toEqual(['one'])
    close()
    const database = new DatabaseSync(folder.in('journal.db'))
    expect(Number(database.prepare('SELECT length(points) AS n FROM throughput').get()?.['n'])).toBeLessThan(MAX_POINTS * 18)
    database.close()
  })

  it('that another program has damaged starts again, without an error', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const journal = openJournal(path)
    journal.activity.putSeries('one', full, NOW)
    const other = new DatabaseSync(path)
    for (const [points, waits] of [
      ['{', '7'],
      ['[]', '[{}]'],
      ['[[1,-1]]', '[{"from":1,"to":2,"cause":"none"}]'],
    ] as const) {
      other.prepare('UPDATE throughput SET points = ?, waits = ?').run(points, waits)
      expect(journal.activity.get('one')).toEqual({ series: null, waits: [] })
    }
    other.close()
    journal.close()
  })
})

describe('old activity', () => {
  it('is deleted with its past upload; that of a row of the queue stays', () => {
    const journal = openJournal(':memory:')
    const rows = ['gone', 'past', 'queued', 'removed'].map((id, index) => anUpload({ id, path: `/${id}`, position: `a${index}` }))
    const [gone, past, ...queued] = rows
    if (!gone || !past) throw new Error('no rows')
    journal.uploads.insert(queued, { at: 1, event: 'add', state: 'queued', bytes: null, failure: null })
    journal.removed.move('r', ['removed'])
    journal.past.put(entryFrom(gone, { result: 'failed', at: NOW - 10 * DAY }, null, null))
    journal.past.put(entryFrom(past, { result: 'failed', at: NOW }, null, null))
    for (const { id } of rows) journal.activity.putSeries(id, full, NOW - 10 * DAY)
    sweep(journal, NOW - 5 * DAY)
    expect(rows.map(({ id }) => journal.activity.get(id) !== null)).toEqual([false, true, true, true])
  })

  it('includes days, slots and waits of the queue before the limit', () => {
    const journal = openJournal(':memory:')
    for (const days of [10, 5, 1, 0]) sent(journal, 'a', NOW - days * DAY, 100)
    journal.activity.changeQueueWait(0, { from: NOW - 8 * DAY, to: null, cause: 'paused' }, true)
    journal.activity.changeQueueWait(NOW - 7 * DAY, { from: NOW - 2 * DAY, to: null, cause: 'network' }, true)
    journal.activity.changeQueueWait(NOW - DAY, null, true)
    sweep(journal, NOW - 5 * DAY)
    expect(journal.activity.days('2000-01-01', '2100-01-01').map(({ day }) => day)).toEqual(
      [0, 1, 5].map((days) => dayOf(NOW - days * DAY)),
    )
    expect(journal.activity.slots(HOUR, 0, NOW).map(({ at }) => at)).toEqual([5, 1, 0].map((days) => NOW - days * DAY))
    expect(journal.activity.queueWaits(0)).toEqual([{ from: NOW - 2 * DAY, to: NOW - DAY, cause: 'network' }])
  })

  it('includes slots that no plot shows any more, however long History is kept', () => {
    const journal = openJournal(':memory:')
    for (const days of [40, 20, 0]) sent(journal, 'a', NOW - days * DAY, 100)
    expect(journal.activity.slots(HOUR, 0, NOW).map(({ at }) => at)).toEqual([NOW - 20 * DAY, NOW])
    expect(journal.activity.slots(HOUR / 12, 0, NOW).map(({ at }) => at)).toEqual([NOW])
    expect(journal.activity.days('2000-01-01', '2100-01-01')).toHaveLength(3)
  })
})

describe('a wait of the queue', () => {
  it('that was too short is not kept', () => {
    const { activity } = openJournal(':memory:')
    activity.changeQueueWait(0, { from: 1, to: null, cause: 'network' }, true)
    activity.changeQueueWait(5, { from: 5, to: null, cause: 'paused' }, false)
    expect(activity.queueWaits(0)).toEqual([{ from: 5, to: null, cause: 'paused' }])
    expect(activity.openQueueWait()).toEqual({ from: 5, to: null, cause: 'paused' })
  })
})

describe('a journal of a version without activity', () => {
  it('gets the days on which uploads were finished', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    makeJournalOf15(path)
    const journal = openJournal(path)
    const days = journal.activity.days('1970-01-01', '2100-01-01')
    expect(days.reduce((sum, { sent }) => sum + sent, 0)).toBe(2)
    expect(days.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(
      journal.past.days().reduce((sum, { sentBytes }) => sum + sentBytes, 0),
    )
    journal.close()
  })
})

describe('slots', () => {
  it('end at the requested time: later ones, which a clock that was ahead has written, are left out', () => {
    const journal = openJournal(':memory:')
    for (const at of [NOW - HOUR, NOW, NOW + 9 * HOUR]) sent(journal, 'a', at, 100)
    expect(journal.activity.slots(HOUR, NOW - HOUR, NOW)).toEqual([
      { at: NOW - HOUR, bytes: 100 },
      { at: NOW, bytes: 100 },
    ])
  })
})

describe('a month of twenty accounts that sent without a pause', () => {
  it('is read in less time than the event loop may be blocked', () => {
    const journal = openJournal(':memory:')
    journal.transaction(() => {
      for (let hour = 0; hour < 30 * 24; hour += 1)
        for (let account = 0; account < 20; account += 1) sent(journal, `account ${account}`, NOW - hour * HOUR, 1_000)
    })
    expect(journal.activity.slots(HOUR, NOW - 30 * DAY, NOW)).toHaveLength(720)
    expect(quickestMs(() => journal.activity.slots(HOUR, NOW - 30 * DAY, NOW))).toBeLessThan(20)
    expect(quickestMs(() => journal.activity.days('2026-10-01', '2026-11-26'))).toBeLessThan(20)
    journal.activity.putSeries('one', full, NOW)
    expect(quickestMs(() => journal.activity.putSeries('one', full, NOW))).toBeLessThan(5)
  })
})
