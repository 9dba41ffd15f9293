/**
 * @file Version 5: the files of watched folders, and batches. Folders have a short id, because every index begins with it.
 * Tallies are kept by triggers: they are read all the time and never counted again.
 */
import type { Migration } from '../database.ts'

/** A file that is gone is shown and counted only if it was sent. */
const shown = (row: string): string => `(${row}gone_at IS NULL OR ${row}state = 'sent')`

const addNew = `INSERT INTO watched_tallies VALUES (NEW.folder_id, NEW.state, coalesce(NEW.reason, ''), 1, NEW.size_bytes)
  ON CONFLICT DO UPDATE SET files = files + 1, size_bytes = size_bytes + excluded.size_bytes`
const takeOld = `UPDATE watched_tallies SET files = files - 1, size_bytes = size_bytes - OLD.size_bytes
  WHERE folder_id = OLD.folder_id AND state = OLD.state AND reason = coalesce(OLD.reason, '')`

export const watched: Migration = (run) => {
  run(`
    CREATE TABLE watched_folders (
      id INTEGER PRIMARY KEY,
      folder TEXT NOT NULL UNIQUE
    ) STRICT;

    -- A number is never given twice: a person may still be looking at a row that is no longer there.
    CREATE TABLE watched (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      folder_id INTEGER NOT NULL REFERENCES watched_folders (id),
      directory TEXT NOT NULL,
      name TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      mtime_ns TEXT NOT NULL,
      inode TEXT NOT NULL,
      birth_ns TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      upload_id TEXT,
      receipt_id TEXT,
      sha256 TEXT,
      afterwards TEXT,
      moved_to TEXT,
      failure TEXT,
      at INTEGER NOT NULL,
      gone_at INTEGER
    ) STRICT;
    CREATE UNIQUE INDEX watched_present ON watched (folder_id, directory, name) WHERE gone_at IS NULL;
    CREATE INDEX watched_of_file ON watched (folder_id, inode, size_bytes);
    CREATE INDEX watched_sent_of_time ON watched (folder_id, size_bytes, mtime_ns, id) WHERE state = 'sent';
    CREATE INDEX watched_sent_of_name ON watched (folder_id, size_bytes, name, id) WHERE state = 'sent';
    CREATE INDEX watched_of_upload ON watched (upload_id) WHERE upload_id IS NOT NULL;
    CREATE INDEX watched_shown ON watched (folder_id, id, state, reason, gone_at, name) WHERE ${shown('')};
    CREATE INDEX watched_of_state ON watched (folder_id, state, id, reason, gone_at, name);
    CREATE INDEX watched_to_move ON watched (folder_id, id) WHERE afterwards IS NOT NULL;

    CREATE TABLE watched_tallies (
      folder_id INTEGER NOT NULL,
      state TEXT NOT NULL,
      reason TEXT NOT NULL,
      files INTEGER NOT NULL,
      size_bytes INTEGER NOT NULL,
      PRIMARY KEY (folder_id, state, reason)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER watched_inserted AFTER INSERT ON watched WHEN ${shown('NEW.')} BEGIN ${addNew}; END;
    CREATE TRIGGER watched_deleted AFTER DELETE ON watched WHEN ${shown('OLD.')} BEGIN ${takeOld}; END;
    CREATE TRIGGER watched_left AFTER UPDATE OF state, reason, size_bytes, gone_at ON watched
      WHEN ${shown('OLD.')} BEGIN ${takeOld}; END;
    CREATE TRIGGER watched_came AFTER UPDATE OF state, reason, size_bytes, gone_at ON watched
      WHEN ${shown('NEW.')} BEGIN ${addNew}; END;

    CREATE TABLE batches (
      id TEXT PRIMARY KEY,
      watch_id TEXT NOT NULL,
      name TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      settled_at INTEGER
    ) STRICT;
    CREATE INDEX batches_in_time ON batches (created_at);
    CREATE INDEX batches_of_watch ON batches (watch_id, created_at);
    CREATE INDEX batches_open ON batches (created_at) WHERE settled_at IS NULL;
    CREATE INDEX uploads_of_batch ON uploads (batch_id, priority DESC, position, state_group, name);
  `)
}
