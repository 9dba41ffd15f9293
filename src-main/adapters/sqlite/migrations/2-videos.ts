/** @file Version 2: videos at their providers after the upload, copies from links, and live streams. */
import type { Migration } from '../database.ts'

export const videos: Migration = (run) => {
  run(`
    ALTER TABLE uploads ADD COLUMN kind TEXT NOT NULL DEFAULT 'upload';
    ALTER TABLE uploads ADD COLUMN source_url TEXT;
    ALTER TABLE uploads ADD COLUMN remote TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE uploads ADD COLUMN sent_at INTEGER;
    ALTER TABLE uploads ADD COLUMN processing TEXT;
    ALTER TABLE uploads ADD COLUMN poll_at INTEGER;
    UPDATE uploads SET sent_at = settled_at WHERE state IN ('done', 'processing');
    CREATE INDEX uploads_to_poll ON uploads (poll_at) WHERE poll_at IS NOT NULL;
    CREATE INDEX uploads_of_remote ON uploads (account_id, remote_id) WHERE remote_id IS NOT NULL;
    CREATE INDEX imports_to_start ON uploads (state, account_id) WHERE kind = 'import';
    DROP INDEX uploads_to_start;
    DROP INDEX uploads_to_start_in_session;
    CREATE INDEX uploads_to_start ON uploads (kind, state, priority DESC, position);
    CREATE INDEX uploads_to_start_in_session ON uploads (kind, session_id, state, priority DESC, position);
    CREATE INDEX uploads_of_state ON uploads (state);

    ALTER TABLE cleanups RENAME TO old_cleanups;
    CREATE TABLE cleanups (
      id TEXT PRIMARY KEY,
      upload_url TEXT,
      remote_id TEXT,
      remote TEXT NOT NULL,
      title TEXT NOT NULL,
      sent_at INTEGER NOT NULL,
      account_id TEXT NOT NULL,
      upload_id TEXT NOT NULL,
      tries INTEGER NOT NULL,
      due_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO cleanups (id, upload_url, remote, title, sent_at, account_id, upload_id, tries, due_at)
      SELECT upload_url, upload_url, '{}', '', due_at, account_id, upload_id, tries, due_at FROM old_cleanups;
    DROP TABLE old_cleanups;

    CREATE TABLE live_streams (
      account_id TEXT NOT NULL,
      id TEXT NOT NULL,
      title TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      PRIMARY KEY (account_id, id)
    ) STRICT;
  `)
}
