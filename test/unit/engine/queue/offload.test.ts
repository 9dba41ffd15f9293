import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors.ts'
import type { Listed } from '../../../../src-main/engine/offload/statements.ts'
import { isHeldUp } from '../../../../src-main/engine/queue/upload.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { createHarness, type Harness, type HarnessOptions, startedHarness } from '../../../support/queue-harness.ts'

const RIGHT = '629381bc599830cf'
const WRONG = 'ffffffffffffffff'
const LIST = '/card/ascmhl/0001_A001.mhl'
const ADDRESS = 'https://one.test/files/one.mp4'

function listing(value: string, list = LIST): Listed {
  return { statements: [{ list, hashes: [{ format: 'xxh64', value, action: 'original' }], unusable: [] }], problems: [] }
}

const listed = listing(RIGHT)

/** A file that a list speaks of; what it holds can change. */
async function offloaded(found: string, options: HarnessOptions = {}) {
  const content = { xxh64: found }
  const harness = await startedHarness({ listed: () => listed, hashes: () => ({ ...content }), ...options })
  const [id = ''] = await harness.add(['one.mp4'])
  return { harness, id, content }
}

async function stopped(options: HarnessOptions = {}) {
  const made = await offloaded(WRONG, options)
  await made.harness.finish('one.mp4')
  return made
}

