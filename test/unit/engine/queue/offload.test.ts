import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { isBlockedByFile } from '../../../../src-main/engine/queue/upload.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { LIST, listed, offloaded, RIGHT, receiptOf, stopped, WRONG } from '../../../support/offload-harness.ts'
import { createHarness, type Harness, startedHarness } from '../../../support/queue-harness.ts'

/** At a host where something is left to do once the bytes are there. */
async function stoppedFilm() {
  const { harness } = await offloaded(WRONG)
  const finished: string[] = []
  harness.host.setFinish(() => {
    finished.push('film.mp4')
    return {}
  })
  const [id = ''] = await harness.add(['film.mp4'], 'film')
  await harness.finish('film.mp4')
  return { harness, id, finished }
}

/** The host is asked, and has every byte: none is sent. */
async function hostHasAll(harness: Harness, name: string): Promise<void> {
  const { job, end } = harness.send(name)
  expect(job).toMatchObject({ acceptedBytes: anIdentity.sizeBytes })
  expect(job.uploadUrl).not.toBeNull()
  job.onSending({ offset: job.acceptedBytes, expiresAt: null, learnedChunkBytes: null })
  end({ kind: 'complete' })
  await harness.clock.settle()
}

describe('a file that has the hash made at offload', () => {
  it('has that in its row, its receipt and its proof', async () => {
    const made = await offloaded(RIGHT)
    await made.harness.finish('one.mp4')
    const matches = { result: 'matches', list: LIST, format: 'xxh64', value: RIGHT, note: null }
    expect(made.harness.view(made.id)).toMatchObject({ state: 'done', offload: matches })
    expect(receiptOf(made)).toMatchObject({ offload: matches, proof: ['accepted', 'matches the hash made at offload'] })
  })
})

describe('a file that is in no list', () => {
  it('has no comparison', async () => {
    const made = await offloaded(RIGHT, { listed: () => ({ entries: [], problems: [] }) })
    await made.harness.finish('one.mp4')
    expect(made.harness.view(made.id)).toMatchObject({ state: 'done', offload: null })
    expect(receiptOf(made)).toMatchObject({ offload: null, proof: ['accepted'] })
  })
})

describe('a list that cannot be read', () => {
  it('is named in row and receipt, and stops nothing', async () => {
    const problem = failure('list.broken', { path: '/card/day.mhl', line: 3, reason: 'cut off' })
    const made = await offloaded(RIGHT, { listed: () => ({ entries: [], problems: [problem] }) })
    await made.harness.finish('one.mp4')
    const unclear = { result: 'unclear', note: problem }
    expect(made.harness.view(made.id)).toMatchObject({ state: 'done', offload: unclear })
    expect(receiptOf(made)).toMatchObject({ offload: unclear, proof: ['accepted'] })
  })
})

describe('a file that has another hash than at offload', () => {
  it('waits for a person, with both hashes, and is not reported as sent', async () => {
    const made = await stopped()
    expect(made.harness.view(made.id)).toMatchObject({
      state: 'needs-attention',
      failure: { code: 'file.notAsOffloaded', params: { list: LIST, format: 'XXH64', value: RIGHT, found: WRONG } },
      offload: { result: 'differs', value: RIGHT, found: WRONG, acceptedAt: null },
      acceptedBytes: anIdentity.sizeBytes,
    })
    expect(receiptOf(made)).toBeNull()
    expect(made.harness.steps).not.toContain('one.mp4 done')
  })

  it('is not finished at its host', async () => {
    const { harness, id, finished } = await stoppedFilm()
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.notAsOffloaded' } })
    expect(finished).toEqual([])
  })

  it('is no file that has to be found again', () => {
    const stop = { waiting: null, failure: failure('file.notAsOffloaded') }
    expect(isBlockedByFile(stop)).toBe(false)
    expect(isBlockedByFile({ ...stop, failure: failure('file.missing') })).toBe(true)
  })
})

