/** @file Uploads grouped by batch, by the failure that stopped them, and by drive. */
import { PRIORITIES, UPLOAD_STATES } from '../../contract/queue/upload.ts'
import type { CountedUpload, UploadStore } from '../../engine/queue/upload-store.ts'
import type { Database, Row } from './database.ts'
import { filterValues, where } from './filter-sql.ts'
import { number, text, textOrNull } from './rows.ts'
import { searchText } from './search-text.ts'
import { fromJson } from './sql.ts'
import { createColumnReader } from './stored-columns.ts'
import { inQueueOrder } from './upload-order.ts'
import type { UploadReader } from './upload-reader.ts'

const COUNTED = 'id, batch_id, state, priority, position, added_at, size_bytes, accepted_bytes'

type GroupStore = Pick<
  UploadStore,
  'countByBatch' | 'ofBatches' | 'countedRows' | 'firstOfBatch' | 'pathsOfBatch' | 'causes' | 'drives' | 'storeAccountNames'
>

export function createGroupStore(database: Database, reader: UploadReader): GroupStore {
  /** Paths of the first uploads of a batch in queue order, or of the last. */
  const pathsFrom = (batchId: string, order: 'ASC' | 'DESC', limit: number): readonly string[] => {
    const [priority, position] = order === 'ASC' ? ['DESC', 'ASC'] : ['ASC', 'DESC']
    const sql = `SELECT path FROM uploads WHERE batch_id = :batchId ORDER BY priority ${priority}, position ${position} LIMIT :limit`
    return database.all(sql, { batchId, limit }).map((row) => text(row, 'path'))
  }

  return {
    countByBatch(filter) {
      const sql = `SELECT batch_id, count(*) AS n FROM uploads INDEXED BY uploads_of_batch ${where({ ...filter, group: 'all' }, inGroup(filter.group))}
        GROUP BY batch_id`
      return new Map(database.all(sql, filterValues(filter)).map((row) => [text(row, 'batch_id'), number(row, 'n')]))
    },

    ofBatches(filter, batchIds) {
      const sql = `SELECT * FROM uploads ${where({ ...filter, group: 'all' }, [
        ...inGroup(filter.group),
        `batch_id IN ${fromJson('batchIds')}`,
      ])}`
      return reader.all(sql, { ...filterValues(filter), batchIds: JSON.stringify(batchIds) }).toSorted(inQueueOrder)
    },

    countedRows: (after, limit) =>
      database
        .all(`SELECT ${COUNTED} FROM uploads WHERE id > :after ORDER BY id LIMIT :limit`, { after, limit })
        .map(countedFrom),

    firstOfBatch(batchId) {
      const sql = `SELECT ${COUNTED} FROM uploads WHERE batch_id = :batchId ORDER BY priority DESC, position LIMIT 1`
      const row = database.one(sql, { batchId })
      return row && countedFrom(row)
    },

    pathsOfBatch: (batchId, limit) => [...pathsFrom(batchId, 'ASC', limit), ...pathsFrom(batchId, 'DESC', limit)],

    causes(limit) {
      const sql = `SELECT failure_code, account_id, count(*) AS n, sum(size_bytes) AS size_bytes, sum(accepted_bytes) AS accepted_bytes,
          min(rowid) AS row
        FROM uploads INDEXED BY uploads_by_cause WHERE state_group = 'attention' GROUP BY failure_code, account_id`
      const most = database
        .all(sql)
        .toSorted((a, b) => number(b, 'n') - number(a, 'n'))
        .slice(0, limit)
      return most.flatMap((row) => {
        const [example] = reader.all('SELECT * FROM uploads WHERE rowid = :row', { row: number(row, 'row') })
        if (!example) return []
        return {
          code: textOrNull(row, 'failure_code') ?? '',
          accountId: text(row, 'account_id'),
          clips: number(row, 'n'),
          sizeBytes: number(row, 'size_bytes'),
          acceptedBytes: number(row, 'accepted_bytes'),
          example,
        }
      })
    },

    /** One search in the index for each drive, however many rows it has. */
    drives() {
      const found: string[] = []
      for (let after = ''; ; ) {
        const drive = textOrNull(database.one('SELECT min(drive) AS drive FROM uploads WHERE drive > :after', { after }), 'drive')
        if (drive === null) return found
        found.push(drive)
        after = drive
      }
    },

    storeAccountNames: (accounts) =>
      database.transaction(() => {
        const names = accounts.map(({ id, name }) => ({ id, text: searchText(name) }))
        const known = database.all('SELECT account_id, search_text FROM account_names')
        const before = new Map(known.map((row) => [text(row, 'account_id'), text(row, 'search_text')]))
        if (before.size === names.length && names.every(({ id, text: now }) => before.get(id) === now)) return false
        database.run('DELETE FROM account_names')
        for (const { id, text: now } of names) {
          database.run('INSERT INTO account_names (account_id, search_text) VALUES (:id, :now)', { id, now })
        }
        return true
      }),
  }
}

/** The plus keeps the planner from the index of the group, which has another order. */
function inGroup(group: string): readonly string[] {
  return group === 'all' ? [] : ['+state_group = :group']
}

function countedFrom(row: Row): CountedUpload {
  const { oneOf } = createColumnReader(row)
  return {
    id: text(row, 'id'),
    batchId: text(row, 'batch_id'),
    state: oneOf('state', UPLOAD_STATES, 'failed'),
    priority: oneOf('priority', PRIORITIES, 0),
    position: text(row, 'position'),
    addedAt: number(row, 'added_at'),
    sizeBytes: number(row, 'size_bytes'),
    acceptedBytes: number(row, 'accepted_bytes'),
  }
}
