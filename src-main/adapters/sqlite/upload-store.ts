/** @file Uploads and their history in the journal. */
import type { QueueFilter } from '../../contract/requests.ts'
import { groupOf, SETTLED, UPLOAD_STATES } from '../../contract/upload.ts'
import type { PollQuery, UploadStore } from '../../engine/ports.ts'
import { volumeOf } from '../../engine/queue/same-file.ts'
import type { Upload } from '../../engine/queue/upload.ts'
import { clueValues, likeFile, MOST_ALIKE } from './clues.ts'
import type { Database, Row } from './database.ts'
import { createHistory } from './history.ts'
import { json, number, text, textOrNull, uploadFrom, uploadValues } from './rows.ts'
import { inOneSpelling } from './search-text.ts'
import { createReader } from './stored.ts'

const IN_ORDER = 'ORDER BY priority DESC, position'

/** States in which an upload of a file can still become a finished one. */
const OPEN = list([...UPLOAD_STATES.filter((state) => !SETTLED.has(state)), 'paused', 'needs-attention', 'failed'])

/** Comes after everything on a file system and before every other one: its id ends with a line end. */
const AFTER = '\u000b'
export const NEXT_PLACE = `SELECT place FROM uploads INDEXED BY uploads_waiting_on WHERE state = 'waiting' AND place <> ''
  AND place >= :from ORDER BY place LIMIT 1`
export const WAITING_ON = `SELECT * FROM uploads INDEXED BY uploads_waiting_on WHERE state = 'waiting' AND place <> ''
  AND place >= :from AND place < :to
  AND iif(json_valid(waiting), waiting ->> 'reason', '') = 'volume' LIMIT :limit`

const NOTE_ASKED = `INSERT OR IGNORE INTO asked (batch_id, upload_id, at) VALUES (:batchId, :uploadId, unixepoch() * 1000)`

/** States in which the host may still have something to say. */
const POLLED = "state IN ('processing', 'done')"

