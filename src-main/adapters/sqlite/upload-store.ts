/** @file Uploads and their history in the journal. */
import { SETTLED, UPLOAD_STATES, type UploadState } from '../../contract/queue/upload.ts'
import { volumeOf } from '../../engine/files/same-file.ts'
import type { Upload } from '../../engine/queue/upload.ts'
import type { UploadStore } from '../../engine/queue/upload-store.ts'
import { clueValues, likeFile, MAX_ALIKE } from './clues.ts'
import type { Database } from './database.ts'
import { filterValues, where } from './filter-sql.ts'
import { createGroupStore } from './group-store.ts'
import { createHistory } from './history.ts'
import { changedValues, number, numberOrNull, text, textOrNull, uploadFrom, uploadValues } from './rows.ts'
import { assignments, columnsAndValues, fromJson, list } from './sql.ts'
import { createColumnReader } from './stored-columns.ts'
import { inQueueOrder } from './upload-order.ts'
import type { UploadReader } from './upload-reader.ts'

const IN_ORDER = 'ORDER BY priority DESC, position'

/** States in which an upload of a file can still become a finished one. */
export const OPEN_STATES: readonly UploadState[] = [
  ...UPLOAD_STATES.filter((state) => !SETTLED.has(state)),
  'paused',
  'needs-attention',
  'failed',
]
const OPEN = list(OPEN_STATES)

/** Appended to the id of a file system, it sorts after every location on it, which has a line feed there, and before the next file system. */
const AFTER = '\u000b'
export const NEXT_LOCATION = `SELECT location FROM uploads INDEXED BY uploads_waiting_on WHERE state = 'waiting' AND location <> ''
  AND location >= :from ORDER BY location LIMIT 1`
export const WAITING_ON = `SELECT * FROM uploads INDEXED BY uploads_waiting_on WHERE state = 'waiting' AND location <> ''
  AND location >= :from AND location < :to
  AND iif(json_valid(waiting), waiting ->> 'reason', '') = 'volume' LIMIT :limit`

const UNREAD = `SELECT id, path, location FROM uploads INDEXED BY uploads_unread
  WHERE media IS NULL AND kind = 'upload' AND sent_at IS NULL AND id > :after ORDER BY id LIMIT :limit`

/** Removed rows that a task can still restore, as a FROM clause. */
const RESTORABLE = 'tasks CROSS JOIN removed ON removed.removal = tasks.id'

const NOTE_ASKED = `INSERT OR IGNORE INTO asked (batch_id, upload_id, at) VALUES (:batchId, :uploadId, unixepoch() * 1000)`

/** States in which the provider is polled. */
const POLLED = "state IN ('processing', 'done')"

