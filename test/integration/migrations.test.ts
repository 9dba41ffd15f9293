import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type Migration, openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { MIGRATIONS } from '../../src-main/adapters/sqlite/migrations/index.ts'
import { FailureError } from '../../src-main/contract/errors/errors.ts'
import { createKnownFiles } from '../../src-main/engine/queue/adding/known-files.ts'
import { aLocated } from '../support/fakes.ts'
import { insertUpload } from '../support/old-journal.ts'
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
    const old = openDatabase(path, MIGRATIONS.slice(0, 1))
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
      { uploadUrl: 'https://h/files/2', remoteId: null, accountId: 'acc', uploadId: 'u2', attempts: 1, dueAt: 99 },
    ])
    journal.close()
  })
})

describe('a journal of version 2', () => {
  it('keeps its receipts, which know their batch where the upload is still listed, and no checksum', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, MIGRATIONS.slice(0, 2))
    insertUpload(old, { id: 'u1' })
    for (const [id, upload] of ['u1', 'gone'].entries()) {
      old.run(`INSERT INTO receipts VALUES ('r${id}', '${upload}', '/clip.mp4', 'clip.mp4', 10, '1', '2', '3', 'acc', 'Studio',
        'tus', 'https://h/1', NULL, 5, ${6 + id}, 1, 0, 10)`)
    }
    old.close()
    const journal = openJournal(path)
    expect(journal.receipts.list(0, 0, 10).receipts).toMatchObject([
      {
        id: 'r1',
        uploadId: 'gone',
        batchId: '',
        sha256: null,
        finishedAt: 7,
        proof: ['accepted'],
        reported: null,
        offload: null,
      },
      { id: 'r0', uploadId: 'u1', batchId: 'b1', sha256: null, sizeBytes: 10 },
    ])
    const identity = { sizeBytes: 10, mtimeNs: '1', inode: '2', device: '3' }
    const found = aLocated('/clip.mp4', { location: 'uuid:7\nclip.mp4', identity: { ...identity, device: '4' } })
    expect(createKnownFiles(journal).receipt(found, 'acc')?.id).toBe('r1')
    const fat = { ...found, stableInodes: false, identity: { ...identity, inode: '77', device: '4' } }
    expect(createKnownFiles(journal).receipt(fat, 'acc')?.id).toBe('r1')
    journal.close()
  })
})

describe('receipts of before they named a proof', () => {
  it('say “accepted” of every file, also of empty ones, and nothing of copies from links', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, MIGRATIONS.slice(0, 2))
    for (const [id, file] of ["10, '1', '2', '3'", "0, '1', '7', '3'", "0, '0', 'hash', 'link'"].entries()) {
      old.run(`INSERT INTO receipts VALUES ('r${id}', 'u${id}', '/clip.mp4', 'clip.mp4', ${file}, 'acc', 'Studio',
        'tus', 'https://h/1', NULL, 5, ${6 + id}, 1, 0, ${id === 0 ? 10 : 0})`)
    }
    old.close()
    const journal = openJournal(path)
    const { receipts } = journal.receipts.list(0, 0, 10)
    expect(receipts.map(({ id, proof }) => [id, proof])).toEqual([
      ['r2', []],
      ['r1', ['accepted']],
      ['r0', ['accepted']],
    ])
    journal.close()
  })
})

describe('a journal of version 4', () => {
  it('keeps its rows, and counts what was sent before in batches of then', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, MIGRATIONS.slice(0, 4))
    for (const [location, state] of ['done', 'failed'].entries()) {
      insertUpload(old, { id: `u${location}`, position: `a${location}`, state, accepted_bytes: 4 })
    }
    old.run(`INSERT INTO receipts VALUES ('r', 'gone', '/clip.mp4', 'clip.mp4', 30, '1', '2', '3', 'acc', 'Studio',
      'tus', 'https://h/1', NULL, 5, 6, 1, 0, 10, NULL, 'b1')`)
    old.close()

    const journal = openJournal(path)
    expect(journal.uploads.count({ group: 'all', search: '', batchId: 'b1' })).toBe(2)
    expect(journal.receipts.list(0, 0, 10, 'b1').total).toBe(1)
    expect(journal.batches.tally('b1')).toEqual({ files: 3, sent: 2, stopped: 1, open: 0, sizeBytes: 50, acceptedBytes: 38 })
    expect([journal.watched.tallies('any'), journal.batches.open()]).toEqual([[], []])
    journal.close()

    const kept = (await readdir(folder.path)).find((name) => name.startsWith('journal.db.before-version')) ?? ''
    const copy = openDatabase(folder.in(kept), MIGRATIONS.slice(0, 4))
    expect(copy.one('SELECT count(*) AS n FROM uploads')?.['n']).toBe(2)
    copy.close()
  })
})

describe('a journal of a version that searched in names alone', () => {
  it('finds its rows by title, and files of watched folders, whatever the case', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, MIGRATIONS.slice(0, 5))
    insertUpload(old, { id: 'u1', title: 'Große Straße' })
    old.run("INSERT INTO watched_folders VALUES (1, 'uuid:1/clips')")
    old.run(`INSERT INTO watched (folder_id, directory, name, size_bytes, mtime_ns, inode, birth_ns, state, at)
      VALUES (1, '', 'Übung.mov', 10, '1', '2', '3', 'sent', 5)`)
    old.close()
    const journal = openJournal(path)
    const count = (search: string): number => journal.uploads.count({ group: 'all', search })
    expect([count('STRASSE'), count('CLIP'), count('nowhere')]).toEqual([1, 1, 0])
    expect(journal.watched.count('uuid:1/clips', { state: 'all', search: 'übUNG' })).toBe(1)
    journal.close()
  })
})

describe('a journal of version 5', () => {
  it('knows of every folder with files that it has begun, and of no other', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, MIGRATIONS.slice(0, 5))
    old.run("INSERT INTO watched_folders (folder) VALUES ('volume\nclips')")
    old.close()
    const journal = openJournal(path)
    expect([journal.watched.round('volume\nclips'), journal.watched.round('volume\nother')]).toEqual([0, null])
    expect([journal.watched.nextRound('volume\nclips', 0), journal.watched.nextRound('volume\nother', 7)]).toEqual([1, 8])
    journal.close()
  })

  it('keeps uploads that are on their way, which are found again by path on a drive with another number', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const old = openDatabase(path, MIGRATIONS.slice(0, 5))
    insertUpload(old, { id: 'u1', state: 'paused', state_group: 'waiting', accepted_bytes: 5, bytes_sent: 5 })
    old.close()
    const journal = openJournal(path)
    expect(journal.uploads.get('u1')).toMatchObject({ location: '', sentPrefix: null, acceptedBytes: 5 })
    const identity = { sizeBytes: 10, mtimeNs: '1', inode: '2', device: '9' }
    const found = aLocated('/mnt/link.mp4', { real: '/clip.mp4', location: 'uuid:7\nclip.mp4', identity })
    expect(createKnownFiles(journal).openUpload(found, 'acc')?.id).toBe('u1')
    journal.close()
  })
})
