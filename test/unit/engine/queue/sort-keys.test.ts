import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { keysBetween } from '../../../../src-main/engine/queue/sort-keys.ts'
import { aLocated, anIdentity, keepingLog } from '../../../support/fakes.ts'
import { clipNames, createHarness, startedHarness } from '../../../support/queue-harness.ts'

const all = { group: 'all', search: '' } as const
const NOTHING = { at: 1, event: 'add', bytes: null, failure: null } as const

function positions(journal: ReturnType<typeof openJournal>): string[] {
  return journal.uploads.page(all, 0, 100_000).map(({ position }) => position)
}

describe('sort keys', () => {
  it('stay unique while thousands are moved, added, imported and handed over at the same time', async () => {
    const harness = createHarness()
    const { engine, journal } = harness
    const first = await harness.add(clipNames(1_500))
    const names = Array.from({ length: 1_500 }, (_, index) => `more${index}.mp4`)
    for (const name of names) harness.disk.set(`/${name}`, { ...anIdentity, inode: name })
    const link = { accountId: 'one', batchId: 'b', options: {}, titleTemplate: null, priority: 0 } as const
    const handOver = async (): Promise<void> => {
      for (let turn = 0; turn < 40; turn += 1) {
        const file = aLocated(`/watched${turn}.mp4`, { identity: { ...anIdentity, inode: `watched ${turn}` } })
        engine.queue.port.enqueue({ ...link, files: [{ ...file, sha256: null }] }, () => {})
        await harness.clock.turn()
      }
    }
    const [half, rest] = [first.slice(0, 700), first.slice(700, 1_400)]
    const items = Array.from({ length: 500 }, (_, index) => ({ url: `https://films.test/${index}.mp4`, title: null }))
    const outcomes = await Promise.all([
      engine.queue.commands.move({ ids: [...half], to: 'top' }),
      engine.queue.commands.move({ ids: [...rest].reverse(), to: 'bottom' }),
      engine.queue.commands.move({ ids: [...half].reverse(), to: 'bottom' }),
      engine.queue.commands.move({ ids: [...rest], to: { before: first[1_450] ?? '' } }),
      harness.add(names),
      engine.queue.importLinks({ items, destination: { account: 'film' }, options: {}, again: false }),
      handOver(),
      engine.queue.commands.move({ ids: [...half], to: { before: first[1_460] ?? '' } }),
    ])
    expect(outcomes.flatMap((outcome) => (outcome && 'refused' in outcome ? outcome.refused : []))).toEqual([0, 0, 0, 0, 0])
    const keys = positions(journal)
    expect(keys).toHaveLength(1_500 + 1_500 + 500 + 40)
    expect(new Set(keys).size).toBe(keys.length)
    expect(engine.queue.page(all, 0, 1).summary.halted).toBeNull()
  }, 60_000)

  it('put thousands before one row in the order given, and stay short', async () => {
    const harness = createHarness()
    const ids = await harness.add(clipNames(3_000))
    const moved = ids.slice(1).reverse()
    await harness.engine.queue.commands.move({ ids: moved, to: 'top' })
    expect(harness.journal.uploads.page(all, 0, 3_000).map(({ id }) => id)).toEqual([...moved, ids[0]])
    expect(Math.max(...positions(harness.journal).map((key) => key.length))).toBeLessThan(16)
  }, 60_000)

  it('are in order and short, however many are computed between two others', () => {
    for (const [low, high] of [
      ['a0', 'a1'],
      [null, 'a0'],
      ['a0', 'a9'],
      ['a0V', 'a0V1'],
    ] as const) {
      const keys = [...keysBetween(low, high, 10_000)]
      expect([low ?? '', ...keys, high]).toEqual([low ?? '', ...keys, high].sort())
      expect(new Set(keys).size).toBe(10_000)
      expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(16)
    }
  })

  it('follow an anchor that is moved itself, and fail when it is removed meanwhile', async () => {
    const harness = createHarness()
    const ids = await harness.add(clipNames(300))
    const anchor = ids[299] ?? ''
    const moving = harness.engine.queue.commands.move({ ids: ids.slice(0, 200), to: { before: anchor } })
    await harness.engine.queue.commands.remove({ ids: [anchor] })
    const outcome = await moving
    expect(outcome.changed + outcome.refused).toBe(200)
    expect(outcome.refused).toBeGreaterThan(0)
    expect(outcome.refusals[0]?.failure).toMatchObject({ code: 'queue.unknown', params: { id: anchor } })
    expect(new Set(positions(harness.journal)).size).toBe(299)
  })
})

describe('a statement that the journal cannot execute', () => {
  it('is a bug that is logged: nothing of it is stored, and nothing else stops', async () => {
    const inner = openJournal(':memory:')
    let last: (() => string | null) | null = null
    const uploads = { ...inner.uploads, lastPosition: () => (last ?? inner.uploads.lastPosition)() }
    const log = keepingLog()
    const harness = await startedHarness({ journal: { ...inner, uploads }, log })
    await harness.add(['one.mp4'])
    const send = await harness.create('one.mp4')
    const taken = positions(inner)[0] ?? ''
    // Without a last key the first one is generated, which exists already.
    last = () => null
    expect(taken).toBe('a0')
    await expect(harness.add(['two.mp4', 'three.mp4'])).rejects.toThrow('UNIQUE constraint failed')
    last = null
    expect(harness.states()).toEqual({ 'one.mp4': 'uploading' })
    expect(harness.engine.queue.page(all, 0, 1).summary).toMatchObject({ halted: null, counts: { queued: 0, uploading: 1 } })
    send.job.onAccepted(1_000)
    send.end({ kind: 'complete' })
    await harness.add(['two.mp4'])
    expect(harness.states()).toEqual({ 'one.mp4': 'done', 'two.mp4': 'preparing' })
  })

  it('is not repeated without a pause', async () => {
    const inner = openJournal(':memory:')
    let saves = 0
    const uploads: typeof inner.uploads = {
      ...inner.uploads,
      save(...args) {
        saves += 1
        if (args[0].kind === 'import') inner.uploads.insert([args[0]], { ...NOTHING, state: args[0].state })
        inner.uploads.save(...args)
      },
    }
    const log = keepingLog()
    const harness = await startedHarness({ journal: { ...inner, uploads }, log })
    const items = [{ url: 'https://films.test/one.mp4', title: null }]
    await harness.engine.queue.importLinks({ items, destination: { account: 'film' }, options: {}, again: false })
    await harness.clock.advance(60_000)
    expect(log.errors).toMatchObject([{ cause: { message: expect.stringContaining('UNIQUE constraint failed') } }])
    expect(saves).toBe(1)
    await harness.add(['one.mp4'])
    expect(harness.sending()).toEqual(['one.mp4'])
  })
})
