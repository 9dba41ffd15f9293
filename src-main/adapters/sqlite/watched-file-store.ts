/** @file The files of watched folders. */
import type { WatchedFileFilter, WatchedFileStore } from '../../engine/watch/ports.ts'
import type { Database } from './database.ts'
import { number, numberOrNull, text } from './rows.ts'
import { inOneSpelling } from './search-text.ts'
import { assignments } from './sql.ts'
import { entryFrom, entryValues, tallyFrom } from './watched-file-rows.ts'

const rowFrom = (source: string): string =>
  `SELECT watched.*, folder FROM ${source} JOIN watched_folders ON watched_folders.id = watched.folder_id`
const ROW = rowFrom('watched')
const ROW_TO_MOVE = rowFrom('watched INDEXED BY watched_to_move')
/** Matches nothing for a folder that was never watched. */
const IN_FOLDER = 'folder_id = (SELECT id FROM watched_folders WHERE folder = :folder)'
/** As in the index; see the migration. */
const SHOWN = "(gone_at IS NULL OR state = 'sent')"

const COLUMNS = [
  'directory',
  'name',
  'size_bytes',
  'mtime_ns',
  'inode',
  'birth_ns',
  'state',
  'reason',
  'upload_id',
  'receipt_id',
  'sha256',
  'afterwards',
  'moved_to',
  'failure',
  'media',
  'at',
  'gone_at',
  'search_text',
]

const ADD_FOLDER = 'INSERT INTO watched_folders (folder) VALUES (:folder) ON CONFLICT DO NOTHING'
const INSERT = `INSERT INTO watched (folder_id, ${COLUMNS.join(', ')})
  VALUES ((SELECT id FROM watched_folders WHERE folder = :folder), ${COLUMNS.map((name) => `:${name}`).join(', ')}) RETURNING id`
const SAVE = `UPDATE watched SET ${assignments(COLUMNS)} WHERE id = :id`

const MAX_ALIKE = 20
const alikeBy = (column: string): string =>
  `SELECT id FROM watched WHERE ${IN_FOLDER} AND state = 'sent' AND size_bytes = :sizeBytes AND ${column} ORDER BY id DESC LIMIT :limit`
/** Two searches, each by an index of its own: thousands of files can have the same size. */
const ALIKE = `SELECT id FROM (${alikeBy('name = :name')}) UNION SELECT id FROM (${alikeBy('mtime_ns = :mtimeNs')})`

