import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { englishOf, phrase } from '../../../../src-main/contract/i18n/phrase.ts'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import type { HistoryEntry } from '../../../../src-main/contract/queue/upload.ts'
import { unknownProcessing } from '../../../../src-main/engine/queue/jobs/polling.ts'
import { aLocated, anIdentity, anUpload } from '../../../support/fakes.ts'
import { aReceipt } from '../../../support/receipts.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const entry: HistoryEntry = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null }
const all = { group: 'all', search: '' } as const

describe('the journal', () => {
  it('returns the text for the state of a video: ours as a phrase, those of the host and of earlier versions unchanged', () => {
    const { uploads } = openJournal(':memory:')
    for (const words of [phrase('status {code}', { code: 42 }), 'transcoding']) {
      const processing = { ...unknownProcessing(1), words }
      const upload = anUpload({ id: englishOf(words), position: englishOf(words), state: 'processing', processing })
      uploads.insert([upload], entry)
      expect(uploads.get(upload.id)?.processing).toEqual(processing)
    }
  })

  it('returns every field of an upload as it was stored', () => {
    const { uploads } = openJournal(':memory:')
    const upload = anUpload({
      state: 'waiting',
      waiting: {
        reason: 'backoff',
        until: 99,
        failure: failure('server.error', { host: 'h', status: 500 }, { detail: 'words' }),
      },
      failure: null,
      media: { sizeBytes: 60_000_000_000, mtimeNs: '7', facts: { ...NO_FACTS, container: 'mp4', reel: 'A003' } },
      titleTemplate: { template: '{reel}', index: 2 },
      title: 'Füchse 🦊',
      metadata: { a: '1' },
      options: { b: '2' },
      chunkBytes: 5,
      uploadUrl: 'https://h/1',
      remoteId: 'r',
      links: { watch: 'https://h/w' },
      expiresAt: 7,
      identity: { sizeBytes: 60_000_000_000, mtimeNs: '1763639999123456789', inode: '18446744073709551615', device: '2049' },
      startedAt: 3,
      settledAt: 4,
    })
    uploads.insert([upload], entry)
    expect(uploads.get('one')).toEqual(upload)
    expect(uploads.history('one', 10)).toEqual([entry])
  })

  it('lists files without media facts in the order in which they were added, except sent ones and links', () => {
    const { uploads } = openJournal(':memory:')
    const media = { sizeBytes: 1, mtimeNs: '1', facts: NO_FACTS }
    const rows = [
      anUpload({ id: '1', position: 'a5', location: 'uuid:7\na.mp4' }),
      anUpload({ id: '2', position: 'a4', media }),
      anUpload({ id: '3', position: 'a3', kind: 'import' }),
      anUpload({ id: '4', position: 'a2', sentAt: 5 }),
      anUpload({ id: '5', position: 'a1' }),
    ]
    uploads.insert(rows, entry)
    const found = uploads.unread('', 10)
    expect(found.map(({ id, location }) => [id, location])).toEqual([
      ['1', 'uuid:7\na.mp4'],
      ['5', ''],
    ])
    expect(uploads.unread('1', 10).map(({ id }) => id)).toEqual(['5'])
  })

  it('pages in queue order, by group and by text in the name', () => {
    const { uploads } = openJournal(':memory:')
    const rows = [
      anUpload({ id: '1', position: 'a1', name: 'a_1.mp4' }),
      anUpload({ id: '2', position: 'a2', name: 'b%.mp4', state: 'done' }),
      anUpload({ id: '3', position: 'a3', name: 'a21.mp4', priority: 1 }),
      anUpload({ id: '4', position: 'a4', name: 'A_9.MP4', priority: -1 }),
    ]
    uploads.insert(rows, entry)
    const ids = (filter: Parameters<typeof uploads.page>[0], offset = 0, limit = 10) =>
      uploads.page(filter, offset, limit).map(({ id }) => id)
    expect(ids(all)).toEqual(['3', '1', '2', '4'])
    expect(ids(all, 1, 2)).toEqual(['1', '2'])
    expect(ids({ group: 'finished', search: '' })).toEqual(['2'])
    expect(ids({ group: 'all', search: 'a_' })).toEqual(['1', '4'])
    expect(ids({ group: 'all', search: '%' })).toEqual(['2'])
    expect(uploads.count({ group: 'waiting', search: 'a' })).toBe(3)
  })

  it('finds rows by title and by name, whatever the case in any script, with every character taken literally', () => {
    const { uploads, bulk } = openJournal(':memory:')
    const titles = [
      'Große Straße',
      'ÄRZTE in München',
      'Матч дня',
      'ΟΔΟΣ ονείρων',
      'Cafe\u0301',
      '100%_sure',
      'back\\slash',
      null,
    ]
    const rows = titles.map((title, index) =>
      anUpload({ id: `${index}`, position: `a${index}`, name: `clip${index}.mp4`, title }),
    )
    uploads.insert(rows, entry)
    const found = (search: string) => uploads.page({ group: 'all', search }, 0, 20).map(({ id }) => Number(id))
    expect(found('STRASSE')).toEqual([0])
    expect(found('GROẞE straße')).toEqual([0])
    expect([found('ärzte'), found('MÜNCHEN'), found('mu\u0308nchen')]).toEqual([[1], [1], [1]])
    expect([found('мАТЧ'), found('οδος'), found('ΟΔΟσ ΟΝΕΊΡΩΝ'), found('CAFÉ')]).toEqual([[2], [3], [3], [4]])
    expect([found('%'), found('_'), found('%_S'), found('\\'), found('k\\s')]).toEqual([[5], [5], [5], [6], [6]])
    expect([found('clip'), found('CLIP7'), found('straße\nclip')]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7], [7], []])
    expect(uploads.count({ group: 'all', search: 'straße' })).toBe(1)
    expect(bulk.part({ group: 'waiting', search: 'straße' }, 0, 9).rows.map(({ id }) => id)).toEqual(['0'])
    uploads.save(anUpload(rows[7]), anUpload({ ...rows[7], title: 'Später' }), null)
    expect([found('SPÄTER'), found('clip7')]).toEqual([[7], [7]])
  })

  it('lists cleanups by due time, except those of excluded accounts and uploads', () => {
    const { cleanups } = openJournal(':memory:')
    const cleanup = { uploadUrl: null, remoteId: 'v', remote: {}, title: '', sentAt: 1, attempts: 0 }
    for (const [id, accountId, dueAt] of [
      ['late', 'a', 30],
      ['first', 'a', 10],
      ['second', 'b', 20],
    ] as const) {
      cleanups.add({ ...cleanup, id, accountId, uploadId: `of ${id}`, dueAt })
    }
    const ids = (exceptAccounts: string[], exceptUploads: string[]) =>
      cleanups.due(25, 10, { exceptAccounts, exceptUploads }).map(({ id }) => id)
    expect([ids([], []), ids(['a'], []), ids([], ['of second']), ids(['a', 'b'], [])]).toEqual([
      ['first', 'second'],
      ['second'],
      ['first'],
      [],
    ])
    expect([cleanups.nextDueAt(), cleanups.nextDueAt({ exceptAccounts: ['a'], exceptUploads: [] })]).toEqual([10, 20])
  })

  it('finds the ends of the queue and the sort key before another one', () => {
    const { uploads, bulk } = openJournal(':memory:')
    uploads.insert([anUpload({ id: '1', position: 'a1' }), anUpload({ id: '2', position: 'a0', priority: 1 })], entry)
    const at = (priority: -1 | 0 | 1) => ({ priority, position: null })
    expect([bulk.fromEnd('first', at(1), 2), bulk.fromEnd('last', at(0), 1), bulk.fromEnd('last', at(-1), 1)]).toEqual([
      { ids: ['2'], next: at(0) },
      { ids: ['1'], next: { priority: 0, position: 'a1' } },
      { ids: [], next: at(0) },
    ])
    expect([uploads.predecessor('a1'), uploads.predecessor('a0'), uploads.lastPosition()]).toEqual(['a0', null, 'a1'])
  })

  it('finds the receipt of a file by its path, its identity and its account', () => {
    const { receipts } = openJournal(':memory:')
    const receipt = aReceipt('/clips/one.mp4', {
      path: '/clips/one.mp4',
      sizeBytes: anIdentity.sizeBytes,
      mtimeNs: anIdentity.mtimeNs,
      startedAt: 1,
      finishedAt: 2,
    })
    const location = 'uuid:1\nclips/one.mp4'
    receipts.insert(receipt, { identity: anIdentity, location })
    const known = { receipt, path: '/clips/one.mp4', identity: anIdentity, location }
    const elsewhere = { ...anIdentity, inode: '7' }
    expect(receipts.alike(aLocated('/clips/one.mp4', { identity: elsewhere }), 'account')).toEqual([known])
    expect(receipts.alike(aLocated('/link.mp4', { real: '/clips/one.mp4', identity: elsewhere }), 'account')).toEqual([known])
    expect(receipts.alike(aLocated('/other/one.mp4', { location, identity: elsewhere }), 'account')).toEqual([known])
    expect(receipts.alike(aLocated('/moved.mp4'), 'account')).toEqual([known])
    expect(receipts.alike(aLocated('/other.mp4', { identity: elsewhere }), 'account')).toEqual([])
    expect(receipts.alike(aLocated('/clips/one.mp4', { identity: { ...anIdentity, sizeBytes: 1 } }), 'account')).toEqual([])
    expect(receipts.alike(aLocated('/clips/one.mp4'), 'other')).toEqual([])
    expect(receipts.list(3, 0, 10)).toEqual({ receipts: [], total: 0 })
    expect(receipts.list(0, 0, 10, 'batch')).toEqual({ receipts: [receipt], total: 1 })
    expect(receipts.list(0, 0, 10, 'another')).toEqual({ receipts: [], total: 0 })
  })

  it('stores all of a transaction or nothing of it', () => {
    const journal = openJournal(':memory:')
    expect(() =>
      journal.transaction(() => {
        journal.uploads.insert([anUpload()], entry)
        throw new Error('the process has second thoughts')
      }),
    ).toThrow()
    expect(journal.uploads.count(all)).toBe(0)
  })

  it('reports no failure of the disk when a statement was wrong, and runs no callback after it', () => {
    const journal = openJournal(':memory:')
    const problems: unknown[] = []
    const done: string[] = []
    journal.onFailure((problem) => problems.push(problem))
    journal.uploads.insert([anUpload()], entry)
    const insertAgain = (): void => {
      journal.afterCommit(() => done.push('never'))
      journal.uploads.insert([anUpload({ id: 'two' })], entry)
    }
    expect(() => journal.transaction(insertAgain)).toThrow('UNIQUE constraint failed')
    journal.afterCommit(() => done.push('at once'))
    expect([problems, done, journal.uploads.count(all)]).toEqual([[], ['at once'], 1])
  })

  it('runs the callbacks after a transaction in order, even when one of them throws', () => {
    const journal = openJournal(':memory:')
    const done: string[] = []
    const work = (): void => {
      journal.afterCommit(() => {
        journal.transaction(() => journal.afterCommit(() => done.push('of the first')))
        done.push('first')
      })
      journal.afterCommit(() => {
        throw new Error('a bug')
      })
      journal.afterCommit(() => done.push('third'))
      expect(done).toEqual([])
    }
    expect(() => journal.transaction(work)).toThrow('a bug')
    expect(done).toEqual(['first', 'third', 'of the first'])
  })

  it('deletes the history with the upload, and keeps the receipt', () => {
    const { uploads } = openJournal(':memory:')
    uploads.insert([anUpload()], entry)
    uploads.delete(['one'])
    expect(uploads.history('one', 10)).toEqual([])
  })
})

