import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ThumbnailState } from '../../../../src-main/contract/thumbnails.ts'
import { createPictures } from '../../../../src-renderer/state/pictures.ts'
import { createThumbnails, type Decode } from '../../../../src-renderer/state/thumbnails.ts'
import { createFakeBridge } from '../../../support/fake-bridge.ts'

const picture = (text = 'picture'): Blob => new Blob([text], { type: 'image/webp' })
const row = (name: string) => ({ id: `row-${name}`, thumbnail: `id-${name}` })

const realTimeout = globalThis.setTimeout
let addresses = 0
beforeEach(() => {
  vi.useFakeTimers()
  addresses = 0
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    addresses += 1
    return `blob:${addresses}`
  })
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function harness(decode: Decode = async () => picture()) {
  const fake = createFakeBridge()
  const states = new Map<string, ThumbnailState>()
  const decoded: { readonly address: string; readonly signal: AbortSignal }[] = []
  fake.answer('thumbnails.want', (({ ids }: { ids: readonly string[] }) =>
    ids.map((id) => id.replace('row', 'id')).map((id) => ({ id, state: states.get(id) ?? 'pending' }))) as never)
  fake.answer('thumbnails.open', (({ id }: { id: string }) => ({ ticket: `ticket-${id}` })) as never)
  fake.answer('thumbnails.keep', (({ ticket, picture: kept }: { ticket: string; picture: string | null }) => {
    const id = ticket.replace('ticket-row', 'id')
    states.set(id, kept === null ? 'none' : 'ready')
    if (kept !== null) fake.pictures.set(id, picture())
    return { id, state: states.get(id) }
  }) as never)
  fake.answer('thumbnails.leave', () => null)
  const thumbnails = createThumbnails(fake.bridge, (address, signal) => {
    decoded.push({ address, signal })
    return decode(address, signal)
  })
  const pass = async (ms: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(ms)
    // Blobs are read outside of these timers.
    await new Promise((resolve) => realTimeout(resolve, 20))
    await vi.advanceTimersByTimeAsync(5)
  }
  return { fake, states, thumbnails, decoded, wants: () => fake.sent('thumbnails.want'), pass }
}

describe('thumbnails of rows on the screen', () => {
  it('are asked for with one call, a moment after the rows are there', async () => {
    const { thumbnails, wants, pass } = harness()
    for (const name of ['a', 'b', 'c']) thumbnails.show(row(name))
    thumbnails.show(row('a'))
    expect(wants()).toEqual([])
    await pass(200)
    expect(wants()).toEqual([{ ids: ['row-a', 'row-b', 'row-c'] }])
  })

  it('are not asked for when the rows are scrolled past', async () => {
    const { thumbnails, wants, pass } = harness()
    for (let at = 0; at < 1_000; at += 1) thumbnails.show(row(String(at)))()
    thumbnails.show(row('last'))
    await pass(200)
    expect(wants()).toEqual([{ ids: ['row-last'] }])
  })

  it('are shown when they are there, and when the host says so later', async () => {
    const { fake, states, thumbnails, pass } = harness()
    states.set('id-a', 'ready')
    fake.pictures.set('id-a', picture())
    thumbnails.show(row('a'))
    thumbnails.show(row('b'))
    await pass(200)
    expect([thumbnails.addressOf(row('a')), thumbnails.addressOf(row('b'))]).toEqual(['blob:1', null])
    fake.pictures.set('id-b', picture())
    fake.emit('thumbnails.changed', [{ id: 'id-b', state: 'ready' }])
    await vi.advanceTimersByTimeAsync(10)
    expect(thumbnails.addressOf(row('b'))).toBe('blob:2')
  })

  it('are asked for again while they are shown and not there; not those that nobody can make', async () => {
    const { states, thumbnails, wants, pass } = harness()
    states.set('id-b', 'none')
    thumbnails.show(row('a'))
    thumbnails.show(row('b'))
    await pass(200)
    await pass(20_000)
    expect(wants()).toEqual([{ ids: ['row-a', 'row-b'] }, { ids: ['row-a'] }])
  })

  it('are asked for by another host that the page finds, and when they are switched on', async () => {
    const { fake, states, thumbnails, wants, pass } = harness()
    states.set('id-a', 'none')
    thumbnails.show(row('a'))
    await pass(200)
    fake.reconnect()
    await pass(200)
    expect(wants()).toHaveLength(2)
  })

  it('of copies from links are nobody’s business', async () => {
    const { thumbnails, wants, pass } = harness()
    thumbnails.show({ id: 'row', thumbnail: null })()
    await pass(200)
    expect([wants(), thumbnails.addressOf({ id: 'row', thumbnail: null })]).toEqual([[], null])
  })
})

