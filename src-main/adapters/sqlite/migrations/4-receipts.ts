/** @file Version 4: receipts have the hash of the content and the batch. */
import type { Migration } from '../database.ts'

export const receipts: Migration = (run) => {
  run(`
    ALTER TABLE receipts ADD COLUMN sha256 TEXT;
    ALTER TABLE receipts ADD COLUMN batch_id TEXT NOT NULL DEFAULT '';
    UPDATE receipts SET batch_id = coalesce((SELECT batch_id FROM uploads WHERE uploads.id = receipts.upload_id), '');
    CREATE INDEX receipts_of_batch ON receipts (batch_id, finished_at);
  `)
}