describe('a task in the journal', () => {
  it('writes its input once, and afterwards only its progress', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const { tasks, close } = openJournal(path)
    // A reader keeps everything that is written meanwhile in the log.
    const reader = new DatabaseSync(path)
    reader.exec('BEGIN; SELECT count(*) FROM tasks')
    const written = (): number => statSync(`${path}-wal`).size
    const input = JSON.stringify(Array.from({ length: 100_000 }, () => crypto.randomUUID()))
    const figures = { state: 'running', cursor: 0, total: 100_000, done: 0, changed: 0, refused: 0, undoUntil: null } as const
    const before = written()
    tasks.add({ id: 'one', verb: 'move', input, startedAt: 1, ...figures })
    const added = written() - before
    for (let done = 250; done <= 100_000; done += 250) tasks.advance('one', { ...figures, cursor: done, done, changed: done })
    const after = written() - before - added
    reader.close()
    expect(added).toBeGreaterThan(input.length)
    // SQLite writes a row anew only where a figure needs another byte: a few times in all, and not with each of 400 slices.
    expect(after).toBeLessThan(6 * added)
    expect(tasks.list()).toMatchObject([{ input, state: 'running', cursor: 100_000, done: 100_000, changed: 100_000 }])
    close()
  })
})

describe('a removed row that can be restored', () => {
  it('still counts for its account, and its video still has an owner', () => {
    const { uploads, removed, tasks } = openJournal(':memory:')
    const figures = { cursor: 0, total: 1, done: 1, changed: 1, refused: 0, startedAt: 1, undoUntil: 9 }
    const upload = anUpload({ state: 'paused', remoteId: 'video' })
    uploads.insert([upload], entry)
    tasks.add({ id: 't', verb: 'remove', input: '{}', state: 'undoable', ...figures })
    removed.move('t', [upload.id])
    expect(uploads.countOfAccount(upload.accountId, ['paused'])).toBe(1)
    expect(uploads.countOfAccount(upload.accountId, ['queued'])).toBe(0)
    expect(uploads.hasRemote(upload.accountId, 'video')).toBe(true)
    removed.forget('t', [upload.id])
    expect(uploads.countOfAccount(upload.accountId, ['paused'])).toBe(0)
    expect(uploads.hasRemote(upload.accountId, 'video')).toBe(false)
  })
})
