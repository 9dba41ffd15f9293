import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { HistoryEntry } from '../../../../src-main/contract/queue/upload.ts'
import { canTake } from '../../../../src-main/engine/queue/transition.ts'
import type { WatchedFile } from '../../../../src-main/engine/watch/ports.ts'
import { aLocated, anIdentity, anUpload } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const entry: HistoryEntry = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null }
const all = { group: 'all', search: '' } as const
const next = { limit: 1, exceptAccounts: [], exceptIds: [], sessionId: null }

/** A journal with a whole row and one before it, in which something was changed by hand. */
async function withBadRow(change: string, state: 'queued' | 'waiting' | 'preparing' | 'done' = 'queued') {
  const folder = await tempFolder()
  const path = folder.in('journal.db')
  const made = openJournal(path)
  const waiting = { reason: 'backoff', until: 5, failure: failure('network.offline') } as const
  const bad = anUpload({
    id: 'bad',
    position: 'a0',
    state,
    waiting: state === 'waiting' ? waiting : null,
    pollAt: 7,
    path: '/bad.mp4',
  })
  made.uploads.insert([bad, { ...bad, id: 'whole', position: 'a1', path: '/whole.mp4' }], entry)
  made.close()
  const byHand = new DatabaseSync(path)
  byHand.exec(`UPDATE uploads SET ${change} WHERE id = 'bad'`)
  byHand.close()
  const journal = openJournal(path)
  return {
    journal,
    async [Symbol.asyncDispose]() {
      journal.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('a row of the queue that cannot be read', () => {
  it.each([
    ["metadata = '{'", 'metadata'],
    ["metadata = 'null'", 'metadata'],
    [`metadata = '{"a":1}'`, 'metadata'],
    ["options = '[]'", 'options'],
    ["remote = '5'", 'remote'],
    [`links = '{"watch":{}}'`, 'links'],
    ["waiting = '{}'", 'waiting'],
    [`failure = '"no"'`, 'failure'],
    ["processing = ''", 'processing'],
    ["state = 'dreaming'", 'state'],
    ["kind = 'parcel'", 'kind'],
    ['priority = 9', 'priority'],
    ["mtime_ns = 'yesterday'", 'mtime_ns'],
    ["metadata = '', options = '{'", 'metadata, options'],
  ])('has failed and says why, and the others are as they were: %s', async (change, columns) => {
    await using bad = await withBadRow(change)
    const { uploads } = bad.journal
    const [row, whole] = uploads.page(all, 0, 10)
    expect(row).toMatchObject({ id: 'bad', state: 'failed', failure: { code: 'queue.unreadable', params: { columns } } })
    expect(whole).toMatchObject({ id: 'whole', state: 'queued', failure: null })
    expect(uploads.page({ group: 'attention', search: '' }, 0, 10)).toHaveLength(1)
    expect(uploads.tallies().map(({ state, uploads: count }) => [state, count])).toEqual([
      ['failed', 1],
      ['queued', 1],
    ])
  })

  it('is skipped by everything that would continue it, even as the first of many', async () => {
    await using queued = await withBadRow("metadata = '{'")
    expect(queued.journal.uploads.nextQueued(next).map(({ id }) => id)).toEqual(['whole'])
    await using running = await withBadRow("options = '{'", 'preparing')
    expect(running.journal.uploads.inStates(['preparing'], 1).map(({ id }) => id)).toEqual(['whole'])
    await using polled = await withBadRow("links = '{'", 'done')
    const query = { accountId: polled.journal.uploads.get('whole')?.accountId ?? '', now: 9, limit: 1, sessionId: null }
    expect(polled.journal.uploads.dueForPolling(query).map(({ id }) => id)).toEqual(['whole'])
    await using waiting = await withBadRow("waiting = '{'", 'waiting')
    waiting.journal.moveWaits({ now: 100, byMs: 10, longestMs: 1_000 })
    expect(waiting.journal.uploads.due(1_000, 1).map(({ id }) => id)).toEqual(['whole'])
    await using found = await withBadRow("remote = '{'")
    expect(found.journal.uploads.openUploadsLike(aLocated('/bad.mp4'), 'account').map(({ id }) => id)).not.toContain('bad')
  })

  it('reports once that figures changed, can be cancelled and removed, and nothing else', async () => {
    await using bad = await withBadRow("metadata = '{'")
    const { uploads } = bad.journal
    let reports = 0
    uploads.onUnreadableRows(() => {
      reports += 1
    })
    const row = uploads.get('bad')
    expect(uploads.get('bad')).toEqual(row)
    expect(reports).toBe(1)
    if (!row) throw new Error('it is not there')
    expect((['retry', 'startOver', 'resume', 'start', 'cancel'] as const).filter((event) => canTake(row, event))).toEqual([
      'cancel',
    ])
    uploads.delete(['bad'])
    expect(uploads.count(all)).toBe(1)
  })

  it('has a history and cleanups, as far as they can be read', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const made = openJournal(path)
    made.uploads.insert([anUpload()], entry)
    const cleanup = { id: 'c', uploadUrl: 'https://h/1', remoteId: 'v', title: 't', sentAt: 1, accountId: 'a', uploadId: 'one' }
    made.cleanups.add({ ...cleanup, remote: { a: '1' }, attempts: 0, dueAt: 0 })
    made.close()
    const byHand = new DatabaseSync(path)
    byHand.exec("UPDATE history SET failure = '{', state = 'gone'; UPDATE cleanups SET remote = 'null'")
    byHand.close()
    const journal = openJournal(path)
    expect(journal.uploads.history('one', 10)).toMatchObject([{ state: 'failed', failure: { code: 'queue.unreadable' } }])
    expect(journal.cleanups.due(9, 9)).toMatchObject([{ uploadUrl: 'https://h/1', remoteId: 'v', remote: {} }])
    journal.close()
  })

  it('keeps its state when only the code of its failure is unknown', async () => {
    await using other = await withBadRow(`failure = '{"code":"future.trouble","params":{}}'`)
    expect(other.journal.uploads.get('bad')).toMatchObject({ state: 'queued', failure: { code: 'internal.bug' } })
  })
})

describe('a file of a watched folder that cannot be read', () => {
  const file: Omit<WatchedFile, 'id'> = {
    folder: 'volume\nin',
    directory: '',
    name: 'a.mp4',
    ...anIdentity,
    birthNs: '1',
    state: 'waiting',
    reason: 'growing',
    uploadId: null,
    receiptId: null,
    sha256: null,
    afterwards: null,
    movedTo: null,
    failure: null,
    media: null,
    at: 1,
    goneAt: null,
  }

  it.each([
    ["state = 'x'", { state: 'asking', reason: 'unsure' }],
    ["reason = 'x'", { state: 'waiting', reason: 'unsure' }],
    ["failure = '{'", { state: 'waiting', reason: 'growing', failure: { code: 'queue.unreadable' } }],
    ["mtime_ns = 'x'", { state: 'waiting', mtimeNs: '0' }],
    ["media = '{'", { state: 'waiting', media: null }],
    ["afterwards = 'x'", { state: 'waiting', afterwards: 'failed' }],
  ])('is listed as far as it can be, and asks when its state is lost: %s', async (change, expected) => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const made = openJournal(path)
    made.watched.insert(file)
    made.close()
    const byHand = new DatabaseSync(path)
    byHand.exec(`UPDATE watched SET ${change}`)
    byHand.close()
    const journal = openJournal(path)
    expect(journal.watched.page(file.folder, { state: 'all', search: '' }, 0, 10)).toMatchObject([expected])
    expect(journal.watched.tallies(file.folder)).toMatchObject([{ state: expected.state, files: 1 }])
    journal.close()
  })
})