/** At a host where something is left to do once the bytes are there. */
async function stoppedFilm() {
  const { harness } = await offloaded(WRONG)
  const finished: string[] = []
  harness.host.finishes(() => {
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

const receiptOf = ({ harness, id }: { harness: Harness; id: string }) => harness.journal.receipts.ofUpload(id)

describe('a file that has the hash made at offload', () => {
  it('says so in its row, its receipt and its proof', async () => {
    const made = await offloaded(RIGHT)
    await made.harness.finish('one.mp4')
    const matches = { result: 'matches', list: LIST, format: 'xxh64', value: RIGHT, note: null }
    expect(made.harness.view(made.id)).toMatchObject({ state: 'done', offload: matches })
    expect(receiptOf(made)).toMatchObject({ offload: matches, proof: ['accepted', 'matches the hash made at offload'] })
  })
})

describe('a file of which no list speaks', () => {
  it('says nothing', async () => {
    const made = await offloaded(RIGHT, { listed: () => ({ statements: [], problems: [] }) })
    await made.harness.finish('one.mp4')
    expect(made.harness.view(made.id)).toMatchObject({ state: 'done', offload: null })
    expect(receiptOf(made)).toMatchObject({ offload: null, proof: ['accepted'] })
  })
})

describe('a list that cannot be read', () => {
  it('is named in row and receipt, and stops nothing', async () => {
    const problem = failure('list.broken', { path: '/card/day.mhl', line: 3, reason: 'cut off' })
    const made = await offloaded(RIGHT, { listed: () => ({ statements: [], problems: [problem] }) })
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

  it('is sent anew after it was copied again: what the host has of it is deleted, never continued', async () => {
    const { harness, id, content } = await stopped()
    // A copy has the size and the date of its source.
    harness.disk.set('/one.mp4', { ...anIdentity, inode: 'a new copy' })
    content.xxh64 = RIGHT
    const outcome = await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(outcome).toMatchObject({ changed: 1, refused: 0 })
    expect(harness.transfer.terminated).toEqual([ADDRESS])
    expect(harness.view(id)).toMatchObject({ offload: null, acceptedBytes: 0 })
    await harness.clock.advance(60_000)
    expect(harness.send('one.mp4').job).toMatchObject({ uploadUrl: null, acceptedBytes: 0 })
    await harness.finish('one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'done', restarts: 1, offload: { result: 'matches' } })
  })

  it('is sent anew after it was copied again with everything of before, inode included: its content tells', async () => {
    const { harness, id, content } = await stopped()
    content.xxh64 = RIGHT
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual([ADDRESS])
    await harness.clock.advance(60_000)
    expect(harness.send('one.mp4').job.uploadUrl).toBeNull()
  })

  it('goes on without being sent again when the list was corrected', async () => {
    const lists = { now: listed }
    const { harness, id } = await stopped({ listed: () => lists.now })
    lists.now = listing(WRONG)
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.send('one.mp4').job).toMatchObject({ uploadUrl: ADDRESS, acceptedBytes: anIdentity.sizeBytes })
    await harness.finish('one.mp4')
    const matches = { result: 'matches', value: WRONG }
    expect(harness.view(id)).toMatchObject({ state: 'done', offload: matches })
    expect(harness.transfer.terminated).toEqual([])
    // What was found before is in no receipt.
    expect(receiptOf({ harness, id })).toMatchObject({ offload: matches })
  })

  it.each<[string, Listed]>([
    ['is gone', { statements: [], problems: [] }],
    ['cannot be read', { statements: [], problems: [failure('list.broken', { path: LIST, line: 3, reason: 'cut off' })] }],
    [
      'is contradicted by another',
      { statements: [...listed.statements, ...listing(WRONG, '/card/day.mhl').statements], problems: [] },
    ],
  ])('stays stopped when its list %s', async (_, now) => {
    const lists = { now: listed }
    const { harness, id } = await stopped({ listed: () => lists.now })
    const sends = harness.transfer.sends.length
    lists.now = now
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({
      state: 'needs-attention',
      failure: {
        code: 'file.notAsOffloaded',
        params: { list: LIST, value: RIGHT, found: WRONG },
        detail: 'it was read again and is still the same file, and no list says by now that it is right',
      },
      offload: { result: 'differs', acceptedAt: null },
    })
    expect(harness.transfer.sends).toHaveLength(sends)
    expect(harness.transfer.terminated).toEqual([])
  })

  it('is not reported as sent when it cannot be identified at first, and is back as another file by the time it is sent', async () => {
    const { harness, id, content } = await stopped()
    const lost = harness.disk.get('/one.mp4') ?? anIdentity
    harness.disk.delete('/one.mp4')
    content.xxh64 = RIGHT
    const { identify } = harness.files
    let isFirst = true
    harness.files.identify = async (path) => {
      const isLost = isFirst
      isFirst = false
      if (!isLost) harness.disk.set('/one.mp4', lost)
      return await identify(path)
    }
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(receiptOf({ harness, id })).toBeNull()
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.missing' } })
    expect(harness.transfer.running()).toEqual([])
    // Found again, it is read as before.
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual([ADDRESS])
  })

  it('is not reported as sent when it became another file after it was read again', async () => {
    const lists = { now: listed }
    const { harness, id, content } = await stopped({ listed: () => lists.now })
    lists.now = { statements: [...listing(WRONG).statements, ...listing(WRONG, '/card/day.mhl').statements], problems: [] }
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    content.xxh64 = RIGHT
    await harness.finish('one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.changed' } })
    expect(receiptOf({ harness, id })).toBeNull()
  })

  it('is not deleted at its host while nothing is in its place but an empty file', async () => {
    const { harness, id } = await stopped()
    harness.disk.set('/one.mp4', { ...anIdentity, sizeBytes: 0 })
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.empty' } })
    expect(harness.transfer.terminated).toEqual([])
  })

  it.each(['pause', 'cancel'] as const)('stays as a person wants it who chooses %s while it is read again', async (verb) => {
    const { harness, id, content } = await stopped()
    content.xxh64 = RIGHT
    const { open } = harness.files
    harness.files.open = async (...asked) => {
      const source = await open(...asked)
      const close = async (): Promise<void> => {
        await harness.engine.queue.commands[verb]({ ids: [id], remote: 'keep' })
      }
      return { ...source, close }
    }
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    await harness.clock.advance(60_000)
    expect(harness.view(id).state).toBe(verb === 'pause' ? 'paused' : 'cancelled')
    expect(harness.journal.uploads.get(id)?.uploadUrl).toBe(ADDRESS)
    expect(harness.transfer.terminated).toEqual([])
  })

  it('is read from its first byte when it is read again, whatever was hashed before', async () => {
    const { harness, id } = await stopped()
    const readings: (string | undefined)[] = []
    const { open } = harness.files
    harness.files.open = (...asked) => {
      readings.push(asked[4])
      return open(...asked)
    }
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(readings).toEqual(['anew'])
  })

  it('is left alone when it is added again and nobody touched it, however often', async () => {
    const { harness, id } = await stopped()
    const sends = harness.transfer.sends.length
    for (let hour = 0; hour < 3; hour += 1) {
      expect(await harness.add(['one.mp4'])).toEqual([id])
      await harness.clock.advance(3_600_000)
    }
    expect(harness.transfer.terminated).toEqual([])
    expect(harness.transfer.sends).toHaveLength(sends)
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', attempts: 1 })
  })

  it('is passed over by a retry of all', async () => {
    const { harness, id } = await stopped()
    const outcome = await harness.engine.queue.commands.retry({ filter: { group: 'all', search: '' } })
    await harness.clock.settle()
    expect(outcome).toMatchObject({ changed: 0, refused: 0 })
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', attempts: 1 })
  })

  it('is sent anew when it was copied again and is added again', async () => {
    const { harness, id, content } = await stopped()
    harness.disk.set('/one.mp4', { ...anIdentity, inode: 'a new copy' })
    content.xxh64 = RIGHT
    expect(await harness.add(['one.mp4'])).toEqual([id])
    expect(harness.transfer.terminated).toEqual([ADDRESS])
    expect(harness.send('one.mp4').job.uploadUrl).toBeNull()
    await harness.finish('one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'done', offload: { result: 'matches' } })
  })

  it.each([
    ['nobody touched it', anIdentity],
    ['it has another date or inode', { ...anIdentity, mtimeNs: '5', inode: '5' }],
  ])('stops again when its content is still the same and %s: nothing is sent and nothing is deleted', async (_, identity) => {
    const { harness, id } = await stopped()
    const sends = harness.transfer.sends.length
    harness.disk.set('/one.mp4', identity)
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({
      state: 'needs-attention',
      failure: { code: 'file.notAsOffloaded', detail: 'it was read again and is still the same file' },
      acceptedBytes: anIdentity.sizeBytes,
    })
    expect(harness.transfer.sends).toHaveLength(sends)
    expect(harness.transfer.terminated).toEqual([])
  })

  it('is no file that has to be found again', () => {
    const stop = { waiting: null, failure: failure('file.notAsOffloaded') }
    expect(isHeldUp(stop)).toBe(false)
    expect(isHeldUp({ ...stop, failure: failure('file.missing') })).toBe(true)
  })
})

describe('a file that is sent as it is', () => {
  it('is sent without its bytes being sent again, and its receipt says so for ever', async () => {
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

  it('answers to nothing else', async () => {
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

  it('forgets that it was accepted when it is started over', async () => {
    const { harness, id, content } = await stopped()
    content.xxh64 = RIGHT
    await harness.engine.queue.commands.startOver({ ids: [id] })
    await harness.clock.settle()
    await harness.finish('one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'done', offload: { result: 'matches' } })
  })
})
