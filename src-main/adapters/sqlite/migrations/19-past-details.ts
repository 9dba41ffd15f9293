/**
 * @file Version 19: when what was sent was deleted at its host, and how many minutes the calendar of the day was ahead of UTC. Entries from
 * before get what the calendar of this machine says of their time.
 */
import type { Migration } from '../database.ts'

export const pastDetails: Migration = (run) => {
  run(`
    ALTER TABLE past_uploads ADD COLUMN deleted_at INTEGER;
    ALTER TABLE past_uploads ADD COLUMN utc_offset INTEGER NOT NULL DEFAULT 0;
    UPDATE past_uploads SET utc_offset =
      coalesce((strftime('%s', ended_at / 1000, 'unixepoch', 'localtime') - ended_at / 1000) / 60, 0);
  `)
}
