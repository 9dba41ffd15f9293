/**
 * @file Version 23: columns named `place` are named for what they contain: the location of a file, and how far a task has come. SQLite renames
 * them in every index, but an index itself has to be created again to get another name.
 */
import type { Migration } from '../database.ts'

export const locations: Migration = (run) => {
  run(`
    ALTER TABLE uploads RENAME COLUMN place TO location;
    ALTER TABLE removed RENAME COLUMN place TO location;
    ALTER TABLE receipts RENAME COLUMN place TO location;
    ALTER TABLE tasks RENAME COLUMN place TO cursor;
    DROP INDEX uploads_of_place;
    DROP INDEX receipts_of_place;
    CREATE INDEX uploads_of_location ON uploads (location, account_id) WHERE location <> '';
    CREATE INDEX receipts_of_location ON receipts (location, account_id) WHERE location <> '';
  `)
}
