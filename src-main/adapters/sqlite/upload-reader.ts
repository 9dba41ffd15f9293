/** @file Reads uploads. What cannot be read has failed, for every search as well; what cannot be read stays as it is. */
import { groupOf } from '../../contract/upload.ts'
import type { Upload } from '../../engine/queue/upload.ts'
import type { Database, Row } from './database.ts'
import { json, uploadFrom } from './rows.ts'

export type UploadReader = ReturnType<typeof createUploadReader>

export function createUploadReader(database: Database) {
  const listeners: (() => void)[] = []

  function setAside(row: Row, { id, state, failure }: Upload): boolean {
    if (row['state'] === state) return false
    const sql = `UPDATE uploads SET state = :state, state_group = :group, failure = :failure, due_at = NULL, poll_at = NULL
      WHERE id = :id`
    database.run(sql, { id, state, group: groupOf(state), failure: json(failure) })
    return true
  }

  return {
    /** Tells that rows turned out to be damaged and have failed. */
    onSetAside: (listener: () => void): void => void listeners.push(listener),

    /** Searches again when a row turns out not to belong to what was found. */
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
