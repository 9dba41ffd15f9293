/** @file Reads and changes many uploads at a time: in windows over the rows in rowid order, and by statements for whole sets. */
import type { QueueFilter } from '../../contract/queue/selection.ts'
import { PRIORITIES, type Priority, UPLOAD_STATES } from '../../contract/queue/upload.ts'
import type { BulkStore, Head, OrderKey } from '../../engine/queue/tasks/bulk-store.ts'
import type { Database, Row } from './database.ts'
import { conditionsOf, filterValues, where } from './filter-sql.ts'
import { createHistory, type HistoryLine } from './history.ts'
import { changedValues, number, numberOrNull, text, textOrNull } from './rows.ts'
import { assignments, fromJson } from './sql.ts'
import { createColumnReader } from './stored-columns.ts'
import type { UploadReader } from './upload-reader.ts'

const IN_ORDER: readonly Priority[] = PRIORITIES.toReversed()
const HEAD = 'id, account_id, state, remote_id, sent_at, size_bytes, accepted_bytes'

export function createBulkStore(database: Database, reader: UploadReader): BulkStore {
  const history = createHistory(database)

  /**
   * The rowid that ends the next window. A window has a fixed number of rows of the index, which bounds the time of each call,
   * however few of them match the filter.
   */
  function window(filter: QueueFilter, from: number, rows: number): number | null {
    const { inRows } = conditionsOf(filter)
    const next = `SELECT rowid AS row FROM uploads WHERE ${inRows} AND rowid > :from ORDER BY rowid`
    const values = { ...filterValues(filter), from, skipped: rows - 1 }
    return numberOrNull(database.one(`${next} LIMIT 1 OFFSET :skipped`, values), 'row')
  }

  /** The conditions of one window. */
  function windowOf(filter: QueueFilter, from: number, rows: number) {
    const next = window(filter, from, rows)
    const bounds = ['rowid > :from', ...(next === null ? [] : ['rowid <= :next'])]
    const conditions = `WHERE ${[...conditionsOf(filter).allInRows, ...bounds].join(' AND ')}`
    return { next, conditions, values: { ...filterValues(filter), from, next } }
  }

  return {
    part(filter, from, rows) {
      const { next, conditions, values } = windowOf(filter, from, rows)
      return { rows: reader.all(`SELECT * FROM uploads ${conditions} ORDER BY rowid`, values), next }
    },

    heads(filter, from, rows) {
      const { next, conditions, values } = windowOf(filter, from, rows)
      return { rows: database.all(`SELECT ${HEAD} FROM uploads ${conditions} ORDER BY rowid`, values).map(headFrom), next }
    },

    headsOf: (ids) =>
      database.all(`SELECT ${HEAD} FROM uploads WHERE id IN ${fromJson('ids')}`, { ids: JSON.stringify(ids) }).map(headFrom),

    byIds(ids) {
      const rows = reader.all(`SELECT * FROM uploads WHERE id IN ${fromJson('ids')}`, { ids: JSON.stringify(ids) })
      const found = new Map(rows.map((upload) => [upload.id, upload]))
      return ids.flatMap((id) => found.get(id) ?? [])
    },

    save(changes) {
      /** Rows that get equal values, so that one statement changes them. */
      const equalChanges = new Map<
        string,
        { readonly names: readonly string[]; readonly values: object; readonly ids: string[] }
      >()
      const lines: HistoryLine[] = []
      for (const { before, after, entry } of changes) {
        const values = changedValues(before, after)
        const names = Object.keys(values)
        const key = JSON.stringify(values)
        const known = equalChanges.get(key) ?? { names, values, ids: [] }
        known.ids.push(after.id)
        if (names.length > 0) equalChanges.set(key, known)
        if (entry) lines.push({ id: after.id, entry })
      }
      database.transaction(() => {
        for (const { names, values, ids } of equalChanges.values()) {
          const sql = `UPDATE uploads SET ${assignments(names)} WHERE id IN ${fromJson('ids')}`
          database.run(sql, { ...values, ids: JSON.stringify(ids) })
        }
        history.addAll(lines)
      })
    },

    inOrder(filter, { priority, position }, windowRows) {
      // One priority in each call: an index range cannot start in the middle of two columns.
      const { inOrder } = conditionsOf(filter)
      const values = { ...filterValues(filter), priority, position: position ?? '', skipped: windowRows - 1 }
      const inPriority = ['priority = :priority', 'position > :position']
      const window = `SELECT position FROM uploads WHERE ${[inOrder, ...inPriority].join(' AND ')} ORDER BY position LIMIT 1 OFFSET :skipped`
      const until = textOrNull(database.one(window, values), 'position')
      const conditions = until === null ? inPriority : [...inPriority, 'position <= :until']
      const sql = `SELECT id, path FROM uploads ${where(filter, conditions)} ORDER BY position`
      const rows = database.all(sql, { ...values, until }).map((row) => ({ id: text(row, 'id'), path: text(row, 'path') }))
      return { rows, next: until === null ? neighbour(priority, 1) : { priority, position: until } }
    },

    fromEnd(end, { priority, position }, limit) {
      const [beyond, order] = end === 'first' ? ['>', 'ASC'] : ['<', 'DESC']
      const condition = position === null ? 'true' : `position ${beyond} :position`
      const sql = `SELECT id, position FROM uploads WHERE priority = :priority AND ${condition} ORDER BY position ${order} LIMIT :limit`
      const rows = database
        .all(sql, { priority, position, limit })
        .map((row) => ({ id: text(row, 'id'), position: text(row, 'position') }))
      const last = rows.length < limit ? null : (rows.at(-1)?.position ?? null)
      return {
        ids: rows.map(({ id }) => id),
        next: last === null ? neighbour(priority, end === 'first' ? 1 : -1) : { priority, position: last },
      }
    },
  }
}

/** The start of the next lower or the next higher priority. */
function neighbour(priority: Priority, step: 1 | -1): OrderKey | null {
  const next = IN_ORDER[IN_ORDER.indexOf(priority) + step]
  return next === undefined ? null : { priority: next, position: null }
}

function headFrom(row: Row): Head {
  return {
    id: text(row, 'id'),
    accountId: text(row, 'account_id'),
    state: createColumnReader(row).oneOf('state', UPLOAD_STATES, 'failed'),
    remoteId: textOrNull(row, 'remote_id'),
    sentAt: numberOrNull(row, 'sent_at'),
    sizeBytes: number(row, 'size_bytes'),
    acceptedBytes: number(row, 'accepted_bytes'),
  }
}
