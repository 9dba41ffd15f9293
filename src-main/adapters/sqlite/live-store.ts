/** @file Live streams that were created here. */
import type { LiveStore } from '../../engine/ports/journal.ts'
import type { Database } from './database.ts'
import { json, liveFrom } from './rows.ts'

export function createLiveStore(database: Database): LiveStore {
  return {
    add(entry) {
      const sql = `INSERT OR REPLACE INTO live_streams (account_id, id, title, created_at, last_signal)
        VALUES (:accountId, :id, :title, :createdAt, :signal)`
      database.run(sql, { ...entry, signal: json(entry.signal) })
    },
    list: () => database.all('SELECT * FROM live_streams ORDER BY created_at DESC').map(liveFrom),
    remember: (accountId, id, signal) =>
      database.run('UPDATE live_streams SET last_signal = :signal WHERE account_id = :accountId AND id = :id', {
        accountId,
        id,
        signal: JSON.stringify(signal),
      }),
    remove: (accountId, id) =>
      database.run('DELETE FROM live_streams WHERE account_id = :accountId AND id = :id', { accountId, id }),
  }
}