export function createWatchedFileStore(database: Database): WatchedFileStore {
  const entries = (sql: string, values: Parameters<Database['all']>[1]) => database.all(sql, values).map(entryFrom)
  const entry = (sql: string, values: Parameters<Database['one']>[1]) => {
    const row = database.one(sql, values)
    return row && entryFrom(row)
  }

  function tallies(folder: string) {
    return database.all(`SELECT * FROM watched_tallies WHERE ${IN_FOLDER} AND files > 0`, { folder }).map(tallyFrom)
  }

  function roundOf(folder: string): number | null {
    return numberOrNull(database.one('SELECT round FROM watched_folders WHERE folder = :folder', { folder }), 'round')
  }

  return {
    inDirectory: (folder, directory, afterName, limit) =>
      entries(
        `${ROW} WHERE ${IN_FOLDER} AND directory = :directory AND name > :afterName AND gone_at IS NULL ORDER BY name LIMIT :limit`,
        { folder, directory, afterName, limit },
      ),

    directories: (folder) =>
      database
        .all(`SELECT DISTINCT directory FROM watched WHERE ${IN_FOLDER} AND gone_at IS NULL ORDER BY directory`, { folder })
        .map((row) => text(row, 'directory')),

    get: (id) => entry(`${ROW} WHERE watched.id = :id`, { id }),

    at: (folder, directory, name) =>
      entry(`${ROW} WHERE ${IN_FOLDER} AND directory = :directory AND name = :name AND gone_at IS NULL`, {
        folder,
        directory,
        name,
      }),

    ofUpload: (uploadId) => entry(`${ROW} WHERE upload_id = :uploadId ORDER BY watched.id DESC LIMIT 1`, { uploadId }),

    sameFile: (folder, { sizeBytes, mtimeNs, inode }) =>
      entries(
        `${ROW} WHERE ${IN_FOLDER} AND inode = :inode AND size_bytes = :sizeBytes AND mtime_ns = :mtimeNs ORDER BY watched.id DESC`,
        { folder, inode, sizeBytes, mtimeNs },
      ),

    alike: (folder, name, { sizeBytes, mtimeNs }) =>
      entries(`${ROW} WHERE watched.id IN (${ALIKE}) ORDER BY watched.id DESC LIMIT :limit`, {
        folder,
        name,
        sizeBytes,
        mtimeNs,
        limit: MAX_ALIKE,
      }),

    insert: (made) =>
      database.transaction(() => {
        database.run(ADD_FOLDER, { folder: made.folder })
        return { ...made, id: number(database.one(INSERT, { ...entryValues(made), folder: made.folder }), 'id') }
      }),

    save: (changed) => database.run(SAVE, { ...entryValues(changed), id: changed.id }),

    delete: (id) => database.run('DELETE FROM watched WHERE id = :id', { id }),

    inState: (folder, state, afterId, limit) =>
      entries(`${ROW} WHERE ${IN_FOLDER} AND state = :state AND watched.id > :afterId ORDER BY watched.id LIMIT :limit`, {
        folder,
        state,
        afterId,
        limit,
      }),

    // Named explicitly: the planner would scan all files that were sent.
    toMove: (folder, afterId, limit) =>
      entries(
        `${ROW_TO_MOVE} WHERE ${IN_FOLDER} AND afterwards IS NOT NULL AND state = 'sent' AND watched.id > :afterId
          ORDER BY watched.id LIMIT :limit`,
        { folder, afterId, limit },
      ),

    page(folder, filter, offset, limit) {
      // The inner query scans the index only; only the rows of the page are read in full.
      const inner = `SELECT id FROM watched WHERE ${conditions(filter)} ORDER BY id DESC LIMIT :limit OFFSET :offset`
      return entries(`${ROW} WHERE watched.id IN (${inner}) ORDER BY watched.id DESC`, {
        ...values(folder, filter),
        limit,
        offset,
      })
    },

    count(folder, filter) {
      if (filter.search === '') {
        return tallies(folder)
          .filter(({ state }) => filter.state === 'all' || filter.state === state)
          .filter(({ reason }) => filter.reason === undefined || filter.reason === reason)
          .reduce((sum, { files }) => sum + files, 0)
      }
      const sql = `SELECT count(*) AS n FROM watched WHERE ${conditions(filter)}`
      return number(database.one(sql, values(folder, filter)), 'n')
    },

    idsAfter(folder, filter, afterId, limit) {
      const sql = `SELECT id FROM watched WHERE ${conditions(filter)} AND id > :afterId ORDER BY id LIMIT :limit`
      return database.all(sql, { ...values(folder, filter), afterId, limit }).map((row) => number(row, 'id'))
    },

    tallies,

    round: roundOf,

    nextRound(folder, after) {
      const next = Math.max(after, roundOf(folder) ?? 0) + 1
      database.durably(() =>
        database.transaction(() => {
          database.run(ADD_FOLDER, { folder })
          database.run('UPDATE watched_folders SET round = :next WHERE folder = :folder', { folder, next })
        }),
      )
      return next
    },
  }
}

function conditions({ state, reason, search }: WatchedFileFilter): string {
  const all = [IN_FOLDER, SHOWN]
  if (state !== 'all') all.push('state = :state')
  if (reason !== undefined) all.push('reason = :reason')
  if (search !== '') all.push('instr(search_text, :search) > 0')
  return all.join(' AND ')
}

function values(folder: string, { state, reason, search }: WatchedFileFilter) {
  return { folder, state, reason: reason ?? null, search: inOneSpelling(search) }
}
