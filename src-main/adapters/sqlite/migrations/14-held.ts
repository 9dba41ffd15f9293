/** @file Version 14: files and folders that wait until a person says where they go. */
import type { Migration } from '../database.ts'

export const held: Migration = (run) => {
  run('CREATE TABLE held_files (path TEXT PRIMARY KEY, held_at INTEGER NOT NULL) STRICT')
}
