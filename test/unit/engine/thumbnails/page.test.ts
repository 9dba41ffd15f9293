import { describe, expect, it } from 'vitest'
import { anIdentity } from '../../../support/fakes.ts'
import { thumbnailHarness as harness, JPEG } from '../../../support/thumbnail-harness.ts'

describe('a page that decodes', () => {
  async function withPage() {
    const all = harness({ makers: [] })
    all.add('a', '/disk/a.webm')
    all.add('b', '/disk/b.webm')
    const [view] = await all.thumbnails.want(['a'])
    expect(view?.state).toBe('page')
    return { ...all, id: view?.id ?? '' }
  }

  const readOn = async (
    { thumbnails }: Pick<ReturnType<typeof harness>, 'thumbnails'>,
    ticket: string | null,
  ): Promise<number> => {
    const file = await thumbnails.openMedia(ticket ?? '')
    const count = await file.read(new Uint8Array(10), 0)
    await file.close()
    return count
  }

  it('reads the clip of one row with a ticket and sends the frame, which ends the ticket', async () => {
    const all = await withPage()
    const { thumbnails, reads, published, id, state } = all
    const ticket = await thumbnails.ticketFor('a')
    expect(ticket).toMatch(/^[0-9a-f]{64}$/)
    expect(await readOn(all, ticket)).toBe(10)
    expect(reads).toEqual(['/disk/a.webm'])
    expect(await thumbnails.keep(ticket ?? '', JPEG)).toEqual({ id, state: 'ready' })
    expect([published.at(-1), await state('a')]).toEqual([{ id, state: 'ready' }, 'ready'])
    await expect(readOn(all, ticket)).rejects.toThrow('not valid any more')
    await expect(thumbnails.keep(ticket ?? '', JPEG)).rejects.toThrow('not valid any more')
  })

  it('gets no ticket for an unknown upload, or a thumbnail that is made already or by another maker', async () => {
    const { thumbnails } = await withPage()
    await expect(thumbnails.ticketFor('unknown')).rejects.toMatchObject({ failure: { code: 'queue.unknown' } })
    const ticket = await thumbnails.ticketFor('a')
    await thumbnails.keep(ticket ?? '', JPEG)
    expect(await thumbnails.ticketFor('a')).toBeNull()
    const other = harness()
    other.add('a', '/disk/a.mp4')
    expect(await other.thumbnails.ticketFor('a')).toBeNull()
  })

  it('has the drive for itself meanwhile, and no longer than half a minute', async () => {
    const all = await withPage()
    const { thumbnails, clock } = all
    const ticket = await thumbnails.ticketFor('a')
    expect(await thumbnails.ticketFor('b')).toBeNull()
    const open = await thumbnails.openMedia(ticket ?? '')
    await clock.advance(30_000)
    await expect(readOn(all, ticket)).rejects.toThrow('not valid any more')
    await expect(open.read(new Uint8Array(1), 0)).rejects.toThrow('used up')
    expect(all.closedFiles()).toBe(1)
    expect(await thumbnails.ticketFor('b')).not.toBeNull()
  })

  it('releases the drive when it gives up, which proves nothing about the clip, however often', async () => {
    const all = await withPage()
    const { thumbnails, cache, id, state } = all
    for (let time = 0; time < 5; time += 1) {
      const ticket = (await thumbnails.ticketFor('a')) ?? ''
      await readOn(all, ticket)
      thumbnails.leave(ticket)
      await expect(readOn(all, ticket)).rejects.toThrow('not valid any more')
    }
    thumbnails.leave('no ticket')
    expect([await state('a'), cache.failedMakers(id)]).toEqual(['page', []])
    expect(await thumbnails.ticketFor('b')).not.toBeNull()
  })

  it('is excluded for a clip after it did not respond repeatedly', async () => {
    const { thumbnails, clock, state, cache, id } = await withPage()
    for (let time = 0; time < 2; time += 1) {
      expect(await thumbnails.ticketFor('a')).not.toBeNull()
      await clock.advance(61_000)
    }
    expect([await state('a'), cache.failedMakers(id)]).toEqual(['none', []])
    await clock.advance(60 * 60 * 1_000)
    expect(await state('a')).toBe('page')
  })

  it('reports that it cannot, which is remembered if it could read the clip', async () => {
    const all = await withPage()
    const { thumbnails, clock, state } = all
    await thumbnails.keep((await thumbnails.ticketFor('a')) ?? '', null)
    expect(await state('a')).toBe('page')
    expect(await thumbnails.ticketFor('a')).toBeNull()
    await clock.advance(30_000)
    const ticket = await thumbnails.ticketFor('a')
    await readOn(all, ticket)
    expect(await thumbnails.keep(ticket ?? '', null)).toMatchObject({ state: 'none' })
  })

  it.each(['fails', 'is refused'])(
    'reports that it cannot after a read that %s, which proves nothing about the clip',
    async (how) => {
      const all = await withPage()
      const { thumbnails, cache, clock, played, id, state } = all
      for (const expected of ['page', 'none']) {
        const ticket = (await thumbnails.ticketFor('a')) ?? ''
        await readOn(all, ticket)
        if (how === 'fails') {
          played.canReadMedia = false
          await expect(readOn(all, ticket)).rejects.toThrow()
          played.canReadMedia = true
        } else {
          for (let count = 0; count < 4; count += 1) await thumbnails.openMedia(ticket)
          await expect(thumbnails.openMedia(ticket)).rejects.toThrow('used up')
        }
        await thumbnails.keep(ticket, null)
        expect([await state('a'), cache.failedMakers(id), await thumbnails.ticketFor('a')]).toEqual([expected, [], null])
        await clock.advance(30_000)
      }
      await clock.advance(60 * 60 * 1_000)
      expect(await state('a')).toBe('page')
    },
  )

  it('sends something that is no picture, which proves nothing about the clip, and is retried later and not for ever', async () => {
    const { thumbnails, cache, clock, state, id } = await withPage()
    const page = new TextEncoder().encode('<html><script>alert(1)</script></html>')
    for (const expected of ['page', 'none']) {
      await expect(thumbnails.keep((await thumbnails.ticketFor('a')) ?? '', page)).rejects.toThrow('no WebP or JPEG picture')
      expect([cache.has(id), cache.failedMakers(id), await state('a'), await thumbnails.ticketFor('a')]).toEqual([
        false,
        [],
        expected,
        null,
      ])
      await clock.advance(30_000)
    }
  })

  it('cannot store the frame of a file that has changed meanwhile', async () => {
    const { thumbnails, cache, disk, id } = await withPage()
    const ticket = await thumbnails.ticketFor('a')
    disk.set('/disk/a.webm', { ...anIdentity, sizeBytes: 1 })
    await thumbnails.keep(ticket ?? '', JPEG)
    expect([cache.has(id), cache.failedMakers(id)]).toEqual([false, []])
  })

  it('reads a bounded part of the clip, by a few requests at a time', async () => {
    const all = await withPage()
    const { thumbnails } = all
    const ticket = (await thumbnails.ticketFor('a')) ?? ''
    const files = await Promise.all([1, 2, 3, 4].map(() => thumbnails.openMedia(ticket)))
    await expect(thumbnails.openMedia(ticket)).rejects.toThrow('used up')
    for (const file of files) await file.close()
    const file = await thumbnails.openMedia(ticket)
    const target = new Uint8Array(1024 * 1024)
    let bytes = 0
    await expect(
      (async () => {
        for (;;) bytes += await file.read(target, 0)
      })(),
    ).rejects.toThrow('used up')
    expect(bytes).toBe(128 * 1024 * 1024)
  })

  it('loses its ticket when its token is replaced', async () => {
    const all = await withPage()
    const ticket = await all.thumbnails.ticketFor('a')
    all.thumbnails.endTickets()
    await expect(readOn(all, ticket)).rejects.toThrow('not valid any more')
  })
})
