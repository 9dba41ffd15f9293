/**
 * @file Uploads that have ended. Lists read one index in its order, from the newest back, in windows of a fixed number of entries, which
 * bounds the time of each call, however few entries match.
 */
import { failure } from '../../contract/errors/errors.ts'
import { RESULTS } from '../../contract/history/past-upload.ts'
import { UPLOAD_KINDS, UPLOAD_STATES } from '../../contract/queue/upload.ts'
import { createDayCount } from '../../engine/history/day-count.ts'
import type { PastCursor, PastEntry, PastFilter, PastHead, PastRow, PastStore } from '../../engine/history/past-store.ts'
import { factsOfVersion } from '../../engine/media/file-version.ts'
import type { Database, Row } from './database.ts'
import { json, number, numberOrNull, text, textOrNull } from './rows.ts'
import { inOneSpelling, searchText } from './search-text.ts'
import { columnsAndValues, fromJson } from './sql.ts'
import { createColumnReader, SCHEMAS } from './stored-columns.ts'

const COLUMNS = [
  ...['upload_id', 'sent_at', 'ended_at', 'day', 'result', 'kind', 'batch_id', 'path', 'name', 'title', 'options'],
  ...[
    'metadata',
    'account_id',
    'account_name',
    'provider',
    'size_bytes',
    'started_at',
    'failure',
    'links',
    'processing',
    'search_text',
    'utc_offset',
  ],
] as const
const KEY: readonly string[] = ['upload_id', 'sent_at']
const UPSERT = `INSERT INTO past_uploads ${columnsAndValues(COLUMNS)}
  ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET ${COLUMNS.filter((name) => !KEY.includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}`
/** The entry of an upload that failed or was cancelled before, and was sent after all. */
const DELETE_UNSENT = 'DELETE FROM past_uploads WHERE upload_id = :upload_id AND sent_at = 0'

const HEAD = 'id, day, ended_at, result, size_bytes'
const NEWEST_FIRST = 'ORDER BY day DESC, ended_at DESC, id DESC'
/** The newest receipt of the time at which the upload was sent. */
const RECEIPT = `SELECT id FROM receipts WHERE upload_id = past_uploads.upload_id
  AND finished_at <= max(past_uploads.sent_at, past_uploads.ended_at) ORDER BY finished_at DESC LIMIT 1`
const READ = `SELECT past_uploads.*, uploads.state AS row_state, receipts.id AS receipt_id, receipts.sha256 AS sha256,
    receipts.proof AS proof, receipts.media AS sent_media, receipts.mtime_ns AS sent_mtime_ns, receipts.location AS sent_location,
    uploads.size_bytes AS row_size, uploads.mtime_ns AS row_mtime_ns, uploads.location AS row_location, uploads.media AS row_media
  FROM past_uploads LEFT JOIN uploads ON uploads.id = past_uploads.upload_id
  LEFT JOIN receipts ON past_uploads.sent_at > 0 AND receipts.id = (${RECEIPT})
  WHERE past_uploads.id IN ${fromJson('ids')}`
const DAYS = `SELECT day, result, sum(uploads) AS uploads, sum(size_bytes) AS size_bytes FROM past_tallies`

