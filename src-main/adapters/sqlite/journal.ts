/** @file The journal: everything durable about uploads, in one SQLite file. */
import type { Journal } from '../../engine/ports/journal.ts'
import { createActivityStore } from './activity-store.ts'
import { createBatchStore } from './batch-store.ts'
import { createBulkStore } from './bulk-store.ts'
import { createCleanupStore } from './cleanup-store.ts'
import { createClearText } from './clear-text.ts'
import { openDatabase } from './database.ts'
import { createDeleteOld } from './delete-old.ts'
import { createHeldStore } from './held-store.ts'
import { COMPANIONS, journalProblem, olderJournals, pauseUnfinished } from './journal-check.ts'
import { createLiveStore } from './live-store.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { createMoveWaits } from './move-waits.ts'
import { createPastStore } from './past-store.ts'
import { createReceiptStore } from './receipt-store.ts'
import { createRemovedStore } from './removed-store.ts'
import { number } from './rows.ts'
import { createTaskStore } from './task-store.ts'
import { createUploadReader } from './upload-reader.ts'
import { createUploadStore } from './upload-store.ts'
import { createWatchedFileStore } from './watched-file-store.ts'

/** How damage of a journal is found, and its older copies. */
export const JOURNAL_FILE = {
  name: 'journal.db',
  companions: COMPANIONS,
  problem: (path: string) => journalProblem(path, MIGRATIONS),
  olderCopies: olderJournals,
  prepareOlder: pauseUnfinished,
} as const

/** @throws FailureError `store.*`, naming the file */
export function openJournal(path: string): Journal {
  const database = openDatabase(path, MIGRATIONS)
  const reader = createUploadReader(database)
  return {
    uploads: createUploadStore(database, reader),
    bulk: createBulkStore(database, reader),
    removed: createRemovedStore(database),
    tasks: createTaskStore(database),
    receipts: createReceiptStore(database),
    past: createPastStore(database),
    activity: createActivityStore(database),
    cleanups: createCleanupStore(database),
    held: createHeldStore(database),
    live: createLiveStore(database),
    watched: createWatchedFileStore(database),
    batches: createBatchStore(database),
    clearText: createClearText(database, path),
    moveWaits: createMoveWaits(database),
    deleteOld: createDeleteOld(database),
    transaction: (work) => database.transaction(work),
    afterCommit: (work) => database.afterCommit(work),
    onFailure: (listener) => database.onFailure(listener),
    probe: () =>
      database.transaction(() => {
        const version = number(database.one('PRAGMA user_version'), 'user_version')
        database.run(`PRAGMA user_version = ${version}`)
      }),
    close: () => database.close(),
  }
}
