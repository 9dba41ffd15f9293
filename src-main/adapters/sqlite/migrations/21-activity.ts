/**
 * @file What is plotted: the throughput of each upload, sums of slots of time and of days by account, and times in which nothing of
 * the queue was sent. Days before have what was sent to its end on them.
 */
import type { Migration } from '../database.ts'

export const activity: Migration = (run) => {
  run(`
    CREATE TABLE throughput (
      upload_id TEXT NOT NULL UNIQUE,
      step_ms INTEGER NOT NULL,
      confirmed INTEGER NOT NULL,
      shift INTEGER NOT NULL,
      points TEXT NOT NULL,
      waits TEXT NOT NULL,
      changed_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX throughput_by_age ON throughput (changed_at);

    CREATE TABLE sent_slots (
      slot_ms INTEGER NOT NULL,
      at INTEGER NOT NULL,
      account_id TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      PRIMARY KEY (slot_ms, at, account_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sent_days (
      day TEXT NOT NULL,
      account_id TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      PRIMARY KEY (day, account_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO sent_days SELECT day, account_id, sum(size_bytes) FROM past_tallies
      WHERE result = 'sent' AND size_bytes > 0 GROUP BY day, account_id;

    CREATE TABLE queue_waits (
      began_at INTEGER NOT NULL,
      ended_at INTEGER,
      cause TEXT NOT NULL
    ) STRICT;
    CREATE INDEX queue_waits_by_age ON queue_waits (began_at);
    CREATE INDEX queue_waits_by_end ON queue_waits (ended_at, began_at);
  `)
}
