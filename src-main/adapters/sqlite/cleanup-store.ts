/** @file Remote uploads and videos that are to be deleted. */
import type { CleanupExcept, CleanupStore } from '../../engine/queue/jobs/cleanup-store.ts'
import type { Database } from './database.ts'
import { cleanupFrom, cleanupValues, numberOrNull } from './rows.ts'
import { columnsAndValues, fromJson } from './sql.ts'

const NOT_EXCEPTED = `account_id NOT IN ${fromJson('accounts')}
  AND upload_id NOT IN ${fromJson('uploads')}`

export function createCleanupStore(database: Database): CleanupStore {
  return {
    add(cleanup) {
      const values = cleanupValues(cleanup)
      database.run(`INSERT OR REPLACE INTO cleanups ${columnsAndValues(Object.keys(values))}`, values)
    },
    due: (now, limit, except) =>
      database
        .all(`SELECT * FROM cleanups WHERE due_at <= :now AND ${NOT_EXCEPTED} ORDER BY due_at LIMIT :limit`, {
          now,
          limit,
          ...exceptValues(except),
        })
        .map(cleanupFrom),
    nextDueAt(except) {
      const sql = `SELECT due_at FROM cleanups WHERE ${NOT_EXCEPTED} ORDER BY due_at LIMIT 1`
      return numberOrNull(database.one(sql, exceptValues(except)), 'due_at')
    },
    remove: (id) => database.run('DELETE FROM cleanups WHERE id = :id', { id }),
  }
}

function exceptValues({ exceptAccounts, exceptUploads }: CleanupExcept = { exceptAccounts: [], exceptUploads: [] }) {
  return { accounts: JSON.stringify(exceptAccounts), uploads: JSON.stringify(exceptUploads) }
}