export function createPastStore(database: Database): PastStore {
  function conditionsOf({ accountId, result, from, to }: PastFilter, after: PastCursor | null): readonly string[] {
    return [
      ...(from === undefined ? [] : ['day >= :from']),
      ...(after === null ? (to === undefined ? [] : ['day <= :to']) : ['(day, ended_at, id) < (:day, :endedAt, :id)']),
      ...(accountId === undefined ? [] : ['account_id = :accountId']),
      ...(result === undefined ? [] : ['result = :result']),
    ]
  }

  function valuesOf({ search, accountId, result, from, to }: PastFilter, after: PastCursor | null) {
    const conditions = { accountId: accountId ?? null, result: result ?? null, from: from ?? null, to: to ?? null }
    const start = { day: after?.day ?? null, endedAt: after?.endedAt ?? null, id: after?.id ?? null }
    return { ...conditions, ...start, search: inOneSpelling(search) }
  }

  const where = (conditions: readonly string[]): string => (conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`)

  const rowsOf = (ids: readonly number[]): readonly Row[] => database.all(READ, { ids: JSON.stringify(ids) })

  function read(ids: readonly number[]): readonly PastRow[] {
    const found = new Map(rowsOf(ids).map((row) => [number(row, 'id'), pastFrom(row)]))
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  return {
    put(entry) {
      const values = valuesFrom(entry)
      if (entry.sentAt !== null) database.run(DELETE_UNSENT, { upload_id: entry.uploadId })
      database.run(UPSERT, values)
    },

    noteDeleted({ uploadId, sentAt, at }) {
      const sql =
        'UPDATE past_uploads SET deleted_at = :at WHERE upload_id = :uploadId AND sent_at = :sentAt AND deleted_at IS NULL'
      database.run(sql, { uploadId, sentAt, at })
      return number(database.one('SELECT changes() AS n'), 'n') > 0
    },

    withdraw: ({ id, sentAt }) =>
      database.run('DELETE FROM past_uploads WHERE upload_id = :id AND sent_at = :sentAt', { id, sentAt: sentAt ?? 0 }),

    has: ({ id, sentAt }) =>
      database.one('SELECT 1 FROM past_uploads WHERE upload_id = :id AND sent_at = :sentAt', { id, sentAt: sentAt ?? 0 }) !==
      null,

    get(id) {
      const [row] = rowsOf([id])
      if (!row) return null
      const { json: stored } = createColumnReader(row)
      return {
        ...pastFrom(row),
        options: stored('options', SCHEMAS.texts, {}),
        metadata: stored('metadata', SCHEMAS.texts, {}),
      }
    },

    count: () => number(database.one('SELECT coalesce(sum(uploads), 0) AS n FROM past_tallies'), 'n'),

    days(accountId) {
      const condition = accountId === undefined ? '' : 'WHERE account_id = :accountId'
      const rows = database.all(
        `${DAYS} ${condition} GROUP BY day, result HAVING sum(uploads) > 0 ORDER BY day DESC, result DESC`,
        {
          accountId: accountId ?? null,
        },
      )
      const count = createDayCount()
      for (const row of rows) {
        const result = createColumnReader(row).oneOf('result', RESULTS, 'failed')
        count.add({ day: text(row, 'day'), result, sizeBytes: number(row, 'size_bytes') }, number(row, 'uploads'))
      }
      return count.days()
    },

    find(filter, after, scan) {
      const bounds = conditionsOf({ search: '', from: filter.from, to: filter.to }, after)
      const values = { ...valuesOf(filter, after), skipped: scan - 1 }
      const window = `SELECT ${HEAD} FROM past_uploads ${where(bounds)} ${NEWEST_FIRST} LIMIT 1 OFFSET :skipped`
      const end = database.one(window, values)
      const next = end && cursorFrom(end)
      const conditions = [
        ...conditionsOf(filter, after),
        ...(next === null ? [] : ['(day, ended_at, id) >= (:endDay, :endAt, :endId)']),
        ...(filter.search === '' ? [] : ['instr(search_text, :search) > 0']),
      ]
      const sql = `SELECT ${HEAD} FROM past_uploads ${where(conditions)} ${NEWEST_FIRST}`
      const heads = database.all(sql, {
        ...values,
        endDay: next?.day ?? null,
        endAt: next?.endedAt ?? null,
        endId: next?.id ?? null,
      })
      return { heads: heads.map(headFrom), next }
    },

    read,
  }
}

function valuesFrom(entry: PastEntry) {
  return {
    upload_id: entry.uploadId,
    sent_at: entry.sentAt ?? 0,
    ended_at: entry.endedAt,
    day: entry.day,
    result: entry.result,
    kind: entry.kind,
    batch_id: entry.batchId,
    path: entry.path,
    name: entry.name,
    title: entry.title,
    options: JSON.stringify(entry.options),
    metadata: JSON.stringify(entry.metadata),
    account_id: entry.accountId,
    account_name: entry.accountName,
    provider: entry.provider,
    size_bytes: entry.sizeBytes,
    started_at: entry.startedAt,
    failure: json(entry.failure),
    links: JSON.stringify(entry.links),
    processing: json(entry.processing),
    utc_offset: entry.utcOffset,
    search_text: searchText(entry.title, entry.path, entry.sha256, ...Object.values(entry.links)),
  }
}

function pastFrom(row: Row): PastRow {
  const { json: stored, oneOf } = createColumnReader(row)
  const sentAt = number(row, 'sent_at')
  const rowState = textOrNull(row, 'row_state')
  const deletedAt = numberOrNull(row, 'deleted_at')
  return {
    id: number(row, 'id'),
    uploadId: text(row, 'upload_id'),
    kind: oneOf('kind', UPLOAD_KINDS, 'upload'),
    batchId: text(row, 'batch_id'),
    endedAt: number(row, 'ended_at'),
    day: text(row, 'day'),
    utcOffset: number(row, 'utc_offset'),
    result: oneOf('result', RESULTS, 'failed'),
    path: text(row, 'path'),
    name: text(row, 'name'),
    title: textOrNull(row, 'title'),
    accountId: text(row, 'account_id'),
    accountName: text(row, 'account_name'),
    provider: text(row, 'provider'),
    sizeBytes: number(row, 'size_bytes'),
    startedAt: numberOrNull(row, 'started_at'),
    sentAt: sentAt === 0 ? null : sentAt,
    failure: stored('failure', SCHEMAS.failure, failure('queue.unreadable', { columns: 'failure' })),
    // The host has deleted what they led to.
    links: deletedAt === null ? stored('links', SCHEMAS.links, {}) : {},
    deletedAt,
    processing: stored('processing', SCHEMAS.processing, null),
    receiptId: textOrNull(row, 'receipt_id'),
    sha256: textOrNull(row, 'sha256'),
    proof: row['receipt_id'] === null ? [] : stored('proof', SCHEMAS.proof, []),
    ...versionFrom(row),
    rowState: rowState === null ? null : oneOf('row_state', UPLOAD_STATES, 'failed'),
  }
}

/** The version of the file that was sent, by its receipt; else the one in the queue. */
function versionFrom(row: Row): Pick<PastRow, 'file' | 'media'> {
  const { json: stored } = createColumnReader(row)
  if (row['receipt_id'] !== null) {
    const file = { location: text(row, 'sent_location'), mtimeNs: text(row, 'sent_mtime_ns') }
    return { file, media: stored('sent_media', SCHEMAS.facts, null) }
  }
  if (row['row_state'] === null) return { file: null, media: null }
  const mtimeNs = text(row, 'row_mtime_ns')
  const media = factsOfVersion({ sizeBytes: number(row, 'row_size'), mtimeNs }, stored('row_media', SCHEMAS.media, null))
  return { file: { location: text(row, 'row_location'), mtimeNs }, media }
}

function cursorFrom(row: Row): PastCursor {
  return { id: number(row, 'id'), day: text(row, 'day'), endedAt: number(row, 'ended_at') }
}

function headFrom(row: Row): PastHead {
  return {
    ...cursorFrom(row),
    result: createColumnReader(row).oneOf('result', RESULTS, 'failed'),
    sizeBytes: number(row, 'size_bytes'),
  }
}
