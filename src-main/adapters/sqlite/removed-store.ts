/**
 * @file Removed rows that can be restored, and what cancelled ones were, in a table of their own, so that no other statement about
 * uploads sees them. History and batches are stored with the row, as JSON.
 */
import { generateKeyBetween } from 'fractional-indexing'
import type { RemovedStore } from '../../engine/queue/bulk-store.ts'
import type { Upload } from '../../engine/queue/upload.ts'
import type { Database } from './database.ts'
import { number, text, textOrNull, uploadFrom } from './rows.ts'
import { fromJson, list } from './sql.ts'
import { OPEN_STATES } from './upload-store.ts'

const OPEN = list(OPEN_STATES)
const OPEN_OR_DONE = list([...OPEN_STATES, 'done'])
const BEGAN = '(SELECT started_at FROM tasks WHERE id = :removal)'
/** A cancelled row that is removed is here twice: as it is, and as it was before. */
const MINE = `removed.removal = :removal AND removed.id IN ${fromJson('ids')}`

export function createRemovedStore(database: Database): RemovedStore {
  const columnsOf = (table: string): readonly string[] =>
    database.all(`SELECT name FROM pragma_table_info('${table}')`).map((row) => text(row, 'name'))
  const columns = columnsOf('uploads').join(', ')
  const line = columnsOf('history').filter((name) => name !== 'upload_id')

  const TAKE = `INSERT INTO removed (removal, history, asked, ${columns}) SELECT :removal,
    (SELECT json_group_array(json_array(${line.join(', ')}) ORDER BY at, rowid) FROM history WHERE upload_id = uploads.id),
    (SELECT json_group_array(batch_id) FROM asked WHERE upload_id = uploads.id),
    ${columns} FROM uploads WHERE id IN ${fromJson('ids')}`
  const COPY = `INSERT INTO removed (removal, history, asked, ${columns}) SELECT :removal, '[]', '[]', ${columns}
    FROM uploads WHERE id IN ${fromJson('ids')}`
  const RESTORE = `INSERT INTO uploads (${columns}) SELECT ${columns} FROM removed WHERE ${MINE}`
  const RESTORE_HISTORY = `INSERT INTO history (upload_id, ${line.join(', ')})
    SELECT removed.id, ${line.map((_, index) => `lines.value ->> ${index}`).join(', ')}
    FROM removed JOIN json_each(removed.history) AS lines WHERE ${MINE}`
  const RESTORE_ASKED = `INSERT OR IGNORE INTO asked (batch_id, upload_id, at)
    SELECT batches.value, removed.id, unixepoch() * 1000 FROM removed JOIN json_each(removed.asked) AS batches WHERE ${MINE}`
  /**
   * Of unfinished rows: whether their file, or their link, came back meanwhile. Links have no path of their own. Another row counts
   * that was added since the task began, or that is about the same content: of that only one row is open at a time.
   */
  const SAME_CONTENT = (table: string): string =>
    `${table}.size_bytes = removed.size_bytes AND ${table}.mtime_ns = removed.mtime_ns`
  const SAME_FILE = (table: string): string => `${table}.path = removed.path AND ${table}.account_id = removed.account_id
    AND (removed.kind <> 'import' OR ${table}.inode = removed.inode)`
  const ADDED_AGAIN = `SELECT id FROM removed WHERE ${MINE} AND state IN ${OPEN} AND (EXISTS (
    SELECT 1 FROM uploads INDEXED BY uploads_of_file WHERE ${SAME_FILE('uploads')} AND uploads.id <> removed.id
      AND (uploads.added_at >= ${BEGAN} AND uploads.state IN ${OPEN_OR_DONE}
        OR uploads.state IN ${OPEN} AND ${SAME_CONTENT('uploads')}))
    OR EXISTS (SELECT 1 FROM receipts INDEXED BY receipts_of_file WHERE ${SAME_FILE('receipts')}
      AND receipts.upload_id <> removed.id AND receipts.finished_at >= ${BEGAN} AND ${SAME_CONTENT('receipts')}))`

  const TAKEN_OFF = `SELECT removed.* FROM removed CROSS JOIN tasks ON tasks.id = removed.removal AND tasks.verb = 'remove'
    WHERE removed.id IN ${fromJson('ids')}`

  /** Rows whose sort key is used in the list by now, or by another removed row: a removal in parts may use a key twice. */
  const TAKEN = `SELECT id, position FROM removed WHERE ${MINE} AND (
    EXISTS (SELECT 1 FROM uploads WHERE uploads.position = removed.position)
    OR EXISTS (SELECT 1 FROM removed AS earlier WHERE earlier.position = removed.position AND earlier.rowid < removed.rowid
      AND earlier.removal = :removal AND earlier.id IN ${fromJson('ids')}))`
  /** Includes removed rows: they keep their sort keys. */
  const NEXT = `SELECT min(position) AS position FROM (
    SELECT min(position) AS position FROM uploads WHERE position > :position
    UNION ALL SELECT min(position) FROM removed WHERE position > :position)`

  const part = (removal: string, limit: number): readonly Upload[] =>
    database
      .all('SELECT * FROM removed WHERE removal = :removal ORDER BY rowid LIMIT :limit', { removal, limit })
      .map((row) => uploadFrom(row))

  /** A row that was added meanwhile may have the sort key: then the row gets the next free one. */
  function makeFreeSortKey(id: string, position: string): string {
    const next = database.one(NEXT, { position })
    const free = generateKeyBetween(position, textOrNull(next, 'position'))
    database.run('UPDATE removed SET position = :free WHERE id = :id', { id, free })
    return free
  }

  const forget = (removal: string, ids: readonly string[]): void =>
    database.run(`DELETE FROM removed WHERE ${MINE}`, { removal, ids: JSON.stringify(ids) })

  const addedAgain = (removal: string, ids: readonly string[]): ReadonlySet<string> =>
    new Set(database.all(ADDED_AGAIN, { removal, ids: JSON.stringify(ids) }).map((row) => text(row, 'id')))

  return {
    move(removal, ids) {
      const values = { removal, ids: JSON.stringify(ids) }
      database.transaction(() => {
        database.run(TAKE, values)
        database.run(`DELETE FROM uploads WHERE id IN ${fromJson('ids')}`, values)
      })
    },

    copy: (removal, ids) => database.run(COPY, { removal, ids: JSON.stringify(ids) }),

    byIds: (ids) => database.all(TAKEN_OFF, { ids: JSON.stringify(ids) }).map((row) => uploadFrom(row)),

    part,

    partFrom(removal, from, limit) {
      const sql = `SELECT rowid AS row, * FROM removed WHERE removal = :removal AND rowid > :from ORDER BY rowid LIMIT :limit`
      const rows = database.all(sql, { removal, from, limit })
      const last = rows.at(-1)
      return { rows: rows.map((row) => uploadFrom(row)), next: last === undefined ? null : number(last, 'row') }
    },

    count: (removal) => number(database.one('SELECT count(*) AS n FROM removed WHERE removal = :removal', { removal }), 'n'),

    restore: (removal, limit) =>
      database.transaction(() => {
        const rows = part(removal, limit)
        const again = addedAgain(
          removal,
          rows.map(({ id }) => id),
        )
        const mine = rows.filter(({ id }) => !again.has(id))
        const back = { removal, ids: JSON.stringify(mine.map(({ id }) => id)) }
        const moved = new Map(
          database.all(TAKEN, back).map((row) => [text(row, 'id'), makeFreeSortKey(text(row, 'id'), text(row, 'position'))]),
        )
        database.run(RESTORE, back)
        database.run(RESTORE_HISTORY, back)
        database.run(RESTORE_ASKED, back)
        forget(
          removal,
          mine.map(({ id }) => id),
        )
        const restored = mine.map((upload) => ({ ...upload, position: moved.get(upload.id) ?? upload.position }))
        return { restored, left: rows.filter(({ id }) => again.has(id)) }
      }),

    addedAgain,
    forget,
  }
}
