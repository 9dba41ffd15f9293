/** @file Files and folders that wait until a person says where they go. */
import type { HeldStore } from '../../engine/queue/adding/held-files.ts'
import type { Database } from './database.ts'
import { number, text } from './rows.ts'
import { fromJson } from './sql.ts'

export function createHeldStore(database: Database): HeldStore {
  return {
    add: (paths, at) =>
      database.run('INSERT OR IGNORE INTO held_files (path, held_at) SELECT value, :at FROM json_each(:paths)', {
        paths: JSON.stringify(paths),
        at,
      }),
    list: () => database.all('SELECT path FROM held_files ORDER BY rowid').map((row) => text(row, 'path')),
    count: () => number(database.one('SELECT count(*) AS n FROM held_files'), 'n'),
    remove: (paths) =>
      database.run(`DELETE FROM held_files WHERE path IN ${fromJson('paths')}`, {
        paths: JSON.stringify(paths),
      }),
    clear: () => database.run('DELETE FROM held_files'),
  }
}
