/**
 * @file Version 12: history entries have a count and a first time; old rows are found by their age, and uploads that wait for a
 * drive by that drive.
 */
import type { Migration } from '../database.ts'

export const history: Migration = (run) => {
  run(`
    ALTER TABLE history ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE history ADD COLUMN first_at INTEGER;
    CREATE INDEX history_in_time ON history (at);
    CREATE INDEX batches_settled ON batches (settled_at) WHERE settled_at IS NOT NULL;
    ALTER TABLE asked ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
    UPDATE asked SET at = unixepoch() * 1000;
    CREATE INDEX asked_in_time ON asked (at);
    CREATE INDEX uploads_waiting_on ON uploads (place) WHERE state = 'waiting' AND place <> '';
  `)
}
