import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import { createMediaReader } from '../../../../src-main/engine/media/media-reader.ts'
import type { MediaReading } from '../../../../src-main/engine/ports/media.ts'
import { newUpload } from '../../../../src-main/engine/queue/adding/new-upload.ts'
import { createUploadIds } from '../../../../src-main/engine/queue/upload-id.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { anIdentity, silentLog } from '../../../support/fakes.ts'
import { createHarness, startedHarness } from '../../../support/queue-harness.ts'

const H264 = { ...NO_FACTS, container: 'mp4', durationSeconds: 42, videoCodec: 'H.264' }

/** A reader over rows on file systems, whose reads are answered one by one. */
function rowsOnDisks(rows: readonly (readonly [disk: string, name: string])[]) {
  const journal = openJournal(':memory:')
  const clock = createFakeClock()
  const pending = new Map<string, (reading: MediaReading | null) => void>()
  const noted: string[] = []
  let asleep = false
  const nextId = createUploadIds(null)
  const add = (added: typeof rows): void => {
    for (const [index, [disk, name]] of added.entries()) {
      const fresh = newUpload({
        id: nextId(index),
        ...{ kind: 'upload', batchId: 'b', sessionId: 's', priority: 0, path: `/${disk}/${name}`, name, sealedUrl: null },
        ...{ identity: anIdentity, location: `uuid:${disk}\n/${name}`, accountId: 'a', title: null, titleTemplate: null },
        ...{ metadata: {}, options: {}, chunkBytes: null, addedAt: index },
      })
      const entry = { at: 0, event: 'add', state: 'queued', bytes: null, failure: null } as const
      journal.uploads.insert([{ ...fresh, position: `${name}${index}` }], entry)
    }
  }
  add(rows)
  const reader = createMediaReader({
    journal,
    records: { halted: null },
    media: {
      read: (path) => new Promise((resolve) => pending.set(path, resolve)),
      close: async () => {},
    },
    note: (id) => void noted.push(journal.uploads.get(id)?.path ?? ''),
    clock,
    closing: new AbortController().signal,
    wake: {
      get asleep() {
        return asleep
      },
    },
    log: silentLog,
  })
  reader.start()
  return {
    add,
    clock,
    noted,
    reader,
    reading: () => [...pending.keys()],
    sleep: (is: boolean): void => {
      asleep = is
    },
    async answer(path: string, isThere = true): Promise<void> {
      pending.get(path)?.(isThere ? { sizeBytes: 1, mtimeNs: '1', facts: H264 } : null)
      pending.delete(path)
      await clock.settle()
    },
  }
}

describe('the media facts of files', () => {
  it('are read two at a time of each file system, in the order in which they were added, and no disk waits for another', async () => {
    const disks = rowsOnDisks([
      ['slow', '1'],
      ['slow', '2'],
      ['slow', '3'],
      ['fast', '4'],
    ])
    await disks.clock.settle()
    expect(disks.reading()).toEqual(['/slow/1', '/slow/2', '/fast/4'])
    await disks.answer('/fast/4')
    expect(disks.reading()).toEqual(['/slow/1', '/slow/2'])
    await disks.answer('/slow/2')
    expect(disks.reading()).toEqual(['/slow/1', '/slow/3'])
  })

  it('of a disk with many rows are all read in order, and delay no other disk', async () => {
    const many = Array.from({ length: 450 }, (_, index) => ['slow', `${index}`] as const)
    const disks = rowsOnDisks([...many.slice(0, 400), ['fast', 'a'], ...many.slice(400), ['fast', 'b'], ['other', 'c']])
    await disks.clock.advance(10)
    expect(disks.reading()).toEqual(['/slow/0', '/slow/1', '/fast/a', '/fast/b', '/other/c'])
    for (const path of ['/fast/a', '/fast/b', '/other/c']) await disks.answer(path)
    disks.add([['fast', 'd']])
    disks.reader.pump()
    await disks.clock.advance(10)
    expect(disks.reading()).toEqual(['/slow/0', '/slow/1', '/fast/d'])
    for (const [index, [, name]] of many.entries()) {
      expect(disks.reading()).toContain(`/slow/${name}`)
      await disks.answer(`/slow/${name}`, index % 3 !== 0)
      await disks.clock.advance(50)
    }
    expect(disks.reading()).toEqual(['/fast/d'])
    await disks.clock.advance(1_000)
    expect(disks.noted.filter((path) => path.startsWith('/slow'))).toEqual(
      many.flatMap(([disk, name], index) => (index % 3 === 0 ? [] : [`/${disk}/${name}`])),
    )
  })

  it('are read of a few files at a time, with a pause in between, however fast the drive is', async () => {
    const disks = rowsOnDisks(Array.from({ length: 100 }, (_, index) => ['card', `${index}`] as const))
    await disks.clock.settle()
    async function answerAll(): Promise<number> {
      let answered = 0
      for (let [path] = disks.reading(); path; [path] = disks.reading()) {
        await disks.answer(path, false)
        answered += 1
      }
      return answered
    }
    expect(await answerAll()).toBe(8)
    await disks.clock.advance(50)
    expect(await answerAll()).toBe(8)
  })

  it('are stored in batches', async () => {
    const disks = rowsOnDisks([
      ['card', '1'],
      ['card', '2'],
    ])
    await disks.clock.settle()
    await disks.answer('/card/1')
    await disks.answer('/card/2')
    expect(disks.noted).toEqual([])
    await disks.clock.advance(100)
    expect(disks.noted).toEqual(['/card/1', '/card/2'])
  })

  it('are read again only when a drive is back', async () => {
    const disks = rowsOnDisks([['away', '1']])
    await disks.clock.settle()
    await disks.answer('/away/1', false)
    disks.add([['card', '2']])
    disks.reader.pump()
    await disks.clock.settle()
    expect(disks.reading()).toEqual(['/card/2'])
    disks.reader.rescan()
    await disks.clock.settle()
    expect(disks.reading()).toEqual(['/card/2', '/away/1'])
  })

  it('are not read twice at the same time', async () => {
    const disks = rowsOnDisks([['card', '1']])
    await disks.clock.settle()
    disks.reader.rescan()
    await disks.clock.settle()
    await disks.answer('/card/1')
    expect(disks.reading()).toEqual([])
  })

  it('are not read while the machine is about to sleep', async () => {
    const disks = rowsOnDisks([])
    disks.sleep(true)
    disks.add([['card', '1']])
    disks.reader.pump()
    await disks.clock.settle()
    expect(disks.reading()).toEqual([])
    disks.sleep(false)
    disks.reader.pump()
    await disks.clock.settle()
    expect(disks.reading()).toEqual(['/card/1'])
  })
})

