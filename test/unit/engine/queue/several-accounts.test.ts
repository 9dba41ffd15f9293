import { describe, expect, it, vi } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { AddOutcome } from '../../../../src-main/contract/queue/outcomes.ts'
import type { AddInput } from '../../../../src-main/contract/requests.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'

const BATCH = '3f0c1d2e-7a64-4c0e-9a3b-0d5d0f3f9b11'
const plain = { metadata: {}, options: {}, again: false }

async function add(harness: Harness, names: readonly string[], more: Partial<AddInput> = {}): Promise<AddOutcome> {
  for (const name of names) if (!harness.disk.has(`/${name}`)) harness.disk.set(`/${name}`, { ...anIdentity, inode: name })
  const outcome = await harness.engine.queue.add({
    ...plain,
    paths: names.map((name) => `/${name}`),
    destination: { account: 'one' },
    also: [{ ...plain, account: 'two' }],
    startOver: false,
    ...more,
  })
  await harness.clock.settle()
  return outcome
}

const rows = ({ engine }: Harness) =>
  engine.queue
    .page({ group: 'all', search: '' }, 0, 500)
    .rows.map(({ name, accountId, title }) => `${name} ${accountId} ${title}`)

/** By the host of the account `film`. */
function largeFilesAreRefused(): Harness {
  const harness = createHarness()
  harness.host.provider.checkFile = ({ sizeBytes }, { name }) =>
    sizeBytes > 2_000_000 ? failure('upload.tooLarge', { host: name, size: sizeBytes, limit: 2_000_000 }) : null
  return harness
}

