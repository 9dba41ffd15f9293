import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type Migration, openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { journal as version1 } from '../../src-main/adapters/sqlite/migrations/1-journal.ts'
import { FailureError } from '../../src-main/contract/errors.ts'
import { tempFolder } from '../support/temp-folder.ts'

const first: Migration = (run) => run('CREATE TABLE clips (name TEXT) STRICT')
const second: Migration = (run) => run("ALTER TABLE clips ADD COLUMN title TEXT NOT NULL DEFAULT 'untitled'")
const broken: Migration = (run) => {
  run('CREATE TABLE half (a TEXT) STRICT')
  run('CREATE NONSENSE')
}

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (caught) {
    return caught instanceof FailureError ? caught.failure.code : String(caught)
  }
}

describe('a database of an older version', () => {
  it('is brought up to date, and a copy of what it was is kept', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, [first])
    old.run("INSERT INTO clips VALUES ('match.mov')")
    old.close()
    const now = openDatabase(path, [first, second])
    expect(now.all('SELECT * FROM clips')).toEqual(
      [{ name: 'match.mov', title: 'untitled' }].map((row) => expect.objectContaining(row)),
    )
    now.close()
    const copy = openDatabase(folder.in('journal.db.before-version-2'), [first])
    expect(copy.one('SELECT count(*) AS n FROM clips')?.['n']).toBe(1)
    copy.close()
  })

  it('stays what it was when a step fails', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    openDatabase(path, [first]).close()
    expect(codeOf(() => openDatabase(path, [first, broken]))).toBe('store.failed')
    const again = openDatabase(path, [first])
    expect(again.one("SELECT count(*) AS n FROM sqlite_master WHERE name = 'half'")?.['n']).toBe(0)
    again.close()
  })

  it('of a newer Reelay is refused and not touched', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    openDatabase(path, [first, second]).close()
    expect(codeOf(() => openDatabase(path, [first]))).toBe('store.newer')
    expect((await readdir(folder.path)).filter((name) => name.includes('before') || name.includes('damaged'))).toEqual([])
  })
})

describe('a journal of version 1', () => {
  it('keeps its uploads, receipts and what is to be deleted at hosts', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, [version1])
    old.run(`INSERT INTO uploads VALUES ('u1', 'b', 's', 'a0', 0, '/clip.mp4', 'clip.mp4', 10, '1', '2', '3', 'acc', NULL, '{}',
      '{}', NULL, 'done', 'finished', NULL, NULL, NULL, 'https://h/files/1', NULL, '{}', NULL, 10, 10, 0, 1, 0, 5, 6, 7)`)
    old.run("INSERT INTO cleanups VALUES ('https://h/files/2', 'acc', 'u2', 1, 99)")
    old.close()
    const journal = openJournal(path)
    expect(journal.uploads.get('u1')).toMatchObject({
      kind: 'upload',
      state: 'done',
      uploadUrl: 'https://h/files/1',
      remote: {},
      sentAt: 7,
      processing: null,
      pollAt: null,
    })
    expect(journal.cleanups.due(100, 10)).toMatchObject([
      { uploadUrl: 'https://h/files/2', remoteId: null, accountId: 'acc', uploadId: 'u2', tries: 1, dueAt: 99 },
    ])
    journal.close()
  })
})
