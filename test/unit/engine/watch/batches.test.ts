import { expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { createBatches } from '../../../../src-main/engine/watch/batches.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { anUpload, silentLog } from '../../../support/fakes.ts'

it('a batch ends once no more files can join it, also where a file in its folder is always written to', async () => {
  const clock = createFakeClock()
  const journal = openJournal(':memory:')
  const settled: string[] = []
  const batches = createBatches({
    store: journal.batches,
    clock,
    log: silentLog,
    isBusy: () => true,
    onSettled: ({ name }) => void settled.push(name),
  })
  const id = batches.current('watch', 'Card')
  const added = { at: clock.now(), event: 'added', state: 'done', bytes: 0, failure: null } as const
  journal.uploads.insert([{ ...anUpload({ id: 'one', state: 'done' }), batchId: id }], added)
  batches.noteChange(id)
  await clock.advance(50_000)
  expect(settled).toEqual([])
  await clock.advance(20_000)
  expect(settled).toEqual(['Card'])
  expect(batches.current('watch', 'Card')).not.toBe(id)
  batches.close()
})