describe('a row of the queue', () => {
  it('shows the facts of its file, which are read once', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    harness.facts.set('/b.mp4', H264)
    const [, id = ''] = await harness.add(['a.mp4', 'b.mp4'])
    expect(harness.view(id).media).toBeNull()
    await harness.clock.advance(1_000)
    expect(harness.view(id).media).toEqual(H264)
    expect(harness.deltas.flatMap(({ upserted }) => upserted).find((row) => row.id === id && row.media !== null)).toBeDefined()
    await harness.finish('a.mp4')
    await harness.finish('b.mp4')
    expect(harness.reads.filter((path) => path === '/b.mp4')).toHaveLength(1)
    expect(harness.journal.receipts.ofUpload(id)).toMatchObject({ durationSeconds: 42, media: H264 })
  })

  it('shows nothing of another version of its file, which is read anew before it is sent', async () => {
    const harness = createHarness()
    harness.facts.set('/a.mp4', H264)
    const [id = ''] = await harness.add(['a.mp4'])
    harness.journal.uploads.save(
      harness.journal.uploads.get(id) as never,
      { ...harness.journal.uploads.get(id), media: { sizeBytes: 1, mtimeNs: '1', facts: H264 } } as never,
      null,
    )
    expect(harness.view(id).media).toBeNull()
    harness.engine.queue.start()
    await harness.clock.advance(1_000)
    expect(harness.view(id).media).toEqual(H264)
  })

  it('of a session is read with its attempt, and no other is', async () => {
    const harness = createHarness({ scope: 'session', settings: { concurrency: 1 } })
    harness.facts.set('/a.mp4', H264)
    const [id = ''] = await harness.add(['a.mp4', 'b.mp4'])
    harness.engine.queue.start()
    await harness.clock.advance(1_000)
    expect(harness.reads).toEqual(['/a.mp4'])
    expect(harness.view(id).media).toEqual(H264)
  })

  it('is there before its file was read', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    harness.media.read = () => new Promise(() => {})
    const ids = await harness.add(['a.mp4', 'b.mp4', 'c.mp4'])
    expect(harness.order()).toEqual(['a.mp4', 'b.mp4', 'c.mp4'])
    expect(ids).toHaveLength(3)
  })

  it('that comes after a deleted one is read as well', async () => {
    const harness = await startedHarness({ settings: { concurrency: 1 } })
    await harness.add(['a.mp4'])
    const [gone = ''] = await harness.add(['b.mp4'])
    await harness.clock.advance(1_000)
    await harness.engine.queue.commands.cancel({ ids: [gone] })
    await harness.engine.queue.commands.remove({ ids: [gone] })
    await harness.clock.advance(60_000)
    harness.facts.set('/c.mp4', H264)
    const [id = ''] = await harness.add(['c.mp4'])
    await harness.clock.advance(1_000)
    expect(harness.view(id).media).toEqual(H264)
  })
})