describe('a file that is sent as it is', () => {
  it('is finished without its bytes being sent again, and its receipt records that', async () => {
    const made = await stopped()
    const { harness, id } = made
    const bytes = harness.journal.uploads.get(id)?.bytesSent
    const outcome = await harness.engine.queue.commands.sendAsIs({ ids: [id] })
    await harness.clock.settle()
    expect(outcome).toMatchObject({ changed: 1, refused: 0 })
    await hostHasAll(harness, 'one.mp4')
    const accepted = { result: 'differs', list: LIST, value: RIGHT, found: WRONG, acceptedAt: harness.clock.now() }
    expect(harness.view(id)).toMatchObject({ state: 'done', offload: accepted })
    expect(receiptOf(made)).toMatchObject({ offload: accepted, proof: ['accepted'], bytesSent: bytes })
    expect(harness.transfer.terminated).toEqual([])
    expect(harness.engine.queue.details(id).history.map(({ event }) => event)).toContain('sendAsIs')
  })

  it('is not reported when its host has not kept it, and never sent again by itself', async () => {
    const made = await stopped({ settings: { whenExpired: 'start-over-once' } })
    const { harness, id } = made
    await harness.engine.queue.commands.sendAsIs({ ids: [id] })
    await harness.clock.settle()
    harness.send('one.mp4').end({ kind: 'failed', failure: failure('upload.expired', { host: 'one.test' }) })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'upload.expired' } })
    expect(receiptOf(made)).toBeNull()
    expect(harness.transfer.running()).toEqual([])
  })

  it('is finished at its host', async () => {
    const { harness, id, finished } = await stoppedFilm()
    await harness.engine.queue.commands.sendAsIs({ ids: [id] })
    await harness.clock.settle()
    await hostHasAll(harness, 'film.mp4')
    expect(finished).toEqual(['film.mp4'])
    expect(harness.view(id)).toMatchObject({ state: 'processing', offload: { acceptedAt: harness.clock.now() } })
  })

  it('is the content that was accepted: another one under its name is a file that changed', async () => {
    const { harness, id, content } = await stopped()
    content.xxh64 = '0123456789abcdef'
    await harness.engine.queue.commands.sendAsIs({ ids: [id] })
    await harness.clock.settle()
    await hostHasAll(harness, 'one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.changed' } })
    expect(receiptOf({ harness, id })).toBeNull()
  })

  it('stays accepted when Reelay ends before it is done', async () => {
    const journal = openJournal(':memory:')
    const { harness, id } = await stopped({ journal })
    harness.readsForEver()
    await harness.engine.queue.commands.sendAsIs({ ids: [id] })
    await harness.clock.settle()
    await hostHasAll(harness, 'one.mp4')
    expect(harness.view(id).state).toBe('verifying')
    const again = createHarness({ journal, secrets: harness.secrets, listed: () => listed, hashes: () => ({ xxh64: WRONG }) })
    again.disk.set('/one.mp4', harness.disk.get('/one.mp4') ?? anIdentity)
    again.engine.queue.start()
    await again.clock.settle()
    await hostHasAll(again, 'one.mp4')
    expect(again.view(id)).toMatchObject({ state: 'done', offload: { result: 'differs' } })
  })

  it('is the only failure with this action', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    send.end({ kind: 'failed', failure: failure('upload.expired', { host: 'one.test' }) })
    await harness.clock.settle()
    expect(await harness.engine.queue.commands.sendAsIs({ ids: [id] })).toMatchObject({
      changed: 0,
      refusals: [{ failure: { code: 'queue.refused' } }],
    })
  })

  it('is not accepted any more when it is started over', async () => {
    const { harness, id, content } = await stopped()
    content.xxh64 = RIGHT
    await harness.engine.queue.commands.startOver({ ids: [id] })
    await harness.clock.settle()
    await harness.finish('one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'done', offload: { result: 'matches' } })
  })
})
