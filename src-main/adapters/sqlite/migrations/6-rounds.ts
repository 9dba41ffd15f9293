/**
 * @file Version 6: the journal counts the rounds of a watched folder, so that a journal that is lost or older than what the
 * folder remembers is recognised. A folder with known files has begun.
 */
import type { Migration } from '../database.ts'

export const rounds: Migration = (run) => {
  run('ALTER TABLE watched_folders ADD COLUMN round INTEGER; UPDATE watched_folders SET round = 0;')
}
