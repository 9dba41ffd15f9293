/** @file Version 10: locations of files independent of their paths, and how much of each was sent. */
import type { Migration } from '../database.ts'

export const places: Migration = (run) => {
  run(`
    ALTER TABLE uploads ADD COLUMN place TEXT NOT NULL DEFAULT '';
    ALTER TABLE uploads ADD COLUMN sent_prefix TEXT;
    ALTER TABLE receipts ADD COLUMN place TEXT NOT NULL DEFAULT '';
    CREATE INDEX uploads_of_place ON uploads (place, account_id) WHERE place <> '';
    CREATE INDEX uploads_of_inode ON uploads (inode, size_bytes, account_id);
    CREATE INDEX receipts_of_place ON receipts (place, account_id) WHERE place <> '';
    CREATE INDEX receipts_of_inode ON receipts (inode, size_bytes, account_id);
  `)
}
