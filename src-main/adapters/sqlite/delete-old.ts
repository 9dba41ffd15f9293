/** @file Deletes rows by age, a bounded number with each call. Receipts and rows of sent files are never deleted. */
import { dayOf } from '../../contract/text/day.ts'
import { SLOT_LENGTHS } from '../../engine/activity/slots.ts'
import type { AgedStore, AgeMark } from '../../engine/ports/journal.ts'
import type { Database } from './database.ts'
import { number } from './rows.ts'
import { fromJson } from './sql.ts'

interface AgedTable {
  readonly table: string
  /** Has the time of a row, and an index of its own. */
  readonly column: string
  /** The condition of rows that stay, however old they are. */
  readonly stays: string
}

const LATER = `SELECT 1 FROM history AS later WHERE later.upload_id = history.upload_id AND later.at >= history.at
  AND (later.at > history.at OR later.rowid > history.rowid)`

/** The tables, in the order in which they are processed. */
export const AGED_TABLES: readonly AgedTable[] = [
  // The first and the last entry of an upload stay.
  { table: 'history', column: 'at', stays: `event = 'add' OR NOT EXISTS (${LATER})` },
  { table: 'past_uploads', column: 'ended_at', stays: 'false' },
  {
    table: 'throughput',
    column: 'changed_at',
    stays: `EXISTS (SELECT 1 FROM uploads WHERE id = upload_id) OR EXISTS (SELECT 1 FROM removed WHERE id = upload_id)
      OR EXISTS (SELECT 1 FROM past_uploads WHERE past_uploads.upload_id = throughput.upload_id)`,
  },
  { table: 'queue_waits', column: 'began_at', stays: 'ended_at IS NULL' },
  {
    table: 'batches',
    column: 'settled_at',
    stays: `EXISTS (SELECT 1 FROM uploads WHERE batch_id = batches.id) OR EXISTS (SELECT 1 FROM receipts WHERE batch_id = batches.id)`,
  },
]

/** The next rows of a table by age, after a mark, and whether each stays. */
export const nextSql = ({
  table,
  column,
  stays,
}: AgedTable): string => `SELECT rowid AS line, ${column} AS at, (${stays}) AS stays
  FROM ${table} WHERE ${column} >= :at AND ${column} < :before AND (${column}, rowid) > (:at, :line)
  ORDER BY ${column}, rowid LIMIT :limit`

/** Deletions in tables that have no rowids and of which no row stays; processed after the others. */
export const WITHOUT_ROWID_SQL = [
  `DELETE FROM asked WHERE (batch_id, upload_id) IN (SELECT batch_id, upload_id FROM asked WHERE at < :before LIMIT :limit)`,
  `DELETE FROM sent_days WHERE (day, account_id) IN (SELECT day, account_id FROM sent_days WHERE day < :day LIMIT :limit)`,
  `DELETE FROM sent_slots WHERE (slot_ms, at, account_id) IN (SELECT slot_ms, at, account_id FROM sent_slots
    WHERE slot_ms IN (${SLOT_LENGTHS.map(({ slotMs }) => slotMs).join(', ')}) AND at < :before LIMIT :limit)`,
] as const

const START: AgeMark = { kind: 0, at: -1, line: 0 }

export function createDeleteOld(database: Database): AgedStore {
  return (before, mark, limit) =>
    database.transaction(() => {
      const { kind, at, line } = mark ?? START
      const aged = AGED_TABLES[kind]
      if (!aged) {
        const sql = WITHOUT_ROWID_SQL[kind - AGED_TABLES.length]
        if (sql === undefined) return null
        database.run(sql, { before, day: dayOf(before), limit })
        const isFull = number(database.one('SELECT changes() AS n'), 'n') >= limit
        return isFull ? { kind, at, line } : { ...START, kind: kind + 1 }
      }
      const rows = database.all(nextSql(aged), { before, at, line, limit })
      const old = rows.filter((row) => row['stays'] === 0).map((row) => number(row, 'line'))
      database.run(`DELETE FROM ${aged.table} WHERE rowid IN ${fromJson('old')}`, { old: JSON.stringify(old) })
      const last = rows.at(-1)
      if (!last || rows.length < limit) return { ...START, kind: kind + 1 }
      return { kind, at: number(last, 'at'), line: number(last, 'line') }
    })
}
