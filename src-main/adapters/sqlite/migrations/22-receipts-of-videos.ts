/** @file Version 22: what is at a host is found by its id there, also when its row has left the queue. */
import type { Migration } from '../database.ts'

export const receiptsOfVideos: Migration = (run) => {
  run('CREATE INDEX receipts_of_remote ON receipts (account_id, remote_id) WHERE remote_id IS NOT NULL;')
}
