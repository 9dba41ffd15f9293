/** @file What happened to each upload. What repeats itself, and what happened long ago, is kept as one line each. */
import type { HistoryEntry } from '../../contract/upload.ts'
import { LOOK_BACK, MOST_LINES, repetition, shortening } from '../../engine/queue/history-lines.ts'
import type { Database, Row } from './database.ts'
import { historyFrom, historyValues, number } from './rows.ts'

const INSERT = `INSERT INTO history (upload_id, at, event, state, bytes, failure, times, first_at)
  VALUES (:upload_id, :at, :event, :state, :bytes, :failure, :times, :first_at)`
const NEWEST = 'SELECT rowid AS line, * FROM history WHERE upload_id = :id ORDER BY at DESC, rowid DESC LIMIT :limit'
const OLDEST_FIRST = `SELECT * FROM (${NEWEST}) ORDER BY at, line`
const COUNT = 'SELECT count(*) AS n FROM history WHERE upload_id = :id'
const DELETE = 'DELETE FROM history WHERE rowid IN (SELECT value FROM json_each(:lines))'

export function createHistory(database: Database) {
  const rows = (id: string, limit: number): readonly Row[] => database.all(OLDEST_FIRST, { id, limit })

  function replace(id: string, old: readonly Row[], line: HistoryEntry): void {
    database.run(DELETE, { lines: JSON.stringify(old.map((row) => number(row, 'line'))) })
    database.run(INSERT, historyValues(id, line))
  }

  function shorten(id: string): void {
    if (number(database.one(COUNT, { id }) ?? {}, 'n') <= MOST_LINES) return
    const all = rows(id, -1)
    const shorter = shortening(all.map(historyFrom))
    if (!shorter) return
    const gone = new Set(shorter.replaces)
    replace(
      id,
      all.filter((_, place) => gone.has(place)),
      shorter.line,
    )
  }

  return {
    list: (id: string, limit: number): readonly HistoryEntry[] => rows(id, limit).map(historyFrom),

    /** Within a transaction. */
    add(id: string, entry: HistoryEntry): void {
      const newest = entry.failure === null ? [] : rows(id, LOOK_BACK)
      const repeated = repetition(newest.map(historyFrom), entry)
      if (repeated) {
        replace(id, newest.slice(-repeated.replaces), repeated.line)
        return
      }
      database.run(INSERT, historyValues(id, entry))
      shorten(id)
    },
  }
}
