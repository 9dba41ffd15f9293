/** @file Writes a journal with many rows in seconds: directly into the tables, in one transaction. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { generateNKeysBetween } from 'fractional-indexing'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { historyValues, uploadValues } from '../../src-main/adapters/sqlite/rows.ts'
import { failure } from '../../src-main/contract/errors/errors.ts'
import type { UploadState } from '../../src-main/contract/queue/upload.ts'
import type { Upload } from '../../src-main/engine/queue/upload.ts'
import { createUploadIds } from '../../src-main/engine/queue/upload-id.ts'
import { anUpload } from './fakes.ts'

const STARTED_AT = 1_700_000_000_000
const BATCH_ROWS = 1_000

export interface BigJournal {
  readonly path: string
  readonly rows: number
  /** The state of the row at a position of the queue. */
  readonly stateOf: (index: number) => UploadState
  readonly accountId?: string
  /** What differs from a row that was just added. */
  readonly change?: (index: number) => Partial<Upload>
}

/** Rows in queue order, named `clip 000000.mov` and so on, with one line of history each. */
export function makeBigJournal({ path, rows, stateOf, accountId = 'one', change = () => ({}) }: BigJournal): void {
  mkdirSync(dirname(path), { recursive: true })
  openJournal(path).close()
  const database = new DatabaseSync(path)
  const positions = generateNKeysBetween(null, null, rows)
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN')
  const indexes = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = 'uploads'")
    .all()
  for (const { name } of indexes) database.exec(`DROP INDEX ${name}`)
  const insert = (table: string, values: Record<string, unknown>) =>
    database.prepare(
      `INSERT INTO ${table} (${Object.keys(values).join(', ')}) VALUES (${Object.keys(values)
        .map((name) => `:${name}`)
        .join(', ')})`,
    )
  const uploads = insert('uploads', uploadValues(anUpload()))
  const entry = { at: STARTED_AT, event: 'add', state: 'queued', bytes: null, failure: null } as const
  const history = insert('history', historyValues('', entry))
  for (let index = 0; index < rows; index += 1) {
    const upload = rowAt(index, positions[index] ?? '', stateOf(index), accountId, change(index))
    uploads.run(uploadValues(upload))
    history.run(historyValues(upload.id, entry))
  }
  for (const { sql } of indexes) database.exec(String(sql))
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

const newUploadId = createUploadIds(null)

function rowAt(index: number, position: string, state: UploadState, accountId: string, more: Partial<Upload>): Upload {
  const number = String(index).padStart(6, '0')
  const isSent = state === 'done'
  const base = anUpload({
    id: newUploadId(STARTED_AT + index),
    batchId: `batch ${Math.floor(index / BATCH_ROWS)}`,
    position,
    path: `/clips/day ${Math.floor(index / BATCH_ROWS)}/clip ${number}.mov`,
    name: `clip ${number}.mov`,
    identity: { sizeBytes: 1_000_000 + index, mtimeNs: `17000000000000${number}00`, inode: String(10_000 + index), device: '1' },
    location: `1234\n/day ${Math.floor(index / BATCH_ROWS)}/clip ${number}.mov`,
    accountId,
    addedAt: STARTED_AT + index,
    state,
    ...(isSent
      ? { acceptedBytes: 1_000_000 + index, bytesSent: 1_000_000 + index, sentAt: STARTED_AT, settledAt: STARTED_AT }
      : {}),
    ...(state === 'failed' ? { failure: failure('network.offline'), settledAt: STARTED_AT } : {}),
    ...(state === 'waiting'
      ? { waiting: { reason: 'offline', until: Date.now() + 4 * 60_000 + index, failure: failure('network.offline') } as const }
      : {}),
  })
  return { ...base, ...more }
}
