/** @file Journals as older versions of Reelay left them. */
import { DatabaseSync } from 'node:sqlite'
import { type Database, openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { MIGRATIONS } from '../../src-main/adapters/sqlite/migrations/index.ts'
import { receiptValues, uploadValues } from '../../src-main/adapters/sqlite/rows.ts'
import { failure } from '../../src-main/contract/errors/errors.ts'
import type { Receipt } from '../../src-main/contract/queue/upload.ts'
import type { Upload } from '../../src-main/engine/queue/upload.ts'
import { anIdentity, anUpload } from './fakes.ts'
import { aReceipt } from './receipts.ts'

const OF_VERSION_5 = {
  ...{ batch_id: 'b1', session_id: 's', position: 'a0', priority: 0, path: '/clip.mp4', name: 'clip.mp4', size_bytes: 10 },
  ...{ mtime_ns: '1', inode: '2', device: '3', account_id: 'acc', metadata: '{}', options: '{}', links: '{}' },
  ...{
    state: 'done',
    state_group: 'finished',
    accepted_bytes: 10,
    bytes_sent: 10,
    tries: 0,
    attempts: 1,
    restarts: 0,
    added_at: 5,
  },
}

/** A row as versions 2 to 5 had them: by default a clip that is sent. */
export function insertUpload(old: Database, values: Readonly<Record<string, string | number>>): void {
  const row = { ...OF_VERSION_5, ...values }
  const names = Object.keys(row)
  old.run(`INSERT INTO uploads (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`, row)
}

/** A copy from a link that has not begun. */
export function insertCopy(old: Database, values: Readonly<Record<string, string | number>>): void {
  const nothing = { size_bytes: 0, mtime_ns: '0', device: 'link', accepted_bytes: 0, bytes_sent: 0, attempts: 0 }
  insertUpload(old, { kind: 'import', ...nothing, state: 'paused', state_group: 'waiting', ...values })
}

/** Empty, of version 5. */
export function makeOldJournal(path: string): void {
  openDatabase(path, MIGRATIONS.slice(0, 5)).close()
}

/** Of version 15, with rows in several states and receipts. */
export function makeJournalOf15(path: string): void {
  openDatabase(path, MIGRATIONS.slice(0, 15)).close()
  const database = new DatabaseSync(path)
  const known = (table: string): ReadonlySet<string> =>
    new Set(
      database
        .prepare(`SELECT name FROM pragma_table_info('${table}')`)
        .all()
        .map(({ name }) => String(name)),
    )
  const columns = { uploads: known('uploads'), receipts: known('receipts') }
  function insert(table: keyof typeof columns, values: ReturnType<typeof uploadValues>): void {
    const names = Object.keys(values).filter((name) => columns[table].has(name))
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`
    database.prepare(sql).run(Object.fromEntries(names.map((name) => [name, values[name] ?? null])))
  }
  const problem = failure('file.missing', { path: '/jobs/refused.mov' })
  const rows: readonly Partial<Upload>[] = [
    {
      name: 'done.mov',
      state: 'done',
      sentAt: 2_000,
      settledAt: 2_500,
      title: 'Final cut',
      links: { mp4: 'https://v.test/done.mp4' },
    },
    {
      name: 'unplayable.mov',
      state: 'needs-attention',
      sentAt: 3_000,
      settledAt: 3_500,
      failure: failure('video.failed', { host: 'V', reason: 'bad' }),
    },
    { name: 'cancelled.mov', state: 'cancelled', settledAt: 4_000 },
    { name: 'refused.mov', state: 'needs-attention', settledAt: 5_000, failure: problem },
    { name: 'unbegun.mov', state: 'needs-attention', startedAt: null, settledAt: 6_000, failure: problem },
    { name: 'processing.mov', state: 'processing', sentAt: 7_000 },
    { name: 'queued.mov', state: 'queued', startedAt: null },
  ]
  for (const [index, row] of rows.entries())
    insert(
      'uploads',
      uploadValues(anUpload({ startedAt: 1_000, ...row, id: row.name ?? '', path: `/jobs/${row.name}`, position: `a${index}` })),
    )
  for (const [name, finishedAt, sha256] of [
    ['gone.mov', 1_500, null],
    ['done.mov', 1_999, 'd'.repeat(64)],
    ['unplayable.mov', 2_999, null],
    ['processing.mov', 6_999, null],
  ] as const)
    insert('receipts', receiptValues(receiptOf(name, finishedAt, sha256), { identity: anIdentity, location: '' }))
  database.close()
}

function receiptOf(name: string, finishedAt: number, sha256: string | null): Receipt {
  const of = { id: `receipt of ${name}`, uploadId: name, accountId: 'one', batchId: 'b' }
  return aReceipt(`/jobs/${name}`, {
    ...of,
    path: `/jobs/${name}`,
    mtimeNs: '1',
    uploadUrl: '',
    sha256,
    startedAt: 1_000,
    finishedAt,
  })
}
