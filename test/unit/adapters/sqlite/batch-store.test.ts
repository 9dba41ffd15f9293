import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import type { HistoryEntry, UploadState } from '../../../../src-main/contract/queue/upload.ts'
import { UPLOAD_STATES } from '../../../../src-main/contract/queue/upload.ts'
import { anIdentity, anUpload } from '../../../support/fakes.ts'
import { aReceipt } from '../../../support/receipts.ts'

const entry: HistoryEntry = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null }

describe('batches', () => {
  it('are listed newest first, of a folder or of all, and settle', () => {
    const { batches } = openJournal(':memory:')
    const made = ['a', 'b', 'c', 'd'].map((id, location) => ({
      id,
      watchId: location === 2 ? 'other' : 'watch',
      name: `Card ${id}`,
      createdAt: Math.min(location, 2),
      settledAt: null,
    }))
    for (const batch of made) batches.insert(batch)
    const ids = (watchId: string | null, offset = 0, limit = 10) => batches.list(watchId, offset, limit).map(({ id }) => id)
    expect([ids(null), ids('watch'), ids(null, 1, 2), ids('none')]).toEqual([
      ['d', 'c', 'b', 'a'],
      ['d', 'b', 'a'],
      ['c', 'b'],
      [],
    ])
    expect([batches.count(null), batches.count('watch')]).toEqual([4, 3])
    batches.settle('b', 7)
    batches.settle('c', 8)
    batches.settle('c', null)
    expect([batches.get('b')?.settledAt, batches.get('none')]).toEqual([7, null])
    expect(batches.open().map(({ id }) => id)).toEqual(['a', 'c', 'd'])
  })

  it('count every state once: as sent, stopped or open', () => {
    const { batches, uploads } = openJournal(':memory:')
    const kinds: Record<string, UploadState[]> = { sent: [], stopped: [], open: [] }
    for (const [location, state] of UPLOAD_STATES.entries()) {
      uploads.insert([anUpload({ id: state, position: `a${location}`, batchId: state, state, acceptedBytes: 5 })], entry)
      const tally = batches.tally(state)
      expect(tally).toMatchObject({ files: 1, sizeBytes: 1_000, acceptedBytes: 5 })
      for (const kind of ['sent', 'stopped', 'open'] as const) if (tally[kind] === 1) kinds[kind]?.push(state)
    }
    expect(kinds['sent']?.sort()).toEqual(['done', 'processing'])
    expect(kinds['stopped']?.sort()).toEqual(['cancelled', 'failed', 'needs-attention'])
    expect(Object.values(kinds).flat().sort()).toEqual([...UPLOAD_STATES].sort())
  })

  it('count sent uploads that have left the queue once, by their receipts', () => {
    const { batches, receipts, uploads } = openJournal(':memory:')
    const rows = ['1', '2', '3'].map((id) =>
      anUpload({ id, position: `a${id}`, batchId: 'batch', state: 'done', acceptedBytes: 1_000 }),
    )
    uploads.insert(rows, entry)
    for (const id of ['1', '2', '3'])
      receipts.insert(aReceipt('/clips/one.mp4', { id: `r${id}`, uploadId: id }), { identity: anIdentity, location: '' })
    receipts.insert(aReceipt('/clips/one.mp4', { id: 'again', uploadId: '2' }), { identity: anIdentity, location: '' })
    receipts.insert(aReceipt('/clips/one.mp4', { id: 'other', uploadId: '4', batchId: 'other' }), {
      identity: anIdentity,
      location: '',
    })
    const all = { files: 3, sent: 3, stopped: 0, open: 0, sizeBytes: 3_000, acceptedBytes: 3_000 }
    expect(batches.tally('batch')).toEqual(all)
    uploads.delete(['2', '3'])
    expect(batches.tally('batch')).toEqual(all)
    expect(batches.tally('none')).toEqual({ files: 0, sent: 0, stopped: 0, open: 0, sizeBytes: 0, acceptedBytes: 0 })
  })

  it('are a filter of the queue', () => {
    const { uploads, bulk } = openJournal(':memory:')
    uploads.insert(
      [
        anUpload({ id: '1', position: 'a1', batchId: 'x' }),
        anUpload({ id: '2', position: 'a2', batchId: 'y' }),
        anUpload({ id: '3', position: 'a3', batchId: 'x', state: 'done', name: 'b.mp4', priority: 1 }),
      ],
      entry,
    )
    const ids = (filter: Parameters<typeof uploads.page>[0]) => [
      uploads.page(filter, 0, 10).map(({ id }) => id),
      bulk.part(filter, 0, 10).rows.map(({ id }) => id),
      uploads.count(filter),
    ]
    expect(ids({ group: 'all', search: '', batchId: 'x' })).toEqual([['3', '1'], ['1', '3'], 2])
    expect(ids({ group: 'finished', search: 'b', batchId: 'x' })).toEqual([['3'], ['3'], 1])
    expect(ids({ group: 'all', search: '', batchId: 'z' })).toEqual([[], [], 0])
    const first = bulk.part({ group: 'all', search: '', batchId: 'x' }, 0, 1)
    expect(bulk.part({ group: 'all', search: '', batchId: 'x' }, first.next ?? 0, 10).rows.map(({ id }) => id)).toEqual(['3'])
    expect(uploads.count({ group: 'all', search: '' })).toBe(3)
  })
})
