import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { clueValues, likeFile } from '../../../../src-main/adapters/sqlite/clues.ts'
import { openDatabase } from '../../../../src-main/adapters/sqlite/database.ts'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { MIGRATIONS } from '../../../../src-main/adapters/sqlite/migrations/index.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { volumeOf } from '../../../../src-main/engine/files/same-file.ts'
import { aLocated, anIdentity } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const LOCATION = 'uuid:7\nclips/one.mp4'
const WAITING = { reason: 'volume', until: 9, failure: failure('server.error', { host: 'h', status: 500 }) }
const FILE = { sizeBytes: 10, mtimeNs: '1', inode: '2', device: '3' }

/** A journal as the version before wrote it, with a value in every column that is renamed. */
function writeVersion22(path: string): void {
  const old = openDatabase(path, MIGRATIONS.slice(0, 22))
  for (const [id, location, state] of [
    ['waiting', LOCATION, 'waiting'],
    ['without', '', 'paused'],
    ['removed', 'uuid:8\nclips/two.mp4', 'paused'],
  ]) {
    old.run(
      `INSERT INTO uploads (id, batch_id, session_id, position, priority, path, name, size_bytes, mtime_ns, inode, device, account_id,
        metadata, options, state, state_group, waiting, links, accepted_bytes, bytes_sent, tries, attempts, restarts, added_at, place, drive)
        VALUES (:id, 'b', 's', 'of ' || :id, 0, '/' || :id || '.mp4', :id || '.mp4', 10, '1', '2', '3', 'acc', '{}', '{}', :state,
          'waiting', :waiting, '{}', 5, 5, 0, 1, 0, 5, :place, :drive)`,
      {
        ...{ id: id ?? '', state: state ?? '', place: location ?? '', drive: volumeOf(location ?? '') },
        waiting: state === 'waiting' ? JSON.stringify(WAITING) : null,
      },
    )
  }
  const columns = old.all("SELECT name FROM pragma_table_info('uploads')").map(({ name }) => name)
  old.run(`INSERT INTO removed (removal, history, asked, ${columns.join(', ')}) SELECT 'task', '[]', '[]', ${columns.join(', ')}
    FROM uploads WHERE id = 'removed'`)
  old.run("DELETE FROM uploads WHERE id = 'removed'")
  old.run(
    `INSERT INTO receipts (id, upload_id, path, name, size_bytes, mtime_ns, inode, device, account_id, account_name, provider,
      upload_url, started_at, finished_at, attempts, restarts, bytes_sent, place)
      VALUES ('r', 'gone', '/old.mp4', 'old.mp4', 10, '1', '7', '3', 'acc', 'Studio', 'tus', 'https://h/1', 5, 6, 1, 0, 10, :place)`,
    { place: LOCATION },
  )
  old.run("INSERT INTO tasks VALUES ('task', 'remove', '{}', 'undoable', 41, 50, 40, 30, 10, 5, 99)")
  old.close()
}

describe('a journal of version 22', () => {
  it('keeps the location of every upload, removed upload and receipt, and how far a task has come', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    writeVersion22(path)
    const { uploads, removed, receipts, tasks, close } = openJournal(path)
    expect([uploads.get('waiting')?.location, uploads.get('without')?.location]).toEqual([LOCATION, ''])
    expect(uploads.awaitedFileSystems()).toEqual(['uuid:7'])
    expect(uploads.waitingForFileSystem('uuid:7', 9).map(({ id }) => id)).toEqual(['waiting'])
    const elsewhere = aLocated('/mnt/one.mp4', { location: LOCATION, identity: { ...FILE, inode: '99' } })
    expect(uploads.openUploadsLike(elsewhere, 'acc').map(({ id }) => id)).toEqual(['waiting'])
    expect(receipts.alike(elsewhere, 'acc').map(({ receipt, location }) => [receipt.id, location])).toEqual([['r', LOCATION]])
    expect(tasks.list()).toMatchObject([{ id: 'task', cursor: 41, total: 50, done: 40, changed: 30, refused: 10 }])
    expect(removed.restore('task', 9).restored).toMatchObject([{ id: 'removed', location: 'uuid:8\nclips/two.mp4' }])
    expect(uploads.get('removed')?.location).toBe('uuid:8\nclips/two.mp4')
    close()
  })

  it('has no column, index, trigger or view with the old names afterwards, and finds files by the same indexes', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    writeVersion22(path)
    openJournal(path).close()
    const database = new DatabaseSync(path)
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name || ' ' || sql LIKE '%place%'").all()).toEqual([])
    const values = clueValues(aLocated('/one.mp4', { location: LOCATION, identity: anIdentity }), 'acc')
    for (const table of ['uploads', 'receipts'] as const) {
      const plan = database.prepare(`EXPLAIN QUERY PLAN SELECT ${table}.* FROM ${likeFile(table)}`).all(values)
      const steps = plan.map(({ detail }) => String(detail))
      for (const column of ['file', 'location', 'inode']) {
        expect(steps).toContainEqual(expect.stringMatching(new RegExp(`SEARCH ${table} USING .*INDEX ${table}_of_${column} `)))
      }
      expect(steps.filter((step) => step.startsWith('SCAN ') && !step.startsWith('SCAN alike'))).toEqual([])
    }
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    database.close()
  })
})
