/** @file Version 15: receipts name what was proved, and live streams keep the figures of their last signal. */
import type { Migration } from '../database.ts'

/** What was copied from a link has no file: its device is `link`. */
export const proof: Migration = (run) => {
  run(`
    ALTER TABLE receipts ADD COLUMN duration_seconds REAL;
    ALTER TABLE receipts ADD COLUMN reported TEXT;
    ALTER TABLE receipts ADD COLUMN proof TEXT NOT NULL DEFAULT '[]';
    UPDATE receipts SET proof = '["accepted"]' WHERE device <> 'link';

    ALTER TABLE live_streams ADD COLUMN last_signal TEXT;
  `)
}
