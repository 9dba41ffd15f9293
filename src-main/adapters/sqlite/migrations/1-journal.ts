/** @file Version 1: uploads with their history, receipts, and remote uploads to be deleted. */
import type { Migration } from '../database.ts'

export const journal: Migration = (run) => {
  run(`
    CREATE TABLE uploads (
      id TEXT PRIMARY KEY,
      batch_id TEXT NOT NULL,
      session_id TEXT NOT NULL,
      position TEXT NOT NULL UNIQUE,
      priority INTEGER NOT NULL,
      path TEXT NOT NULL,
      name TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      mtime_ns TEXT NOT NULL,
      inode TEXT NOT NULL,
      device TEXT NOT NULL,
      account_id TEXT NOT NULL,
      title TEXT,
      metadata TEXT NOT NULL,
      options TEXT NOT NULL,
      chunk_bytes INTEGER,
      state TEXT NOT NULL,
      state_group TEXT NOT NULL,
      waiting TEXT,
      due_at INTEGER,
      failure TEXT,
      upload_url TEXT,
      remote_id TEXT,
      links TEXT NOT NULL,
      expires_at INTEGER,
      accepted_bytes INTEGER NOT NULL,
      bytes_sent INTEGER NOT NULL,
      tries INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      restarts INTEGER NOT NULL,
      added_at INTEGER NOT NULL,
      started_at INTEGER,
      settled_at INTEGER
    ) STRICT;
    CREATE INDEX uploads_in_order ON uploads (priority DESC, position, state_group, name);
    CREATE INDEX uploads_of_group ON uploads (state_group, priority DESC, position);
    CREATE INDEX uploads_to_start ON uploads (state, priority DESC, position);
    CREATE INDEX uploads_to_start_in_session ON uploads (session_id, state, priority DESC, position);
    CREATE INDEX uploads_due ON uploads (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX uploads_of_file ON uploads (path, account_id);
    CREATE INDEX uploads_of_account ON uploads (account_id, state);

    CREATE TABLE history (
      upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      event TEXT NOT NULL,
      state TEXT NOT NULL,
      bytes INTEGER,
      failure TEXT
    ) STRICT;
    CREATE INDEX history_of_upload ON history (upload_id, at);

    CREATE TABLE receipts (
      id TEXT PRIMARY KEY,
      upload_id TEXT NOT NULL,
      path TEXT NOT NULL,
      name TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      mtime_ns TEXT NOT NULL,
      inode TEXT NOT NULL,
      device TEXT NOT NULL,
      account_id TEXT NOT NULL,
      account_name TEXT NOT NULL,
      provider TEXT NOT NULL,
      upload_url TEXT NOT NULL,
      remote_id TEXT,
      started_at INTEGER NOT NULL,
      finished_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      restarts INTEGER NOT NULL,
      bytes_sent INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX receipts_of_file ON receipts (path, account_id);
    CREATE INDEX receipts_of_upload ON receipts (upload_id);
    CREATE INDEX receipts_in_time ON receipts (finished_at);

    CREATE TABLE cleanups (
      upload_url TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      upload_id TEXT NOT NULL,
      tries INTEGER NOT NULL,
      due_at INTEGER NOT NULL
    ) STRICT;
  `)
}
