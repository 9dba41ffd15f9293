/** @file Reads uploads. A row that cannot be parsed is stored as failed; its unreadable columns stay as they are. */
import { groupOf } from '../../contract/queue/upload.ts'
import type { Upload } from '../../engine/queue/upload.ts'
import type { Database, Row } from './database.ts'
import { json, uploadFrom } from './rows.ts'

export type UploadReader = ReturnType<typeof createUploadReader>

export function createUploadReader(database: Database) {
  const listeners: (() => void)[] = []

  function setAside(row: Row, { id, state, failure }: Upload): boolean {
    if (row['state'] === state) return false
    const sql = `UPDATE uploads SET state = :state, state_group = :group, failure = :failure, failure_code = :code,
      due_at = NULL, poll_at = NULL
      WHERE id = :id`
    database.run(sql, { id, state, group: groupOf(state), failure: json(failure), code: failure?.code ?? null })
    return true
  }

  return {
    /** Adds a listener for damaged rows being stored as failed. */
    onUnreadableRows: (listener: () => void): void => void listeners.push(listener),

    /** The uploads of a query. It is repeated when a row was stored as failed, because that may not match any more. */
    all(sql: string, values: Parameters<Database['all']>[1]): readonly Upload[] {
      for (;;) {
        const rows = database.all(sql, values)
        const uploads = rows.map(uploadFrom)
        if (!rows.map((row, index) => setAside(row, uploads[index] as Upload)).includes(true)) return uploads
        for (const listener of listeners) listener()
      }
    },
  }
}
