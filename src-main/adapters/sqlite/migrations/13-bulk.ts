/**
 * @file Version 13: tasks on many uploads continue after a crash, removed rows can be restored, and every list has an index
 * in its order.
 */
import type { Migration } from '../database.ts'

export const bulk: Migration = (run) => {
  run(`
    CREATE TABLE tasks (
      id TEXT PRIMARY KEY,
      verb TEXT NOT NULL,
      input TEXT NOT NULL,
      state TEXT NOT NULL,
      place INTEGER NOT NULL,
      total INTEGER NOT NULL,
      done INTEGER NOT NULL,
      changed INTEGER NOT NULL,
      refused INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      undo_until INTEGER
    ) STRICT;

    CREATE TABLE removed AS SELECT '' AS removal, '' AS history, '' AS asked, * FROM uploads WHERE 0;
    CREATE INDEX removed_by ON removed (removal);
    CREATE INDEX removed_of_id ON removed (id);
    CREATE INDEX removed_in_order ON removed (position);

    ALTER TABLE uploads ADD COLUMN waiting_reason TEXT
      GENERATED ALWAYS AS (iif(json_valid(waiting), waiting ->> '$.reason', NULL)) VIRTUAL;
    CREATE INDEX uploads_waiting ON uploads (waiting_reason, account_id, due_at) WHERE waiting_reason IS NOT NULL;

    CREATE INDEX uploads_in_batch ON uploads (batch_id);

    DROP INDEX uploads_of_state;
    CREATE INDEX uploads_of_state ON uploads (state, size_bytes, accepted_bytes);
    DROP INDEX uploads_to_start;
    DROP INDEX uploads_to_start_in_session;
    CREATE INDEX uploads_to_start ON uploads (kind, state, priority DESC, position, account_id);
    CREATE INDEX uploads_to_start_in_session ON uploads (kind, session_id, state, priority DESC, position, account_id);
    DROP INDEX imports_to_start;
    CREATE INDEX imports_to_start ON uploads (account_id, state, priority DESC, position) WHERE kind = 'import';
    DROP INDEX uploads_to_poll;
    CREATE INDEX uploads_to_poll ON uploads (account_id, poll_at) WHERE poll_at IS NOT NULL;
    CREATE INDEX uploads_to_poll_in_session ON uploads (session_id, account_id, poll_at) WHERE poll_at IS NOT NULL;
  `)
}
