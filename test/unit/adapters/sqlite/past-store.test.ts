import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, vi } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { dayOf } from '../../../../src-main/contract/text/day.ts'
import type { PastCursor, PastEntry } from '../../../../src-main/engine/history/past-store.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const HOUR = 3_600_000
const NOON = new Date(2026, 10, 26, 12).getTime()

function entry(change: Partial<PastEntry> = {}): PastEntry {
  const endedAt = change.endedAt ?? NOON
  return {
    uploadId: 'one',
    kind: 'upload',
    batchId: 'b',
    endedAt,
    day: dayOf(endedAt),
    utcOffset: 60,
    result: 'sent',
    path: '/jobs/Match day/clip.mov',
    name: 'clip.mov',
    title: null,
    options: {},
    metadata: {},
    accountId: 'acc',
    accountName: 'Studio',
    provider: 'tus',
    sizeBytes: 10,
    startedAt: 1,
    sentAt: endedAt,
    failure: null,
    links: {},
    processing: null,
    sha256: null,
    ...change,
  }
}

const all = { search: '' } as const

describe('past uploads', () => {
  it('have one entry for each time that an upload was sent, and one for an upload that never was', () => {
    const { past } = openJournal(':memory:')
    past.put(entry({ sentAt: null, result: 'failed', endedAt: NOON }))
    past.put(entry({ sentAt: null, result: 'cancelled', endedAt: NOON + 1 }))
    expect(past.find(all, null, 9).heads).toMatchObject([{ result: 'cancelled', endedAt: NOON + 1 }])
    past.put(entry({ sentAt: NOON + 2 }))
    past.put(entry({ sentAt: NOON + 2, title: 'Final' }))
    expect(past.read(past.find(all, null, 9).heads.map(({ id }) => id))).toMatchObject([{ result: 'sent', title: 'Final' }])
    past.put(entry({ sentAt: NOON + 3 }))
    expect(past.count()).toBe(2)
    expect(past.has({ id: 'one', sentAt: NOON + 3 })).toBe(true)
    expect(past.has({ id: 'one', sentAt: null })).toBe(false)
  })

  it('are counted by day, result and account, also after the result has changed', () => {
    const { past } = openJournal(':memory:')
    past.put(entry({ uploadId: 'a' }))
    past.put(entry({ uploadId: 'b', accountId: 'other', sizeBytes: 5 }))
    past.put(entry({ uploadId: 'c', sentAt: null, result: 'failed' }))
    past.put(entry({ uploadId: 'c', sentAt: null, result: 'cancelled', endedAt: NOON + 24 * HOUR }))
    expect(past.days()).toEqual([
      { day: '2026-11-27', uploads: { sent: 0, failed: 0, cancelled: 1 }, sentBytes: 0 },
      { day: '2026-11-26', uploads: { sent: 2, failed: 0, cancelled: 0 }, sentBytes: 15 },
    ])
    expect(past.days('other')).toEqual([{ day: '2026-11-26', uploads: { sent: 1, failed: 0, cancelled: 0 }, sentBytes: 5 }])
  })

  it('are found by title, folder, name, link and hash in any case, with % and _ as plain characters', () => {
    const { past } = openJournal(':memory:')
    past.put(entry({ title: 'Weiß', sha256: 'ab12', links: { mp4: 'https://v.test/Q_1%.mp4' } }))
    past.put(entry({ uploadId: 'two', path: '/other/take.mov', name: 'take.mov' }))
    const found = (search: string): number => past.find({ search }, null, 100).heads.length
    for (const search of ['WEISS', 'match DAY', 'Clip.MOV', 'q_1%.MP4', 'AB12']) expect(found(search), search).toBe(1)
    expect(found('%')).toBe(1)
    expect(found('Q-1')).toBe(0)
  })

  it('are read in windows of a bounded number of entries, each entry once, whatever the filter', () => {
    const { past } = openJournal(':memory:')
    const results = ['sent', 'failed', 'cancelled'] as const
    for (let index = 0; index < 90; index += 1) {
      const result = results[index % 3] ?? 'sent'
      past.put(entry({ uploadId: `u${index}`, endedAt: NOON - Math.floor(index / 4) * 6 * HOUR, result, sizeBytes: index }))
    }
    for (const filter of [
      all,
      { search: 'clip', result: 'failed' },
      { search: 'clip', from: '2026-11-22', to: '2026-11-24' },
    ] as const) {
      const whole = past.find({ ...filter, search: '' }, null, 1_000).heads.map(({ id }) => id)
      const parts: number[] = []
      for (let after: PastCursor | null = null; ; ) {
        const { heads, next } = past.find(filter, after, 7)
        expect(heads.length).toBeLessThanOrEqual(7)
        parts.push(...heads.map(({ id }) => id))
        if (next === null) break
        after = next
      }
      expect(parts).toEqual(whole)
      expect(new Set(parts).size).toBe(parts.length)
    }
  })
})

describe('every list of past uploads', () => {
  it('reads one index in its order: it neither scans nor sorts the table', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
    const { past, close } = openJournal(path)
    past.put(entry())
    const key = { day: '2026-11-26', endedAt: NOON, id: 9 }
    for (const after of [null, key]) {
      for (const search of ['', 'clip']) {
        for (const more of [{}, { accountId: 'acc', result: 'sent' as const }, { from: '2026-11-01', to: '2026-11-30' }]) {
          past.find({ search, ...more }, after, 5)
        }
      }
    }
    past.days()
    past.days('acc')
    past.count()
    past.get(1)
    past.has({ id: 'one', sentAt: 1 })
    close()
    const statements = prepare.mock.calls.map(([sql]) => sql).filter((sql) => sql.includes('past_'))
    prepare.mockRestore()
    const database = new DatabaseSync(path)
    const bad = statements
      .filter((sql) => /^\s*(SELECT|DELETE)/.test(sql))
      .flatMap((sql) => {
        const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`)
        plan.setAllowUnknownNamedParameters(true)
        const steps = plan.all({}).map(({ detail }) => String(detail))
        return steps.filter((step) => isBad(step, sql)).map((step) => `${step}: ${sql}`)
      })
    database.close()
    expect(statements.length).toBeGreaterThan(15)
    expect(bad).toEqual([])
  })
})

/** Figures of days are few; entries are read in the order of their index, which holds all that is searched. */
function isBad(step: string, sql: string): boolean {
  if (/TEMP B-TREE/.test(step)) return true
  if (/SCAN past_tallies/.test(step)) return false
  if (step.startsWith('SCAN past_uploads USING COVERING INDEX past_in_order')) return false
  return (
    /SCAN (past_uploads|uploads|receipts)/.test(step) ||
    (/SEARCH past_uploads/.test(step) && / id, day/.test(sql) && !/past_in_order/.test(step))
  )
}
