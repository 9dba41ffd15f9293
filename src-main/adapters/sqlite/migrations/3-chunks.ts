/** @file Version 3: learned request sizes are stored apart from those that a person chose. */
import type { Migration } from '../database.ts'

export const chunks: Migration = (run) => {
  run('ALTER TABLE uploads ADD COLUMN learned_chunk_bytes INTEGER;')
}
