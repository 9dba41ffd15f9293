/** @file Version 8: rows are found by title and name in any case; cleanups are found by their due time. */
import type { Migration } from '../database.ts'

export const search: Migration = (run) => {
  run(`
    ALTER TABLE uploads ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
    UPDATE uploads SET search_text = search_text(name, title);
    DROP INDEX uploads_in_order;
    DROP INDEX uploads_of_batch;
    CREATE INDEX uploads_in_order ON uploads (priority DESC, position, state_group, search_text);
    CREATE INDEX uploads_of_batch ON uploads (batch_id, priority DESC, position, state_group, search_text);

    ALTER TABLE watched ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
    UPDATE watched SET search_text = search_text(name);
    DROP INDEX watched_shown;
    DROP INDEX watched_of_state;
    CREATE INDEX watched_shown ON watched (folder_id, id, state, reason, gone_at, search_text)
      WHERE gone_at IS NULL OR state = 'sent';
    CREATE INDEX watched_of_state ON watched (folder_id, state, id, reason, gone_at, search_text);

    CREATE INDEX cleanups_due ON cleanups (due_at);
    CREATE INDEX cleanups_of_remote ON cleanups (account_id, remote_id) WHERE remote_id IS NOT NULL;
  `)
}