describe('a clip that only the page can decode', () => {
  it('is decoded, handed over and shown', async () => {
    const { fake, states, thumbnails, decoded, pass } = harness()
    states.set('id-a', 'page')
    thumbnails.show(row('a'))
    await pass(200)
    expect(decoded.map(({ address }) => address)).toEqual(['/media/ticket-row-a'])
    expect(fake.sent('thumbnails.keep')).toEqual([{ ticket: 'ticket-row-a', picture: btoa('picture') }])
    expect(thumbnails.addressOf(row('a'))).toBe('blob:1')
  })

  it('is decoded alone: the next one when it is done', async () => {
    const ends: (() => void)[] = []
    const { states, thumbnails, decoded, pass } = harness(() => new Promise((resolve) => ends.push(() => resolve(null))))
    for (const name of ['a', 'b']) {
      states.set(`id-${name}`, 'page')
      thumbnails.show(row(name))
    }
    await pass(200)
    expect(decoded).toHaveLength(1)
    ends[0]?.()
    await pass(10)
    expect(decoded.map(({ address }) => address)).toEqual(['/media/ticket-row-a', '/media/ticket-row-b'])
  })

  it('is left when it is scrolled away, and nothing is said about it', async () => {
    const stopped: Decode = (_address, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const { fake, states, thumbnails, decoded, pass } = harness(stopped)
    states.set('id-a', 'page')
    const hide = thumbnails.show(row('a'))
    await pass(200)
    hide()
    await pass(10)
    expect([decoded[0]?.signal.aborted, fake.sent('thumbnails.keep')]).toEqual([true, []])
    expect(fake.sent('thumbnails.leave')).toEqual([{ ticket: 'ticket-row-a' }])
    // The same row comes back on the screen, as when a list is read again.
    thumbnails.show(row('a'))
    await pass(200)
    expect(decoded).toHaveLength(2)
  })

  it('is not given back when it took too long, so that the host counts it', async () => {
    const { fake, states, thumbnails, pass } = harness(() => Promise.reject(new DOMException('too long', 'TimeoutError')))
    states.set('id-a', 'page')
    thumbnails.show(row('a'))
    await pass(100)
    await pass(30)
    expect([fake.sent('thumbnails.open').length > 0, fake.sent('thumbnails.leave'), fake.sent('thumbnails.keep')]).toEqual([
      true,
      [],
      [],
    ])
  })

  it('waits while its drive is busy, and the next row has its turn', async () => {
    const { fake, states, thumbnails, pass } = harness()
    fake.answer('thumbnails.open', () => ({ ticket: null }))
    for (const name of ['a', 'b']) {
      states.set(`id-${name}`, 'page')
      thumbnails.show(row(name))
    }
    await pass(200)
    await pass(1_500)
    expect(fake.sent('thumbnails.open')).toEqual([{ id: 'row-a' }, { id: 'row-b' }])
  })

  it.each(['a ticket', null])(
    'is not put back when it was scrolled away while the host was asked, which answers with %s',
    async (ticket) => {
      const { fake, states, thumbnails, decoded, pass } = harness()
      const answer = Promise.withResolvers<{ ticket: string | null }>()
      fake.answer('thumbnails.open', (() => answer.promise) as never)
      states.set('id-a', 'page')
      const hide = thumbnails.show(row('a'))
      await pass(200)
      hide()
      answer.resolve({ ticket })
      await pass(200)
      await pass(30_000)
      expect([fake.sent('thumbnails.open').length, fake.sent('thumbnails.want').length, decoded]).toEqual([1, 1, []])
      expect(fake.sent('thumbnails.leave')).toEqual(ticket === null ? [] : [{ ticket }])
    },
  )

  it('is not decoded in a page that nobody sees', async () => {
    const { states, thumbnails, decoded, wants, pass } = harness()
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    states.set('id-a', 'page')
    thumbnails.show(row('a'))
    await pass(200)
    expect([decoded, wants()]).toEqual([[], []])
    hidden.mockReturnValue(false)
    document.dispatchEvent(new Event('visibilitychange'))
    await pass(200)
    expect(decoded).toHaveLength(1)
  })
})

describe('pictures that the page holds', () => {
  it('are bounded: those that were shown longest ago go, except those on the screen', () => {
    const held = new Map<string, string>()
    const pictures = createPictures(held, (id) => id === 'shown', 3)
    for (const id of ['shown', 'a', 'b']) pictures.add(id, picture())
    pictures.use('a')
    pictures.add('c', picture())
    pictures.add('d', picture())
    expect([...held.keys()]).toEqual(['shown', 'c', 'd'])
    expect(URL.revokeObjectURL).toHaveBeenCalledTimes(2)
    pictures.clear()
    expect([held.size, vi.mocked(URL.revokeObjectURL).mock.calls.length]).toEqual([0, 5])
  })
})
