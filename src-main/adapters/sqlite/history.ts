/** @file The history of each upload. Repeated and old entries are merged into one line. */
import type { HistoryEntry } from '../../contract/upload.ts'
import { LOOK_BACK, MOST_LINES, mayRepeat, repetition, shortening } from '../../engine/queue/history-lines.ts'
import type { Database, Row } from './database.ts'
import { historyFrom, historyValues, number, text } from './rows.ts'
import { fromJson } from './sql.ts'

const COLUMNS = ['upload_id', 'at', 'event', 'state', 'bytes', 'failure', 'times', 'first_at'] as const
const INTO = `INSERT INTO history (${COLUMNS.join(', ')})`
const INSERT = `${INTO} VALUES (${COLUMNS.map((name) => `:${name}`).join(', ')})`
const INSERT_ALL = `${INTO} SELECT ${COLUMNS.map((_, index) => `value ->> ${index}`).join(', ')} FROM json_each(:lines)`
const NEWEST = 'SELECT rowid AS line, * FROM history WHERE upload_id = :id ORDER BY at DESC, rowid DESC LIMIT :limit'
const OLDEST_FIRST = `SELECT * FROM (${NEWEST}) ORDER BY at, line`
/** Those of the uploads that have more lines than are kept. */
const TOO_LONG = `SELECT value AS id FROM json_each(:ids)
  WHERE (SELECT count(*) FROM history WHERE upload_id = value) > ${MOST_LINES}`
const DELETE = `DELETE FROM history WHERE rowid IN ${fromJson('lines')}`

export interface HistoryLine {
  readonly id: string
  readonly entry: HistoryEntry
}

export function createHistory(database: Database) {
  const rows = (id: string, limit: number): readonly Row[] => database.all(OLDEST_FIRST, { id, limit })

  function replace(id: string, old: readonly Row[], line: HistoryEntry): void {
    database.run(DELETE, { lines: JSON.stringify(old.map((row) => number(row, 'line'))) })
    database.run(INSERT, historyValues(id, line))
  }

  function shorten(id: string): void {
    const all = rows(id, -1)
    const shorter = shortening(all.map(historyFrom))
    if (!shorter) return
    const gone = new Set(shorter.replaces)
    replace(
      id,
      all.filter((_, index) => gone.has(index)),
      shorter.line,
    )
  }

  /** Merges the entry into an earlier line if it repeats one. Returns whether it did. */
  function repeats(id: string, entry: HistoryEntry): boolean {
    if (!mayRepeat(entry)) return false
    const newest = rows(id, LOOK_BACK)
    const repeated = repetition(newest.map(historyFrom), entry)
    if (repeated) replace(id, newest.slice(-repeated.replaces), repeated.line)
    return repeated !== null
  }

  function shortenLong(ids: readonly string[]): void {
    for (const row of database.all(TOO_LONG, { ids: JSON.stringify(ids) })) shorten(text(row, 'id'))
  }

  return {
    list: (id: string, limit: number): readonly HistoryEntry[] => rows(id, limit).map(historyFrom),

    /** Within a transaction. */
    add(id: string, entry: HistoryEntry): void {
      if (repeats(id, entry)) return
      database.run(INSERT, historyValues(id, entry))
      shortenLong([id])
    },

    /** Within a transaction: at most one line for each upload, in one statement. */
    addAll(lines: readonly HistoryLine[]): void {
      const fresh = lines.filter(({ id, entry }) => !repeats(id, entry))
      if (fresh.length === 0) return
      const values = fresh.map(({ id, entry }) => {
        const line = historyValues(id, entry)
        return COLUMNS.map((name) => line[name])
      })
      database.run(INSERT_ALL, { lines: JSON.stringify(values) })
      shortenLong(fresh.map(({ id }) => id))
    },
  }
}
