/** @file Journals as older versions of Reelay left them. */
import { DatabaseSync } from 'node:sqlite'
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { journal as version1 } from '../../src-main/adapters/sqlite/migrations/1-journal.ts'
import { videos as version2 } from '../../src-main/adapters/sqlite/migrations/2-videos.ts'
import { chunks as version3 } from '../../src-main/adapters/sqlite/migrations/3-chunks.ts'
import { receipts as version4 } from '../../src-main/adapters/sqlite/migrations/4-receipts.ts'
import { watched as version5 } from '../../src-main/adapters/sqlite/migrations/5-watched.ts'
import { rounds as version6 } from '../../src-main/adapters/sqlite/migrations/6-rounds.ts'
import { asked as version7 } from '../../src-main/adapters/sqlite/migrations/7-asked.ts'
import { search as version8 } from '../../src-main/adapters/sqlite/migrations/8-search.ts'
import { sealedLinks as version9 } from '../../src-main/adapters/sqlite/migrations/9-sealed-links.ts'
import { places as version10 } from '../../src-main/adapters/sqlite/migrations/10-places.ts'
import { nativePaths as version11 } from '../../src-main/adapters/sqlite/migrations/11-native-paths.ts'
import { history as version12 } from '../../src-main/adapters/sqlite/migrations/12-history.ts'
import { bulk as version13 } from '../../src-main/adapters/sqlite/migrations/13-bulk.ts'
import { held as version14 } from '../../src-main/adapters/sqlite/migrations/14-held.ts'
import { proof as version15 } from '../../src-main/adapters/sqlite/migrations/15-proof.ts'
import { receiptValues, uploadValues } from '../../src-main/adapters/sqlite/rows.ts'
import { failure } from '../../src-main/contract/errors.ts'
import type { Receipt } from '../../src-main/contract/upload.ts'
import type { Upload } from '../../src-main/engine/queue/upload.ts'
import { anIdentity, anUpload } from './fakes.ts'
import { aReceipt } from './receipts.ts'

/** Empty, of version 5. */
export function makeOldJournal(path: string): void {
  openDatabase(path, [version1, version2, version3, version4, version5]).close()
}

const FIRST = [version1, version2, version3, version4, version5, version6, version7, version8, version9]
const LAST = [version10, version11, version12, version13, version14, version15]

/** Of version 15, with rows in several states and receipts. */
export function makeJournalOf15(path: string): void {
  openDatabase(path, [...FIRST, ...LAST]).close()
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
