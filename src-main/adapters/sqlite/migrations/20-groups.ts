/**
 * @file Version 20: rows are found by folder and account as well, lists are narrowed by account, batch and drive without reading the
 * rows themselves, and what needs a person is counted by its cause.
 */
import type { Migration } from '../database.ts'

/** A location begins with the id of its file system, up to a line feed. */
const DRIVE = 'substr(place, 1, max(0, instr(place, char(10)) - 1))'
const CODE = "iif(json_valid(failure), failure ->> '$.code', NULL)"

export const groups: Migration = (run) => {
  run(`
    CREATE TABLE account_names (account_id TEXT PRIMARY KEY, search_text TEXT NOT NULL) STRICT, WITHOUT ROWID;

    ${['uploads', 'removed']
      .map(
        (table) => `ALTER TABLE ${table} ADD COLUMN drive TEXT NOT NULL DEFAULT '';
          ALTER TABLE ${table} ADD COLUMN failure_code TEXT;
          UPDATE ${table} SET search_text = search_text(path, name, title), drive = ${DRIVE}, failure_code = ${CODE};`,
      )
      .join('\n')}

    DROP INDEX uploads_in_order;
    DROP INDEX uploads_of_batch;
    CREATE INDEX uploads_in_order
      ON uploads (priority DESC, position, state_group, account_id, batch_id, failure_code, drive, search_text);
    CREATE INDEX uploads_of_batch
      ON uploads (batch_id, priority DESC, position, state_group, account_id, failure_code, drive, search_text);
    CREATE INDEX uploads_by_cause ON uploads (failure_code, account_id, size_bytes, accepted_bytes, state_group)
      WHERE state_group = 'attention';
    CREATE INDEX uploads_of_drive ON uploads (drive);
  `)
}
