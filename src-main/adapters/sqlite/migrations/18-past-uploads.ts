/**
 * @file Version 18: what has ended stays when its row is gone. `sent_at` is 0 where not every byte arrived: an upload has one such
 * entry at most, and one for each time that it was sent. Figures of days are kept by triggers: they are read all the time and never
 * counted again.
 */
import type { Migration } from '../database.ts'

const addNew = `INSERT INTO past_tallies VALUES (NEW.day, NEW.result, NEW.account_id, 1, NEW.size_bytes)
  ON CONFLICT DO UPDATE SET uploads = uploads + 1, size_bytes = size_bytes + excluded.size_bytes`
const takeOld = `UPDATE past_tallies SET uploads = uploads - 1, size_bytes = size_bytes - OLD.size_bytes
  WHERE day = OLD.day AND result = OLD.result AND account_id = OLD.account_id`

/** Rows of the queue, with those that were removed and may come back. */
const ROWS = `SELECT id, kind, batch_id, path, name, title, options, metadata, account_id, size_bytes, state, failure, links, processing,
    started_at, sent_at, settled_at FROM uploads
  UNION ALL SELECT id, kind, batch_id, path, name, title, options, metadata, account_id, size_bytes, state, failure, links, processing,
    started_at, sent_at, settled_at FROM removed`

const COLUMNS = `upload_id, sent_at, ended_at, day, result, kind, batch_id, path, name, title, options, metadata, account_id,
  account_name, provider, size_bytes, started_at, failure, links, processing, search_text`

/** A time outside of the calendar must not end every start. */
const dayOf = (at: string): string => `coalesce(date(${at} / 1000, 'unixepoch', 'localtime'), '1970-01-01')`
const LINKS = `(SELECT group_concat(value, char(10)) FROM json_each(iif(json_valid(rows.links), rows.links, '{}')))`
const FAILED = `rows.state IN ('failed', 'needs-attention')`

export const pastUploads: Migration = (run) => {
  run(`
    DROP INDEX receipts_of_upload;
    CREATE INDEX receipts_of_upload ON receipts (upload_id, finished_at);

    CREATE TABLE past_uploads (
      id INTEGER PRIMARY KEY,
      upload_id TEXT NOT NULL,
      sent_at INTEGER NOT NULL,
      ended_at INTEGER NOT NULL,
      day TEXT NOT NULL,
      result TEXT NOT NULL,
      kind TEXT NOT NULL,
      batch_id TEXT NOT NULL,
      path TEXT NOT NULL,
      name TEXT NOT NULL,
      title TEXT,
      options TEXT NOT NULL,
      metadata TEXT NOT NULL,
      account_id TEXT NOT NULL,
      account_name TEXT NOT NULL,
      provider TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      started_at INTEGER,
      failure TEXT,
      links TEXT NOT NULL,
      processing TEXT,
      search_text TEXT NOT NULL
    ) STRICT;

    CREATE TABLE past_tallies (
      day TEXT NOT NULL,
      result TEXT NOT NULL,
      account_id TEXT NOT NULL,
      uploads INTEGER NOT NULL,
      size_bytes INTEGER NOT NULL,
      PRIMARY KEY (day, result, account_id)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX past_of_upload ON past_uploads (upload_id, sent_at);

    -- What has a receipt was sent; the newest receipt of a row is about what the row is now.
    WITH rows AS (${ROWS}), newest AS (SELECT upload_id, max(finished_at) AS finished_at FROM receipts GROUP BY upload_id)
    INSERT OR IGNORE INTO past_uploads (${COLUMNS})
    SELECT receipts.upload_id, coalesce(rows.sent_at, receipts.finished_at), coalesce(rows.settled_at, receipts.finished_at),
      ${dayOf('coalesce(rows.settled_at, receipts.finished_at)')},
      CASE WHEN ${FAILED} THEN 'failed' WHEN rows.state = 'cancelled' THEN 'cancelled' ELSE 'sent' END,
      iif(receipts.device = 'link', 'import', 'upload'), receipts.batch_id, receipts.path, receipts.name, rows.title,
      coalesce(rows.options, '{}'), coalesce(rows.metadata, '{}'),
      receipts.account_id, receipts.account_name, receipts.provider, receipts.size_bytes, receipts.started_at, rows.failure,
      coalesce(rows.links, '{}'), rows.processing,
      search_text(rows.title, receipts.path, receipts.sha256, ${LINKS})
    FROM receipts
    LEFT JOIN newest ON newest.upload_id = receipts.upload_id AND newest.finished_at = receipts.finished_at
    LEFT JOIN rows ON rows.id = newest.upload_id AND rows.sent_at IS NOT NULL
    WHERE rows.state IS NOT 'processing';

    WITH rows AS (${ROWS})
    INSERT OR IGNORE INTO past_uploads (${COLUMNS})
    SELECT id, coalesce(sent_at, 0), settled_at, ${dayOf('settled_at')},
      CASE WHEN ${FAILED} THEN 'failed' WHEN state = 'cancelled' THEN 'cancelled' ELSE 'sent' END,
      kind, batch_id, path, name, title, options, metadata, account_id, '', '', size_bytes, started_at, failure, links, processing,
      search_text(title, path, ${LINKS})
    FROM rows
    WHERE settled_at IS NOT NULL AND (state IN ('done', 'cancelled') OR (started_at IS NOT NULL AND ${FAILED}))
      AND NOT EXISTS (SELECT 1 FROM past_uploads AS known WHERE known.upload_id = rows.id AND known.sent_at = coalesce(rows.sent_at, 0));

    CREATE INDEX past_in_order ON past_uploads (day, ended_at, id, result, account_id, size_bytes, search_text);
    CREATE INDEX past_by_age ON past_uploads (ended_at);

    INSERT INTO past_tallies SELECT day, result, account_id, count(*), sum(size_bytes) FROM past_uploads
      GROUP BY day, result, account_id;
    CREATE TRIGGER past_inserted AFTER INSERT ON past_uploads BEGIN ${addNew}; END;
    CREATE TRIGGER past_deleted AFTER DELETE ON past_uploads BEGIN ${takeOld}; END;
    CREATE TRIGGER past_changed AFTER UPDATE OF day, result, account_id, size_bytes ON past_uploads
      BEGIN ${takeOld}; ${addNew}; END;
  `)
}
