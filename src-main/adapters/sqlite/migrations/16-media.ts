/** @file Version 16: what files say of themselves is kept with uploads, receipts and watched files, and titles wait for it. */
import type { Migration } from '../database.ts'

export const media: Migration = (run) => {
  run(`
    ALTER TABLE uploads ADD COLUMN media TEXT;
    ALTER TABLE uploads ADD COLUMN title_template TEXT;
    ALTER TABLE removed ADD COLUMN media TEXT;
    ALTER TABLE removed ADD COLUMN title_template TEXT;
    ALTER TABLE receipts ADD COLUMN media TEXT;
    ALTER TABLE watched ADD COLUMN media TEXT;

    CREATE INDEX uploads_unread ON uploads (id) WHERE media IS NULL AND kind = 'upload' AND sent_at IS NULL;
  `)
}
