/** @file The batches of watched folders, and the progress of their uploads. */
import type { BatchStore } from '../../engine/watch/ports.ts'
import type { Database } from './database.ts'
import { number } from './rows.ts'
import { batchFrom } from './watched-file-rows.ts'

const NEWEST_FIRST = 'ORDER BY created_at DESC, rowid DESC'
const SENT = "state IN ('done', 'processing')"
const STOPPED = "state IN ('failed', 'cancelled', 'needs-attention')"

const QUEUED_ROWS = `SELECT count(*) AS files, coalesce(sum(${SENT}), 0) AS sent, coalesce(sum(${STOPPED}), 0) AS stopped,
  coalesce(sum(size_bytes), 0) AS size_bytes, coalesce(sum(accepted_bytes), 0) AS accepted_bytes
  FROM uploads WHERE batch_id = :id`

/** Sent files that are no longer in the queue, by their receipts; an upload with several receipts counts once. */
const REMOVED_ROWS = `SELECT count(*) AS files, coalesce(sum(size_bytes), 0) AS size_bytes FROM (
  SELECT max(size_bytes) AS size_bytes FROM receipts
  WHERE batch_id = :id AND NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.id = receipts.upload_id) GROUP BY upload_id)`

export function createBatchStore(database: Database): BatchStore {
  return {
    insert: (batch) =>
      database.run(
        'INSERT INTO batches (id, watch_id, name, created_at, settled_at) VALUES (:id, :watchId, :name, :createdAt, :settledAt)',
        { ...batch },
      ),

    get(id) {
      const row = database.one('SELECT * FROM batches WHERE id = :id', { id })
      return row && batchFrom(row)
    },

    settle: (id, at) => database.run('UPDATE batches SET settled_at = :at WHERE id = :id', { id, at }),

    list: (watchId, offset, limit) =>
      database
        .all(`SELECT * FROM batches ${ofWatch(watchId)} ${NEWEST_FIRST} LIMIT :limit OFFSET :offset`, { watchId, offset, limit })
        .map(batchFrom),

    count: (watchId) => number(database.one(`SELECT count(*) AS n FROM batches ${ofWatch(watchId)}`, { watchId }), 'n'),

    tally(id) {
      const rows = database.one(QUEUED_ROWS, { id }) ?? {}
      const removed = database.one(REMOVED_ROWS, { id }) ?? {}
      const [files, sent, stopped] = [number(rows, 'files'), number(rows, 'sent'), number(rows, 'stopped')]
      const [removedFiles, removedBytes] = [number(removed, 'files'), number(removed, 'size_bytes')]
      return {
        files: files + removedFiles,
        sent: sent + removedFiles,
        stopped,
        open: files - sent - stopped,
        sizeBytes: number(rows, 'size_bytes') + removedBytes,
        acceptedBytes: number(rows, 'accepted_bytes') + removedBytes,
      }
    },

    open: () => database.all('SELECT * FROM batches WHERE settled_at IS NULL ORDER BY created_at').map(batchFrom),
  }
}

function ofWatch(watchId: string | null): string {
  return watchId === null ? '' : 'WHERE watch_id = :watchId'
}
