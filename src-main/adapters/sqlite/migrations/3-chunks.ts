/** @file Version 3: request sizes that were learned are kept apart from those that a person asked for. */
import type { Migration } from '../database.ts'

export const chunks: Migration = (run) => {
  run('ALTER TABLE uploads ADD COLUMN learned_chunk_bytes INTEGER;')
}
