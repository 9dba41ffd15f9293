import { describe, expect, it } from 'vitest'
import { AGED_TABLES, nextSql, WITHOUT_ROWID_SQL } from '../../../../src-main/adapters/sqlite/delete-old.ts'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { NEXT_LOCATION, WAITING_ON } from '../../../../src-main/adapters/sqlite/upload-store.ts'
import type { HistoryEntry } from '../../../../src-main/contract/queue/upload.ts'
import type { AgeMark, Journal } from '../../../../src-main/engine/ports/journal.ts'
import { anUpload } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const entry: HistoryEntry = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null }

function sweep(journal: Journal, before: number): number {
  let slices = 0
  let mark: AgeMark | null = null
  do {
    mark = journal.deleteOld(before, mark, 3)
    slices += 1
  } while (mark)
  return slices
}

describe('the deletion of old rows', () => {
  it('runs in slices, each of which reads no more rows than its limit', () => {
    const journal = openJournal(':memory:')
    journal.uploads.insert([anUpload()], entry)
    for (let at = 2; at <= 40; at += 1) journal.uploads.addHistory('one', { ...entry, at, event: 'pause' })
    expect(sweep(journal, 30)).toBeGreaterThanOrEqual(10)
    expect(journal.uploads.history('one', 100).map(({ at }) => at)).toEqual([1, ...Array.from({ length: 11 }, (_, n) => n + 30)])
  })

  it('includes settled batches without uploads and receipts, and no others', () => {
    const journal = openJournal(':memory:')
    for (const [id, settledAt] of [
      ['gone', 5],
      ['kept', 6],
      ['open', null],
      ['late', 50],
    ] as const)
      journal.batches.insert({ id, watchId: 'w', name: id, createdAt: 1, settledAt })
    journal.uploads.insert([anUpload({ batchId: 'kept' })], entry)
    sweep(journal, 30)
    expect(
      journal.batches
        .list(null, 0, 10)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['kept', 'late', 'open'])
  })

  it('includes the notes that an upload was requested by a second batch', () => {
    const journal = openJournal(':memory:')
    journal.uploads.insert([anUpload({ path: '/a.mp4', accountId: 'acc' })], entry)
    journal.uploads.linkToBatch('again', 'one')
    sweep(journal, Date.now() - 60_000)
    expect(journal.uploads.findInBatch('again', '/a.mp4', 'acc')?.id).toBe('one')
    sweep(journal, Date.now() + 60_000)
    expect(journal.uploads.findInBatch('again', '/a.mp4', 'acc')).toBeNull()
  })

  it('uses an index, as does the search for uploads that wait for a drive, and never scans a table', async () => {
    await using folder = await tempFolder()
    openJournal(folder.in('journal.db')).close()
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(folder.in('journal.db'))
    function planOf(sql: string): string {
      const statement = database.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      statement.setAllowUnknownNamedParameters(true)
      const rows = statement.all({ at: 1, line: 1, before: 2, limit: 3, from: 'a', to: 'b' })
      return rows.map((row) => String(row['detail'])).join('\n')
    }
    for (const kind of AGED_TABLES) {
      expect(planOf(nextSql(kind))).toMatch(
        /SEARCH (history|batches|past_uploads|throughput|queue_waits) USING (COVERING )?INDEX (history_in_time|batches_settled|past_by_age|throughput_by_age|queue_waits_by_age)/,
      )
      expect(planOf(nextSql(kind))).not.toMatch(/SCAN|TEMP B-TREE/)
    }
    expect(planOf(WITHOUT_ROWID_SQL[0])).toMatch(/asked_in_time/)
    for (const sql of WITHOUT_ROWID_SQL) expect(planOf(sql)).not.toMatch(/SCAN (asked|sent_days|sent_slots)/)
    for (const sql of [NEXT_LOCATION, WAITING_ON]) {
      expect(planOf(sql)).toMatch(/SEARCH uploads USING (COVERING )?INDEX uploads_waiting_on/)
      expect(planOf(sql)).not.toMatch(/TEMP B-TREE/)
    }
    database.close()
  })
})