describe('files that are added to several accounts', () => {
  it('are one batch with a row for each clip and account, clip by clip, each with title and options of its account', async () => {
    const harness = createHarness()
    const outcome = await add(harness, ['a', 'b'], {
      title: '{index} {name}',
      options: { unit: 'a' },
      also: [{ ...plain, account: 'film', title: 'Film {index}', options: { event: 'cup' } }],
    })
    expect(outcome.added).toHaveLength(4)
    expect(rows(harness)).toEqual(['a one 1 a', 'a film Film 1', 'b one 2 b', 'b film Film 2'])
    const uploads = outcome.added.map((id) => harness.view(id))
    expect(new Set(uploads.map(({ batchId }) => batchId))).toEqual(new Set([outcome.batchId]))
    expect(uploads.map(({ options }) => options)).toEqual([{ unit: 'a' }, { event: 'cup' }, { unit: 'a' }, { event: 'cup' }])
  })

  it('are numbered at each account by the files that are added there', async () => {
    const harness = await startedHarness()
    await harness.add(['a'])
    await harness.finish('a')
    const outcome = await add(harness, ['a', 'b'], { title: '{index}', also: [{ ...plain, account: 'two', title: '{index}' }] })
    expect(outcome.skipped).toMatchObject([{ path: '/a', account: 'Server one' }])
    expect(rows(harness)).toEqual(['a one null', 'a two 1', 'b one 1', 'b two 2'])
  })

  it('are sent again only to the accounts for which that was requested', async () => {
    const harness = await startedHarness()
    await add(harness, ['a'])
    await harness.finish('a')
    await harness.finish('a')
    const outcome = await add(harness, ['a'], { also: [{ ...plain, account: 'two', again: true }] })
    expect(outcome.skipped).toMatchObject([{ account: 'Server one' }])
    expect(outcome.added.map((id) => harness.view(id).accountId)).toEqual(['two'])
  })

  it('are resumed at accounts where they are in the queue, and added at the others', async () => {
    const harness = createHarness()
    const [id] = await harness.add(['a'], 'two')
    const outcome = await add(harness, ['a'])
    expect(outcome.resumed).toEqual([id])
    expect(outcome.added.map((added) => harness.view(added).accountId)).toEqual(['one'])
  })

  it('are left out where an account does not take them, with its reason, and go to the others', async () => {
    const harness = largeFilesAreRefused()
    harness.disk.set('/large', { ...anIdentity, inode: 'large', sizeBytes: 3_000_000 })
    const also = [{ ...plain, account: 'film' }]
    const outcome = await add(harness, ['small', 'large'], { also, fitting: true })
    expect(rows(harness)).toEqual(['small one null', 'small film null', 'large one null'])
    expect(outcome.rejected).toMatchObject([{ path: '/large', account: 'Server film', failure: { code: 'upload.tooLarge' } }])
    // Without `fitting` the row needs a person.
    expect((await add(harness, ['large'], { also })).added.map((id) => harness.view(id).accountId)).toEqual(['film'])
  })

  it('are left out where a server has announced a smaller limit in its last test', async () => {
    const harness = createHarness()
    harness.host.provider.test = async () => ({ message: '', details: [], checks: [], largestFileBytes: 900 })
    await harness.engine.accounts.test('film', harness.engine.contextFor(AbortSignal.timeout(5_000)))
    const outcome = await add(harness, ['a'], { also: [{ ...plain, account: 'film' }], fitting: true })
    expect(outcome.rejected).toMatchObject([{ account: 'Server film', failure: { params: { limit: '900' } } }])
    expect(rows(harness)).toEqual(['a one null'])
  })

  it('are added nowhere when one account is unknown, named twice, or does not take its options', async () => {
    const harness = createHarness()
    harness.host.provider.checkOptions = (options) => {
      if (options['event'] === 'bad')
        throw new FailureError(failure('input.invalid', { reason: 'Event: there is none of that name.' }))
      return options
    }
    const adding = (also: AddInput['also']) => add(harness, ['a'], { also })
    await expect(adding([{ ...plain, account: 'nobody' }])).rejects.toThrow('nobody')
    await expect(adding([{ ...plain, account: 'one' }])).rejects.toThrow('“Server one” is named twice')
    await expect(adding([{ ...plain, account: 'film', options: { event: 'bad' } }])).rejects.toThrow(
      'Server film: Event: there is none of that name.',
    )
    expect(rows(harness)).toEqual([])
  })

  it('leave out the files that are excepted', async () => {
    const harness = createHarness()
    const outcome = await add(harness, ['a', 'b'], { except: ['/a'] })
    expect([outcome.added.length, rows(harness)]).toEqual([2, ['b one null', 'b two null']])
  })

  it('are found again by a call that is repeated, and nothing is added twice', async () => {
    const harness = createHarness()
    const first = await add(harness, ['a', 'b'], { batchId: BATCH })
    expect(await add(harness, ['a', 'b'], { batchId: BATCH })).toEqual(first)
    expect(rows(harness)).toHaveLength(4)
  })

  it('are stored together for each file: a journal that fails in between leaves no file at only some of its accounts', async () => {
    const journal = openJournal(':memory:')
    const names = Array.from({ length: 120 }, (_, index) => `clip${String(index).padStart(3, '0')}`)
    const harness = createHarness({ journal })
    const { insert } = journal.uploads
    let inserts = 0
    vi.spyOn(journal.uploads, 'insert').mockImplementation((uploads, entry) => {
      insert(uploads, entry)
      inserts += 1
      if (inserts === 2) throw new Error('the disk is full')
    })
    await expect(add(harness, names)).rejects.toThrow('the disk is full')
    const rowsPerFile = new Map<string, number>()
    for (const row of rows(harness)) rowsPerFile.set(row.slice(0, 7), (rowsPerFile.get(row.slice(0, 7)) ?? 0) + 1)
    expect([rowsPerFile.size, new Set(rowsPerFile.values())]).toEqual([50, new Set([2])])
  })

  it('are removed with their batch, at all accounts, and restored with it', async () => {
    const harness = createHarness()
    const { batchId } = await add(harness, ['a', 'b'])
    const filter = { group: 'all', search: '', batchId } as const
    const task = crypto.randomUUID()
    expect(await harness.engine.queue.commands.remove({ filter, task, undoable: true })).toMatchObject({ changed: 4 })
    expect(rows(harness)).toEqual([])
    expect(await harness.engine.queue.tasks.undo(task)).toEqual({ restored: 4 })
    expect(rows(harness)).toHaveLength(4)
  })
})