export function createUploadStore(database: Database): UploadStore {
  // What an earlier version left in `source_url` stays there until it is sealed.
  const columns = database
    .all("SELECT name FROM pragma_table_info('uploads') WHERE name <> 'source_url'")
    .map((row) => text(row, 'name'))
  const insertUpload = `INSERT INTO uploads (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`
  const updateUpload = `UPDATE uploads SET ${columns.map((name) => `${name} = :${name}`).join(', ')} WHERE id = :id`
  const history = createHistory(database)

  const listeners: (() => void)[] = []

  /** What cannot be read has failed, for every search as well. What cannot be read stays as it is. */
  function setAside(row: Row, { id, state, failure }: Upload): boolean {
    if (row['state'] === state) return false
    const sql = `UPDATE uploads SET state = :state, state_group = :group, failure = :failure, due_at = NULL, poll_at = NULL
      WHERE id = :id`
    database.run(sql, { id, state, group: groupOf(state), failure: json(failure) })
    return true
  }

  /** Searches again when a row turns out not to belong to what was found. */
  function all(sql: string, values: Parameters<Database['all']>[1]): readonly Upload[] {
    const rows = database.all(sql, values)
    const uploads = rows.map(uploadFrom)
    if (!rows.map((row, index) => setAside(row, uploads[index] as Upload)).includes(true)) return uploads
    for (const listener of listeners) listener()
    return all(sql, values)
  }

  const one = (sql: string, values: Parameters<Database['all']>[1]): Upload | null => all(sql, values)[0] ?? null

  return {
    onSetAside: (listener) => void listeners.push(listener),

    insert(uploads, entry) {
      database.transaction(() => {
        for (const upload of uploads) {
          database.run(insertUpload, uploadValues(upload))
          history.add(upload.id, entry)
        }
      })
    },

    get: (id) => one('SELECT * FROM uploads WHERE id = :id', { id }),

    save(upload, entry, durable = false) {
      const write = (): void =>
        database.transaction(() => {
          database.run(updateUpload, uploadValues(upload))
          if (entry) history.add(upload.id, entry)
        })
      if (durable) database.durably(write)
      else write()
    },

    saveFigures: (id, { acceptedBytes, bytesSent, tries }) =>
      database.run('UPDATE uploads SET accepted_bytes = :acceptedBytes, bytes_sent = :bytesSent, tries = :tries WHERE id = :id', {
        id,
        acceptedBytes,
        bytesSent,
        tries,
      }),

    addHistory: (id, entry) => database.transaction(() => history.add(id, entry)),

    history: history.list,

    delete(ids) {
      database.transaction(() => {
        for (const id of ids) database.run('DELETE FROM uploads WHERE id = :id', { id })
      })
    },

    page(filter, offset, limit) {
      // The inner query walks the index alone; only the rows of the page are read in full.
      const inner = `SELECT rowid FROM uploads ${where(filter)} ${IN_ORDER} LIMIT :limit OFFSET :offset`
      const values = { ...filterValues(filter), limit, offset }
      return all(`SELECT * FROM uploads WHERE rowid IN (${inner}) ${IN_ORDER}`, values)
    },

    count: (filter) =>
      number(database.one(`SELECT count(*) AS n FROM uploads ${where(filter)}`, filterValues(filter)) ?? {}, 'n'),

    idsAfter(filter, afterId, limit) {
      const conditions = where(filter, ['id > :afterId'])
      const values = { ...filterValues(filter), afterId, limit }
      return database.all(`SELECT id FROM uploads ${conditions} ORDER BY id LIMIT :limit`, values).map((row) => text(row, 'id'))
    },

    nextQueued({ limit, exceptAccounts, exceptIds, sessionId }) {
      const conditions = ["kind = 'upload'", "state = 'queued'"]
      if (exceptAccounts.length > 0) conditions.push(`account_id NOT IN ${fromJson('accounts')}`)
      if (exceptIds.length > 0) conditions.push(`id NOT IN ${fromJson('ids')}`)
      if (sessionId !== null) conditions.push('session_id = :sessionId')
      const values = { limit, accounts: JSON.stringify(exceptAccounts), ids: JSON.stringify(exceptIds), sessionId }
      return all(`SELECT * FROM uploads WHERE ${conditions.join(' AND ')} ${IN_ORDER} LIMIT :limit`, values)
    },

    inStates: (states, limit) => all(`SELECT * FROM uploads WHERE state IN ${list(states)} LIMIT :limit`, { limit }),

    ofAccount: (accountId, states, limit) =>
      all(`SELECT * FROM uploads WHERE account_id = :accountId AND state IN ${list(states)} LIMIT :limit`, { accountId, limit }),

    countOfAccount(accountId, states) {
      const sql = `SELECT count(*) AS n FROM uploads WHERE account_id = :accountId AND state IN ${list(states)}`
      return number(database.one(sql, { accountId }) ?? {}, 'n')
    },

    due: (now, limit) => all('SELECT * FROM uploads WHERE due_at <= :now ORDER BY due_at LIMIT :limit', { now, limit }),

    askedForTime: (now) =>
      database
        .all(
          `SELECT account_id, max(due_at) AS until FROM uploads
            WHERE due_at > :now AND json_valid(waiting) AND waiting ->> 'reason' = 'host-busy' GROUP BY account_id`,
          { now },
        )
        .map((row) => ({ accountId: text(row, 'account_id'), until: number(row, 'until') })),

    nextDueAt() {
      const at = database.one('SELECT min(due_at) AS at FROM uploads WHERE due_at IS NOT NULL')?.['at']
      return at === null || at === undefined ? null : Number(at)
    },

    toPoll({ now, limit, ...scope }) {
      const sql = `SELECT * FROM uploads WHERE poll_at <= :now AND ${POLLED} ${polledIn(scope)} ORDER BY poll_at LIMIT :limit`
      return all(sql, { now, limit, ...pollValues(scope) })
    },

    nextPollAt(scope) {
      const sql = `SELECT min(poll_at) AS at FROM uploads WHERE poll_at IS NOT NULL AND ${POLLED} ${polledIn(scope)}`
      const at = database.one(sql, pollValues(scope))?.['at']
      return at === null || at === undefined ? null : Number(at)
    },

    queuedImports(accountId, sessionId, limit) {
      const sql = `SELECT * FROM uploads WHERE kind = 'import' AND state = 'queued' AND account_id = :accountId
        ${sessionId === null ? '' : 'AND session_id = :sessionId'} ${IN_ORDER} LIMIT :limit`
      return all(sql, { accountId, sessionId, limit })
    },

    accountsWithImports(sessionId) {
      const sql = `SELECT DISTINCT account_id FROM uploads WHERE kind = 'import' AND state = 'queued'
        ${sessionId === null ? '' : 'AND session_id = :sessionId'}`
      return database.all(sql, { sessionId }).map((row) => text(row, 'account_id'))
    },

    hasRemote: (accountId, remoteId) =>
      database.one(
        `SELECT 1 FROM uploads WHERE account_id = :accountId AND remote_id = :remoteId
        UNION ALL SELECT 1 FROM cleanups WHERE account_id = :accountId AND remote_id = :remoteId LIMIT 1`,
        { accountId, remoteId },
      ) !== null,

    waitedFor() {
      const found: string[] = []
      for (let from = ''; ; ) {
        const place = database.one(NEXT_PLACE, { from })?.['place']
        if (place === undefined) return found
        const fileSystem = volumeOf(String(place))
        if (fileSystem !== '') found.push(fileSystem)
        from = `${fileSystem}${AFTER}`
      }
    },

    waitingOn: (fileSystem, limit) => all(WAITING_ON, { from: `${fileSystem}\n`, to: `${fileSystem}${AFTER}`, limit }),

    tallies() {
      const sql = `SELECT state, count(*) AS uploads, sum(size_bytes) AS size_bytes, sum(accepted_bytes) AS accepted_bytes
        FROM uploads GROUP BY state`
      return database.all(sql).map((row) => ({
        state: createReader(row).oneOf('state', UPLOAD_STATES, 'failed'),
        uploads: number(row, 'uploads'),
        sizeBytes: number(row, 'size_bytes'),
        acceptedBytes: number(row, 'accepted_bytes'),
      }))
    },

    findOpenLink(path, accountId, inode) {
      // Said outright: the planner would rather walk all uploads of the account.
      const sql = `SELECT * FROM uploads INDEXED BY uploads_of_file WHERE path = :path AND account_id = :accountId AND inode = :inode
        AND state IN ${OPEN} ORDER BY added_at DESC LIMIT 1`
      const upload = one(sql, { path, accountId, inode })
      return upload?.failure?.code === 'queue.unreadable' ? null : upload
    },

    openLike(clues, accountId) {
      const sql = `SELECT uploads.* FROM ${likeFile('uploads')} WHERE state IN ${OPEN} AND kind = 'upload'
        ORDER BY added_at DESC LIMIT ${MOST_ALIKE}`
      return all(sql, clueValues(clues, accountId)).filter(({ failure }) => failure?.code !== 'queue.unreadable')
    },

    findInBatch(batchId, path, accountId, inode) {
      const sql = `SELECT * FROM uploads INDEXED BY uploads_of_file WHERE path = :path AND account_id = :accountId
        AND (batch_id = :batchId OR id IN (SELECT upload_id FROM asked WHERE batch_id = :batchId))
        ${inode === undefined ? '' : 'AND inode = :inode'} ORDER BY added_at DESC LIMIT 1`
      const row = database.one(sql, { batchId, path, accountId, inode: inode ?? null })
      return row && uploadFrom(row)
    },

    noteAsked: (batchId, uploadId) => database.run(NOTE_ASKED, { batchId, uploadId }),

    edge(end, exceptIds) {
      const order = end === 'first' ? IN_ORDER : 'ORDER BY priority ASC, position DESC'
      const ids = JSON.stringify(exceptIds)
      return one(`SELECT * FROM uploads WHERE id NOT IN ${fromJson('ids')} ${order} LIMIT 1`, { ids })
    },

    lastPosition: () => textOrNull(database.one('SELECT max(position) AS position FROM uploads') ?? {}, 'position'),

    predecessor: (position) =>
      textOrNull(
        database.one('SELECT max(position) AS position FROM uploads WHERE position < :position', { position }) ?? {},
        'position',
      ),
  }
}

