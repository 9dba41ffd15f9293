/** @file The history of each upload. An entry that repeats an earlier one is merged with it, and a long history is shortened. */
import type { HistoryEntry } from '../../contract/queue/upload.ts'
import { LOOK_BACK, MAX_LINES, mayRepeat, repetition, shortening } from '../../engine/queue/history-lines.ts'
import type { Database, Row } from './database.ts'
import { historyFrom, historyValues, number, text } from './rows.ts'
import { fromJson } from './sql.ts'

const COLUMNS = ['upload_id', 'at', 'event', 'state', 'bytes', 'failure', 'times', 'first_at'] as const
const INTO = `INSERT INTO history (${COLUMNS.join(', ')})`
const INSERT = `${INTO} VALUES (${COLUMNS.map((name) => `:${name}`).join(', ')})`
const INSERT_ALL = `${INTO} SELECT ${COLUMNS.map((_, index) => `value ->> ${index}`).join(', ')} FROM json_each(:lines)`
const NEWEST = 'SELECT rowid AS line, * FROM history WHERE upload_id = :id ORDER BY at DESC, rowid DESC LIMIT :limit'
const OLDEST_FIRST = `SELECT * FROM (${NEWEST}) ORDER BY at, line`
/** Those of the given uploads that have more lines than are kept. */
const TOO_LONG = `SELECT value AS id FROM json_each(:ids)
  WHERE (SELECT count(*) FROM history WHERE upload_id = value) > ${MAX_LINES}`
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
    const replaced = new Set(shorter.replaces)
    replace(
      id,
      all.filter((_, index) => replaced.has(index)),
      shorter.line,
    )
  }

  /** Merges the entry into an earlier line if it repeats one. Returns whether it was merged. */
  function mergeRepeated(id: string, entry: HistoryEntry): boolean {
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

    /** Must be called within a transaction. */
    add(id: string, entry: HistoryEntry): void {
      if (mergeRepeated(id, entry)) return
      database.run(INSERT, historyValues(id, entry))
      shortenLong([id])
    },

    /** Adds at most one line for each upload, in one statement. Must be called within a transaction. */
    addAll(lines: readonly HistoryLine[]): void {
      const fresh = lines.filter(({ id, entry }) => !mergeRepeated(id, entry))
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
