/**
 * @file Removed uploads that can be restored, and copies of cancelled ones as they were before, in a table of their own that no other
 * statement about uploads reads. History and batches are stored with the row, as JSON.
 */
import { generateKeyBetween } from 'fractional-indexing'
import type { RemovedStore } from '../../engine/queue/tasks/bulk-store.ts'
import type { Upload } from '../../engine/queue/upload.ts'
import type { Database } from './database.ts'
import { number, text, textOrNull, uploadFrom } from './rows.ts'
import { fromJson, list } from './sql.ts'
import { OPEN_STATES } from './upload-store.ts'

const OPEN = list(OPEN_STATES)
const OPEN_OR_DONE = list([...OPEN_STATES, 'done'])
const TASK_START = '(SELECT started_at FROM tasks WHERE id = :removal)'
/** Of one task: an upload that was cancelled and then removed has two rows, one as it is and one as it was before. */
const OF_TASK = `removed.removal = :removal AND removed.id IN ${fromJson('ids')}`

export function createRemovedStore(database: Database): RemovedStore {
  const columnsOf = (table: string): readonly string[] =>
    database.all(`SELECT name FROM pragma_table_info('${table}')`).map((row) => text(row, 'name'))
  const columns = columnsOf('uploads').join(', ')
  const historyColumns = columnsOf('history').filter((name) => name !== 'upload_id')

  const ADD_WITH_HISTORY = `INSERT INTO removed (removal, history, asked, ${columns}) SELECT :removal,
    (SELECT json_group_array(json_array(${historyColumns.join(', ')}) ORDER BY at, rowid) FROM history WHERE upload_id = uploads.id),
    (SELECT json_group_array(batch_id) FROM asked WHERE upload_id = uploads.id),
    ${columns} FROM uploads WHERE id IN ${fromJson('ids')}`
  const ADD_ROWS_ONLY = `INSERT INTO removed (removal, history, asked, ${columns}) SELECT :removal, '[]', '[]', ${columns}
    FROM uploads WHERE id IN ${fromJson('ids')}`
  const RESTORE = `INSERT INTO uploads (${columns}) SELECT ${columns} FROM removed WHERE ${OF_TASK}`
  const RESTORE_HISTORY = `INSERT INTO history (upload_id, ${historyColumns.join(', ')})
    SELECT removed.id, ${historyColumns.map((_, index) => `lines.value ->> ${index}`).join(', ')}
    FROM removed JOIN json_each(removed.history) AS lines WHERE ${OF_TASK}`
  const RESTORE_ASKED = `INSERT OR IGNORE INTO asked (batch_id, upload_id, at)
    SELECT batches.value, removed.id, unixepoch() * 1000 FROM removed JOIN json_each(removed.asked) AS batches WHERE ${OF_TASK}`
  const SAME_CONTENT = (table: string): string =>
    `${table}.size_bytes = removed.size_bytes AND ${table}.mtime_ns = removed.mtime_ns`
  /** A link has no path of its own: its inode identifies it. */
  const SAME_FILE = (table: string): string => `${table}.path = removed.path AND ${table}.account_id = removed.account_id
    AND (removed.kind <> 'import' OR ${table}.inode = removed.inode)`
  /**
   * Unfinished rows whose file or link was added again meanwhile: by a row that was added since the task began, or by one that is open and
   * of the same content, of which only one row may be open at a time.
   */
  const ADDED_AGAIN = `SELECT id FROM removed WHERE ${OF_TASK} AND state IN ${OPEN} AND (EXISTS (
    SELECT 1 FROM uploads INDEXED BY uploads_of_file WHERE ${SAME_FILE('uploads')} AND uploads.id <> removed.id
      AND (uploads.added_at >= ${TASK_START} AND uploads.state IN ${OPEN_OR_DONE}
        OR uploads.state IN ${OPEN} AND ${SAME_CONTENT('uploads')}))
    OR EXISTS (SELECT 1 FROM receipts INDEXED BY receipts_of_file WHERE ${SAME_FILE('receipts')}
      AND receipts.upload_id <> removed.id AND receipts.finished_at >= ${TASK_START} AND ${SAME_CONTENT('receipts')}))`

  const REMOVED_ROWS = `SELECT removed.* FROM removed CROSS JOIN tasks ON tasks.id = removed.removal AND tasks.verb = 'remove'
    WHERE removed.id IN ${fromJson('ids')}`

  /** Rows whose sort key is used by an upload by now, or by an earlier row of the task: one that removed in parts may use a key twice. */
  const WITH_USED_POSITION = `SELECT id, position FROM removed WHERE ${OF_TASK} AND (
    EXISTS (SELECT 1 FROM uploads WHERE uploads.position = removed.position)
    OR EXISTS (SELECT 1 FROM removed AS earlier WHERE earlier.position = removed.position AND earlier.rowid < removed.rowid
      AND earlier.removal = :removal AND earlier.id IN ${fromJson('ids')}))`
  /** Includes removed rows: they keep their sort keys. */
  const NEXT_POSITION = `SELECT min(position) AS position FROM (
    SELECT min(position) AS position FROM uploads WHERE position > :position
    UNION ALL SELECT min(position) FROM removed WHERE position > :position)`

  const part = (removal: string, limit: number): readonly Upload[] =>
    database
      .all('SELECT * FROM removed WHERE removal = :removal ORDER BY rowid LIMIT :limit', { removal, limit })
      .map((row) => uploadFrom(row))

  /** Stores and returns the next free sort key for a row whose own is used. */
  function moveToFreePosition(id: string, position: string): string {
    const next = database.one(NEXT_POSITION, { position })
    const free = generateKeyBetween(position, textOrNull(next, 'position'))
    database.run('UPDATE removed SET position = :free WHERE id = :id', { id, free })
    return free
  }

  const forget = (removal: string, ids: readonly string[]): void =>
    database.run(`DELETE FROM removed WHERE ${OF_TASK}`, { removal, ids: JSON.stringify(ids) })

  const addedAgain = (removal: string, ids: readonly string[]): ReadonlySet<string> =>
    new Set(database.all(ADDED_AGAIN, { removal, ids: JSON.stringify(ids) }).map((row) => text(row, 'id')))

  return {
    move(removal, ids) {
      const values = { removal, ids: JSON.stringify(ids) }
      database.transaction(() => {
        database.run(ADD_WITH_HISTORY, values)
        database.run(`DELETE FROM uploads WHERE id IN ${fromJson('ids')}`, values)
      })
    },

    copy: (removal, ids) => database.run(ADD_ROWS_ONLY, { removal, ids: JSON.stringify(ids) }),

    byIds: (ids) => database.all(REMOVED_ROWS, { ids: JSON.stringify(ids) }).map((row) => uploadFrom(row)),

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
        const restorable = rows.filter(({ id }) => !again.has(id))
        const values = { removal, ids: JSON.stringify(restorable.map(({ id }) => id)) }
        const newPositions = new Map(
          database
            .all(WITH_USED_POSITION, values)
            .map((row) => [text(row, 'id'), moveToFreePosition(text(row, 'id'), text(row, 'position'))]),
        )
        database.run(RESTORE, values)
        database.run(RESTORE_HISTORY, values)
        database.run(RESTORE_ASKED, values)
        forget(
          removal,
          restorable.map(({ id }) => id),
        )
        const restored = restorable.map((upload) => ({ ...upload, position: newPositions.get(upload.id) ?? upload.position }))
        return { restored, left: rows.filter(({ id }) => again.has(id)) }
      }),

    addedAgain,
    forget,
  }
}
