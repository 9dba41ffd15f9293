import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { Offload } from '../../../../src-main/contract/proof/offload.ts'
import type { HistoryEntry } from '../../../../src-main/contract/queue/upload.ts'
import { uploadReceipt } from '../../../../src-main/engine/queue/attempt/receipts.ts'
import { aLocated, anUpload } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const entry: HistoryEntry = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null }
const listed = { list: '/card/ascmhl/0001_A001.mhl', format: 'c4', value: 'c4…' } as const
const note = failure('list.broken', { path: '/card/day.mhl', line: 3, reason: 'cut off' })
const RESULTS: readonly (Offload | null)[] = [
  null,
  { result: 'matches', ...listed, note: null },
  { result: 'matches', ...listed, note },
  { result: 'differs', ...listed, found: 'x', acceptedAt: null },
  { result: 'differs', ...listed, found: 'x', acceptedAt: 7 },
  { result: 'unclear', note },
]

describe('the comparison with the hashes made at offload', () => {
  it.each(RESULTS.map((offload) => ({ offload })))('is stored with row and receipt: $offload.result', ({ offload }) => {
    const journal = openJournal(':memory:')
    const upload = anUpload({ state: 'done', offload })
    journal.uploads.insert([upload], entry)
    expect(journal.uploads.get('one')?.offload).toEqual(offload)
    const read = { sha256: null, media: null, proof: [] }
    journal.receipts.insert(
      uploadReceipt(upload, { id: 'tus', secretUploadUrl: false }, 'Studio', 5, read),
      aLocated(upload.path),
    )
    expect(journal.receipts.ofUpload('one')?.offload).toEqual(offload)
    journal.removed.move('removal', ['one'])
    expect(journal.removed.part('removal', 1)[0]?.offload).toEqual(offload)
    journal.removed.restore('removal', 10)
    expect(journal.uploads.get('one')?.offload).toEqual(offload)
    journal.close()
  })

  it('that cannot be read makes its row fail, and is left out of a receipt', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const journal = openJournal(path)
    const upload = anUpload({ state: 'done', offload: RESULTS[1] ?? null })
    journal.uploads.insert([upload], entry)
    const read = { sha256: null, media: null, proof: [] }
    journal.receipts.insert(
      uploadReceipt(upload, { id: 'tus', secretUploadUrl: false }, 'Studio', 5, read),
      aLocated(upload.path),
    )
    journal.close()
    const raw = new DatabaseSync(path)
    for (const table of ['uploads', 'receipts']) raw.exec(`UPDATE ${table} SET offload = '{"result":"matches"}'`)
    raw.close()
    const again = openJournal(path)
    expect(again.uploads.get('one')).toMatchObject({
      state: 'failed',
      failure: { code: 'queue.unreadable', params: { columns: 'offload' } },
      offload: null,
    })
    expect(again.receipts.ofUpload('one')?.offload).toBeNull()
    again.close()
  })
})