export function createUploadStore(database: Database, reader: UploadReader): UploadStore {
  // Not written: it has the links of earlier versions until they are sealed, see migration 9.
  const columns = database
    .all("SELECT name FROM pragma_table_info('uploads') WHERE name <> 'source_url'")
    .map((row) => text(row, 'name'))
  const insertUpload = `INSERT INTO uploads ${columnsAndValues(columns)}`
  const history = createHistory(database)

  const { all } = reader

  /** One search in the index for each account, however many rows it has. */
  function accountsWhere(condition: string, values: Parameters<Database['all']>[1]): readonly string[] {
    const first = (more: string): string => `SELECT min(account_id) FROM uploads WHERE ${condition} ${more}`
    const sql = `WITH RECURSIVE accounts (id) AS (${first('')} UNION ALL
      SELECT (${first('AND account_id > accounts.id')}) FROM accounts WHERE accounts.id IS NOT NULL)
      SELECT id FROM accounts WHERE id IS NOT NULL`
    return database.all(sql, values).map((row) => text(row, 'id'))
  }

  const one = (sql: string, values: Parameters<Database['all']>[1]): Upload | null => all(sql, values)[0] ?? null

  return {
    ...createGroupStore(database, reader),
    onUnreadableRows: reader.onUnreadableRows,

    insert(uploads, entry) {
      database.transaction(() => {
        for (const upload of uploads) {
          database.run(insertUpload, uploadValues(upload))
          history.add(upload.id, entry)
        }
      })
    },

    get: (id) => one('SELECT * FROM uploads WHERE id = :id', { id }),

    save(before, after, entry, durable = false) {
      const values = changedValues(before, after)
      const names = Object.keys(values)
      const update = `UPDATE uploads SET ${assignments(names)} WHERE id = :upload`
      const write = (): void =>
        database.transaction(() => {
          if (names.length > 0) database.run(update, { ...values, upload: after.id })
          if (entry) history.add(after.id, entry)
        })
      if (durable) database.durably(write)
      else write()
    },

    saveFigures: (id, { acceptedBytes, bytesSent, consecutiveFailures }) =>
      database.run('UPDATE uploads SET accepted_bytes = :acceptedBytes, bytes_sent = :bytesSent, tries = :tries WHERE id = :id', {
        id,
        acceptedBytes,
        bytesSent,
        tries: consecutiveFailures,
      }),

    addHistory: (id, entry) => database.transaction(() => history.add(id, entry)),

    history: history.list,

    delete: (ids) => database.run(`DELETE FROM uploads WHERE id IN ${fromJson('ids')}`, { ids: JSON.stringify(ids) }),

    page(filter, offset, limit) {
      // The inner query scans the index only; only the rows of the page are read in full.
      const inner = `SELECT rowid AS row FROM uploads ${where(filter)} ${IN_ORDER} LIMIT :limit OFFSET :offset`
      const ids = database.all(inner, { ...filterValues(filter), limit, offset }).map((row) => number(row, 'row'))
      const rows = all(`SELECT * FROM uploads WHERE rowid IN ${fromJson('ids')}`, { ids: JSON.stringify(ids) })
      return rows.toSorted(inQueueOrder)
    },

    count: (filter) => number(database.one(`SELECT count(*) AS n FROM uploads ${where(filter)}`, filterValues(filter)), 'n'),

    nextQueued({ limit, exceptAccounts, exceptIds, sessionId }) {
      const conditions = ["kind = 'upload'", "state = 'queued'"]
      if (exceptAccounts.length > 0) conditions.push(`account_id NOT IN ${fromJson('accounts')}`)
      if (exceptIds.length > 0) conditions.push(`id NOT IN ${fromJson('ids')}`)
      if (sessionId !== null) conditions.push('session_id = :sessionId')
      const values = { limit, accounts: JSON.stringify(exceptAccounts), ids: JSON.stringify(exceptIds), sessionId }
      return all(`SELECT * FROM uploads WHERE ${conditions.join(' AND ')} ${IN_ORDER} LIMIT :limit`, values)
    },

    unread: (after, limit) =>
      database.all(UNREAD, { after, limit }).map((row) => ({
        id: text(row, 'id'),
        path: text(row, 'path'),
        location: text(row, 'location'),
      })),

    inStates: (states, limit) => all(`SELECT * FROM uploads WHERE state IN ${list(states)} LIMIT :limit`, { limit }),

    ofAccount: (accountId, states, limit) =>
      all(`SELECT * FROM uploads WHERE account_id = :accountId AND state IN ${list(states)} LIMIT :limit`, { accountId, limit }),

    countOfAccount(accountId, states) {
      const sql = `SELECT (SELECT count(*) FROM uploads WHERE account_id = :accountId AND state IN ${list(states)})
        + (SELECT count(*) FROM ${RESTORABLE} WHERE account_id = :accountId AND removed.state IN ${list(states)}) AS n`
      return number(database.one(sql, { accountId }), 'n')
    },

    due: (now, limit) => all('SELECT * FROM uploads WHERE due_at <= :now ORDER BY due_at LIMIT :limit', { now, limit }),

    waitingFor(reason, accountId, limit) {
      const account = accountId === null ? '' : 'AND account_id = :accountId'
      return all(`SELECT * FROM uploads WHERE waiting_reason = :reason ${account} LIMIT :limit`, { reason, accountId, limit })
    },

    restingAccounts: (now) =>
      database
        .all(
          `SELECT account_id, max(due_at) AS until FROM uploads
            WHERE waiting_reason = 'host-busy' AND due_at > :now GROUP BY account_id`,
          { now },
        )
        .map((row) => ({ accountId: text(row, 'account_id'), until: number(row, 'until') })),

    nextDueAt: () => numberOrNull(database.one('SELECT min(due_at) AS at FROM uploads WHERE due_at IS NOT NULL'), 'at'),

    accountsToPoll({ exceptAccounts, sessionId }) {
      const scope = sessionId === null ? '' : 'session_id = :sessionId AND'
      const first = `SELECT poll_at FROM uploads WHERE ${scope} account_id = :accountId AND poll_at IS NOT NULL AND ${POLLED}
        ORDER BY poll_at LIMIT 1`
      return accountsWhere(`${scope} poll_at IS NOT NULL`, { sessionId }).flatMap((accountId) => {
        if (exceptAccounts.includes(accountId)) return []
        const row = database.one(first, { accountId, sessionId })
        return row ? { accountId, at: number(row, 'poll_at') } : []
      })
    },

    dueForPolling({ accountId, now, limit, sessionId }) {
      const scope = sessionId === null ? '' : 'session_id = :sessionId AND'
      const sql = `SELECT * FROM uploads WHERE ${scope} account_id = :accountId AND poll_at <= :now AND ${POLLED}
        ORDER BY poll_at LIMIT :limit`
      return all(sql, { accountId, now, limit, sessionId })
    },

    queuedImports(accountId, sessionId, limit) {
      const sql = `SELECT * FROM uploads WHERE kind = 'import' AND state = 'queued' AND account_id = :accountId
        ${sessionId === null ? '' : 'AND session_id = :sessionId'} ${IN_ORDER} LIMIT :limit`
      return all(sql, { accountId, sessionId, limit })
    },

    importsInState: (state, accountId, limit) =>
      all(
        `SELECT * FROM uploads WHERE kind = 'import' AND state = :state ${accountId === null ? '' : 'AND account_id = :accountId'}
          LIMIT :limit`,
        { state, accountId, limit },
      ),

    accountsWithImports(sessionId) {
      const queued = `SELECT 1 FROM uploads WHERE kind = 'import' AND state = 'queued' AND account_id = :accountId
        ${sessionId === null ? '' : 'AND session_id = :sessionId'} LIMIT 1`
      return accountsWhere("kind = 'import'", {}).filter((accountId) => database.one(queued, { accountId, sessionId }) !== null)
    },

    hasRemote: (accountId, remoteId) =>
      database.one(
        `SELECT 1 FROM uploads WHERE account_id = :accountId AND remote_id = :remoteId
        UNION ALL SELECT 1 FROM ${RESTORABLE} WHERE account_id = :accountId AND remote_id = :remoteId
        UNION ALL SELECT 1 FROM receipts WHERE account_id = :accountId AND remote_id = :remoteId
        UNION ALL SELECT 1 FROM cleanups WHERE account_id = :accountId AND remote_id = :remoteId LIMIT 1`,
        { accountId, remoteId },
      ) !== null,

    awaitedFileSystems() {
      const found: string[] = []
      for (let from = ''; ; ) {
        const location = database.one(NEXT_LOCATION, { from })?.['location']
        if (location === undefined) return found
        const fileSystem = volumeOf(String(location))
        if (fileSystem !== '') found.push(fileSystem)
        from = `${fileSystem}${AFTER}`
      }
    },

    waitingForFileSystem: (fileSystem, limit) => all(WAITING_ON, { from: `${fileSystem}\n`, to: `${fileSystem}${AFTER}`, limit }),

    tallies() {
      const sql = `SELECT state, count(*) AS uploads, sum(size_bytes) AS size_bytes, sum(accepted_bytes) AS accepted_bytes
        FROM uploads GROUP BY state`
      return database.all(sql).map((row) => ({
        state: createColumnReader(row).oneOf('state', UPLOAD_STATES, 'failed'),
        uploads: number(row, 'uploads'),
        sizeBytes: number(row, 'size_bytes'),
        acceptedBytes: number(row, 'accepted_bytes'),
      }))
    },

    findOpenLink(path, accountId, inode) {
      // Named explicitly: the planner would scan all uploads of the account.
      const sql = `SELECT * FROM uploads INDEXED BY uploads_of_file WHERE path = :path AND account_id = :accountId AND inode = :inode
        AND state IN ${OPEN} ORDER BY added_at DESC LIMIT 1`
      const upload = one(sql, { path, accountId, inode })
      return upload?.failure?.code === 'queue.unreadable' ? null : upload
    },

    openUploadsLike(clues, accountId) {
      const sql = `SELECT uploads.* FROM ${likeFile('uploads')} WHERE state IN ${OPEN} AND kind = 'upload'
        ORDER BY added_at DESC LIMIT ${MAX_ALIKE}`
      return all(sql, clueValues(clues, accountId)).filter(({ failure }) => failure?.code !== 'queue.unreadable')
    },

    findInBatch(batchId, path, accountId, inode) {
      const sql = `SELECT * FROM uploads INDEXED BY uploads_of_file WHERE path = :path AND account_id = :accountId
        AND (batch_id = :batchId OR id IN (SELECT upload_id FROM asked WHERE batch_id = :batchId))
        ${inode === undefined ? '' : 'AND inode = :inode'} ORDER BY added_at DESC LIMIT 1`
      const row = database.one(sql, { batchId, path, accountId, inode: inode ?? null })
      return row && uploadFrom(row)
    },

    nextBatch: (after) =>
      textOrNull(
        database.one('SELECT batch_id FROM uploads WHERE batch_id > :after ORDER BY batch_id LIMIT 1', { after }),
        'batch_id',
      ),

    linkToBatch: (batchId, uploadId) => database.run(NOTE_ASKED, { batchId, uploadId }),

    /** Includes removed rows: they keep their sort keys. */
    lastPosition: () =>
      textOrNull(
        database.one(`SELECT max(position) AS position FROM (
          SELECT max(position) AS position FROM uploads UNION ALL SELECT max(position) FROM removed)`),
        'position',
      ),

    lastId: () =>
      textOrNull(database.one(`SELECT max(id) AS id FROM (${lastIdOf('uploads')} UNION ALL ${lastIdOf('removed')})`), 'id'),

    predecessor: (position) =>
      textOrNull(
        database.one('SELECT max(position) AS position FROM uploads WHERE position < :position', { position }),
        'position',
      ),
  }
}

/** The last id that begins with the time (UUID version 7; until the year 2527 with a 0). Earlier versions made random ids (version 4). */
function lastIdOf(table: 'uploads' | 'removed'): string {
  return `SELECT * FROM (SELECT id FROM ${table} WHERE id < '1' AND id GLOB '????????-????-7*' ORDER BY id DESC LIMIT 1)`
}
