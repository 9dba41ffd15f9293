/**
 * @file Version 9: the links of imports are stored sealed. `source_url` holds those of earlier versions until they are sealed at
 * the next start, and an empty text from then until the file was rewritten without them. In an older copy that was put
 * to use, they may be sealed already.
 */
import type { Migration } from '../database.ts'

export const SEALED = 'sealed:'

export const sealedLinks: Migration = (run) => {
  run(`
    ALTER TABLE uploads ADD COLUMN sealed_url TEXT;
    CREATE INDEX uploads_in_clear ON uploads (id) WHERE source_url IS NOT NULL;
    UPDATE uploads SET sealed_url = substr(source_url, ${SEALED.length + 1}), source_url = NULL
      WHERE source_url LIKE '${SEALED}%';
  `)
}
