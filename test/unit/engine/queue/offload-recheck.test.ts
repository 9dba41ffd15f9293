import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { MatchedEntries } from '../../../../src-main/engine/offload/matched-entries.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { ADDRESS, LIST, listed, listing, RIGHT, receiptOf, stopped, WRONG } from '../../../support/offload-harness.ts'

describe('a file that had another hash than at offload', () => {
  it('is sent from the first byte after it was copied again: what the host has of it is deleted, never continued', async () => {
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

  it('is sent from the first byte after it was copied again with the same identity, inode included: its content decides', async () => {
    const { harness, id, content } = await stopped()
    content.xxh64 = RIGHT
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.transfer.terminated).toEqual([ADDRESS])
    await harness.clock.advance(60_000)
    expect(harness.send('one.mp4').job.uploadUrl).toBeNull()
  })

  it('continues without being sent again when the list was corrected', async () => {
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
    // The earlier comparison is in no receipt.
    expect(receiptOf({ harness, id })).toMatchObject({ offload: matches })
  })

  it.each<[string, MatchedEntries]>([
    ['is gone', { entries: [], problems: [] }],
    ['cannot be read', { entries: [], problems: [failure('list.broken', { path: LIST, line: 3, reason: 'cut off' })] }],
    ['is contradicted by another', { entries: [...listed.entries, ...listing(WRONG, '/card/day.mhl').entries], problems: [] }],
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

  it('is not reported as sent when it cannot be identified at first, and is another file by the time it is sent', async () => {
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
    lists.now = { entries: [...listing(WRONG).entries, ...listing(WRONG, '/card/day.mhl').entries], problems: [] }
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    content.xxh64 = RIGHT
    await harness.finish('one.mp4')
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.changed' } })
    expect(receiptOf({ harness, id })).toBeNull()
  })

  it('is not deleted at its host while only an empty file has its path', async () => {
    const { harness, id } = await stopped()
    harness.disk.set('/one.mp4', { ...anIdentity, sizeBytes: 0 })
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', failure: { code: 'file.empty' } })
    expect(harness.transfer.terminated).toEqual([])
  })

  it.each(['pause', 'cancel'] as const)('obeys a person who chooses %s while it is read again', async (verb) => {
    const { harness, id, content } = await stopped()
    content.xxh64 = RIGHT
    const { open } = harness.files
    harness.files.open = async (...args) => {
      const source = await open(...args)
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
    harness.files.open = (...args) => {
      readings.push(args[4])
      return open(...args)
    }
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    expect(readings).toEqual(['ignore'])
  })

  it('is left as it is when it is added again unchanged, however often', async () => {
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

  it('is read once after its drive was mounted again, and then left as it is when it is added', async () => {
    const { harness, id } = await stopped()
    const opened: string[] = []
    const { open } = harness.files
    harness.files.open = (path, ...args) => {
      opened.push(path)
      return open(path, ...args)
    }
    harness.disk.set('/one.mp4', { ...(harness.disk.get('/one.mp4') ?? anIdentity), device: '99' })
    for (let hour = 0; hour < 3; hour += 1) {
      expect(await harness.add(['one.mp4'])).toEqual([id])
      await harness.clock.advance(3_600_000)
    }
    expect(opened).toEqual(['/one.mp4'])
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', attempts: 2, failure: { code: 'file.notAsOffloaded' } })
    expect(harness.transfer.terminated).toEqual([])
  })

  it.each(['retry', 'startOver'] as const)('is skipped by %s of all', async (verb) => {
    const { harness, id } = await stopped()
    const outcome = await harness.engine.queue.commands[verb]({ filter: { group: 'all', search: '' } })
    await harness.clock.settle()
    expect(outcome).toMatchObject({ changed: 0, refused: 0 })
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', attempts: 1 })
    expect(harness.transfer.terminated).toEqual([])
  })

  it('is skipped by a start over of all also while its drive is away', async () => {
    const { harness, id } = await stopped()
    const there = harness.disk.get('/one.mp4') ?? anIdentity
    harness.disk.delete('/one.mp4')
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    harness.disk.set('/one.mp4', there)
    expect(harness.view(id)).toMatchObject({ failure: { code: 'file.missing' } })
    const outcome = await harness.engine.queue.commands.startOver({ filter: { group: 'all', search: '' } })
    await harness.clock.settle()
    expect(outcome).toMatchObject({ changed: 0, refused: 0 })
    expect(harness.transfer.terminated).toEqual([])
  })

  it('is sent from the first byte when it was copied again and is added again', async () => {
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

  it('shows in its row how much of it is read, while it is read', async () => {
    const { harness, id } = await stopped()
    const { open } = harness.files
    let continueReading = (): void => {}
    harness.files.open = async (...args) => {
      const source = await open(...args)
      const digest: typeof source.digest = async (signal, onHashed) => {
        onHashed?.(3)
        await new Promise<void>((resolve) => {
          continueReading = resolve
        })
        return await source.digest(signal)
      }
      return { ...source, digest }
    }
    expect(harness.view(id).readBytes).toBeNull()
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    await harness.clock.advance(100)
    expect(harness.view(id)).toMatchObject({ state: 'preparing', readBytes: 3 })
    expect(harness.deltas.flatMap(({ upserted }) => upserted).at(-1)).toMatchObject({ id, readBytes: 3 })
    continueReading()
    await harness.clock.settle()
    expect(harness.view(id)).toMatchObject({ state: 'needs-attention', readBytes: null })
  })
})
