/** @file Version 7: uploads of the queue that a later batch has taken up, so that it does so once. */
import type { Migration } from '../database.ts'

export const asked: Migration = (run) => {
  run(`
    CREATE TABLE asked (
      batch_id TEXT NOT NULL,
      upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
      PRIMARY KEY (batch_id, upload_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX asked_of_upload ON asked (upload_id);
  `)
}
