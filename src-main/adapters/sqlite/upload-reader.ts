/** @file Reads uploads. A row that cannot be parsed is set to failed; its unreadable columns stay as they are. */
import { groupOf } from '../../contract/upload.ts'
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
    /** Reports that damaged rows were set to failed. */
    onUnreadableRows: (listener: () => void): void => void listeners.push(listener),

    /** Repeats the query when a row was set to failed, because it may not match any more. */
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