function polledIn({ exceptAccounts, sessionId }: Omit<PollQuery, 'now' | 'limit'>): string {
  const accounts = exceptAccounts.length === 0 ? '' : `AND account_id NOT IN ${fromJson('accounts')}`
  return `${accounts} ${sessionId === null ? '' : 'AND session_id = :sessionId'}`
}

function pollValues({ exceptAccounts, sessionId }: Omit<PollQuery, 'now' | 'limit'>): {
  accounts: string
  sessionId: string | null
} {
  return { accounts: JSON.stringify(exceptAccounts), sessionId }
}

function where(filter: QueueFilter, more: readonly string[] = []): string {
  const conditions = [...more]
  if (filter.group !== 'all') conditions.push('state_group = :group')
  if (filter.search !== '') conditions.push('instr(search_text, :search) > 0')
  if (filter.batchId !== undefined) conditions.push('batch_id = :batchId')
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
}

function filterValues({ group, search, batchId }: QueueFilter): { group: string; search: string; batchId: string | null } {
  return { group, search: inOneSpelling(search), batchId: batchId ?? null }
}

/** A list of our own constants; values from outside are bound, never written into a statement. */
function list(values: readonly string[]): string {
  return `(${values.map((value) => `'${value}'`).join(', ')})`
}

/** A bound list of any length. */
function fromJson(name: string): string {
  return `(SELECT value FROM json_each(:${name}))`
}
