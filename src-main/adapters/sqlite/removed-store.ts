/**
 * @file Removed rows that can be restored, and what cancelled ones were, in a table of their own, so that no other statement about uploads sees them. History
 * and batches are stored with the row, as JSON.
 */
import { generateKeyBetween } from 'fractional-indexing'
import type { RemovedStore } from '../../engine/queue/bulk-store.ts'
import type { Upload } from '../../engine/queue/upload.ts'
import type { Database } from './database.ts'
import { fromJson, list } from './filter-sql.ts'
import { number, text, textOrNull, uploadFrom } from './rows.ts'
import { OPEN_STATES } from './upload-store.ts'

const OPEN = list(OPEN_STATES)
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
  /** Of unfinished rows: whether the file is in the queue again. */
  const ADDED_AGAIN = `SELECT id FROM removed WHERE ${MINE} AND state IN ${OPEN} AND EXISTS (
    SELECT 1 FROM uploads INDEXED BY uploads_of_file WHERE uploads.path = removed.path
      AND uploads.account_id = removed.account_id AND uploads.state IN ${OPEN})`

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
    const free = generateKeyBetween(position, textOrNull(next ?? {}, 'position'))
    database.run('UPDATE removed SET position = :free WHERE id = :id', { id, free })
    return free
  }

  const forget = (removal: string, ids: readonly string[]): void =>
    database.run(`DELETE FROM removed WHERE ${MINE}`, { removal, ids: JSON.stringify(ids) })

  const addedAgain = (removal: string, ids: readonly string[]): ReadonlySet<string> =>
    new Set(database.all(ADDED_AGAIN, { removal, ids: JSON.stringify(ids) }).map((row) => text(row, 'id')))

  return {
    take(removal, ids) {
      const values = { removal, ids: JSON.stringify(ids) }
      database.transaction(() => {
        database.run(TAKE, values)
        database.run(`DELETE FROM uploads WHERE id IN ${fromJson('ids')}`, values)
      })
    },

    copy: (removal, ids) => database.run(COPY, { removal, ids: JSON.stringify(ids) }),

    get(id) {
      const row = database.one('SELECT * FROM removed WHERE id = :id', { id })
      return row && uploadFrom(row)
    },

    part,
    count: (removal) =>
      number(database.one('SELECT count(*) AS n FROM removed WHERE removal = :removal', { removal }) ?? {}, 'n'),

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
