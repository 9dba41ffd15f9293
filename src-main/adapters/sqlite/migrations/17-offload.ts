/** @file Version 17: rows and receipts say how the file compares with the hashes that were made at offload. */
import type { Migration } from '../database.ts'

export const offload: Migration = (run) => {
  run(`
    ALTER TABLE uploads ADD COLUMN offload TEXT;
    ALTER TABLE removed ADD COLUMN offload TEXT;
    ALTER TABLE receipts ADD COLUMN offload TEXT;
  `)
}
