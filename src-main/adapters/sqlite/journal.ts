/** @file The journal: everything durable about uploads, in one SQLite file. */
import type { Journal, LiveStore, ReceiptStore } from '../../engine/ports/journal.ts'
import type { Cleanup, CleanupExcept, CleanupStore } from '../../engine/queue/cleanup-store.ts'
import { createActivityStore } from './activity-store.ts'
import { createAged } from './aged.ts'
import { createBatchStore } from './batches.ts'
import { createBulkStore } from './bulk-store.ts'
import { createClearText } from './clear-text.ts'
import { clueValues, likeFile, MOST_ALIKE } from './clues.ts'
import { type Database, openDatabase } from './database.ts'
import { createHeldStore } from './held-store.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { createPastStore } from './past-store.ts'
import { createRemovedStore } from './removed-store.ts'
import {
  cleanupFrom,
  cleanupValues,
  identityFrom,
  json,
  liveFrom,
  number,
  numberOrNull,
  receiptFrom,
  receiptValues,
  text,
} from './rows.ts'
import { createTaskStore } from './task-store.ts'
import { createUploadReader } from './upload-reader.ts'
import { createUploadStore } from './upload-store.ts'
import { createWaits } from './waits.ts'
import { createWatchedFileStore } from './watched-file-store.ts'
import { COMPANIONS, journalProblem, olderJournals, pauseUnfinished } from './whole.ts'

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
    moveWaits: createWaits(database),
    deleteOld: createAged(database),
    transaction: (work) => database.transaction(work),
    afterCommit: (work) => database.afterCommit(work),
    onFailure: (listener) => database.onFailure(listener),
    probe: () =>
      database.transaction(() => {
        const version = number(database.one('PRAGMA user_version') ?? {}, 'user_version')
        database.run(`PRAGMA user_version = ${version}`)
      }),
    close: () => database.close(),
  }
}

function createReceiptStore(database: Database): ReceiptStore {
  return {
    insert(receipt, file) {
      const values = receiptValues(receipt, file)
      const names = Object.keys(values)
      database.run(`INSERT INTO receipts (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`, values)
    },

    ofLink(path, accountId, inode) {
      const sql = `SELECT * FROM receipts WHERE path = :path AND account_id = :accountId AND inode = :inode
        ORDER BY finished_at DESC LIMIT 1`
      const row = database.one(sql, { path, accountId, inode })
      return row && receiptFrom(row)
    },

    alike(clues, accountId) {
      const sql = `SELECT receipts.* FROM ${likeFile('receipts')} WHERE size_bytes = :sizeBytes
        ORDER BY finished_at DESC LIMIT ${MOST_ALIKE}`
      return database.all(sql, clueValues(clues, accountId)).map((row) => ({
        receipt: receiptFrom(row),
        path: text(row, 'path'),
        identity: identityFrom(row),
        location: text(row, 'location'),
      }))
    },

    get(id) {
      const row = database.one('SELECT * FROM receipts WHERE id = :id', { id })
      return row && receiptFrom(row)
    },

    ofUpload(uploadId) {
      const row = database.one('SELECT * FROM receipts WHERE upload_id = :uploadId ORDER BY finished_at DESC LIMIT 1', {
        uploadId,
      })
      return row && receiptFrom(row)
    },

    fileOf(uploadId) {
      const sql = 'SELECT * FROM receipts WHERE upload_id = :uploadId ORDER BY finished_at DESC LIMIT 1'
      const row = database.one(sql, { uploadId })
      if (!row) return null
      const { path, media: facts } = receiptFrom(row)
      const identity = identityFrom(row)
      const { sizeBytes, mtimeNs } = identity
      const kind = identity.device === 'link' ? 'import' : 'upload'
      return { kind, path, location: text(row, 'location'), identity, media: facts && { sizeBytes, mtimeNs, facts } }
    },

    prove(id, reported, proof) {
      const values = { id, reported: JSON.stringify(reported), proof: JSON.stringify(proof) }
      database.run('UPDATE receipts SET reported = :reported, proof = :proof WHERE id = :id', values)
    },

    list(since, offset, limit, batchId) {
      const where = `WHERE finished_at >= :since ${batchId === undefined ? '' : 'AND batch_id = :batchId'}`
      const values = { since, limit, offset, batchId: batchId ?? null }
      const rows = database.all(
        `SELECT * FROM receipts ${where} ORDER BY finished_at DESC, id LIMIT :limit OFFSET :offset`,
        values,
      )
      const total = database.one(`SELECT count(*) AS n FROM receipts ${where}`, values)
      return { receipts: rows.map(receiptFrom), total: number(total ?? {}, 'n') }
    },
  }
}

function createCleanupStore(database: Database): CleanupStore {
  return {
    add(cleanup: Cleanup) {
      const values = cleanupValues(cleanup)
      const names = Object.keys(values)
      database.run(
        `INSERT OR REPLACE INTO cleanups (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`,
        values,
      )
    },
    due: (now, limit, except) =>
      database
        .all(`SELECT * FROM cleanups WHERE due_at <= :now AND ${NOT_EXCEPTED} ORDER BY due_at LIMIT :limit`, {
          now,
          limit,
          ...exceptValues(except),
        })
        .map(cleanupFrom),
    nextDueAt(except) {
      const sql = `SELECT due_at FROM cleanups WHERE ${NOT_EXCEPTED} ORDER BY due_at LIMIT 1`
      return numberOrNull(database.one(sql, exceptValues(except)) ?? {}, 'due_at')
    },
    remove: (id) => database.run('DELETE FROM cleanups WHERE id = :id', { id }),
  }
}

const NOT_EXCEPTED = `account_id NOT IN (SELECT value FROM json_each(:accounts))
  AND upload_id NOT IN (SELECT value FROM json_each(:uploads))`

function exceptValues({ exceptAccounts, exceptUploads }: CleanupExcept = { exceptAccounts: [], exceptUploads: [] }): {
  accounts: string
  uploads: string
} {
  return { accounts: JSON.stringify(exceptAccounts), uploads: JSON.stringify(exceptUploads) }
}

function createLiveStore(database: Database): LiveStore {
  return {
    add(entry) {
      const sql = `INSERT OR REPLACE INTO live_streams (account_id, id, title, created_at, last_signal)
        VALUES (:accountId, :id, :title, :createdAt, :signal)`
      database.run(sql, { ...entry, signal: json(entry.signal) })
    },
    list: () => database.all('SELECT * FROM live_streams ORDER BY created_at DESC').map(liveFrom),
    remember: (accountId, id, signal) =>
      database.run('UPDATE live_streams SET last_signal = :signal WHERE account_id = :accountId AND id = :id', {
        accountId,
        id,
        signal: JSON.stringify(signal),
      }),
    remove: (accountId, id) =>
      database.run('DELETE FROM live_streams WHERE account_id = :accountId AND id = :id', { accountId, id }),
  }
}
