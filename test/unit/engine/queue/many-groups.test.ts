import { describe, expect, it, vi } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { dayOf } from '../../../../src-main/contract/day.ts'
import type { Grouping } from '../../../../src-main/contract/queue-groups.ts'
import type { QueueFilter } from '../../../../src-main/contract/selection.ts'
import { type BatchTally, createBatchTallies } from '../../../../src-main/engine/queue/batch-tallies.ts'
import { createGroupPages } from '../../../../src-main/engine/queue/group-pages.ts'
import { ITEMS_PER_TURN } from '../../../../src-main/engine/queue/in-turns.ts'
import type { Upload } from '../../../../src-main/engine/queue/upload.ts'
import { anUpload } from '../../../support/fakes.ts'

const ALL: QueueFilter = { group: 'all', search: '' }
const NOTHING_SAID: Grouping = { opened: [], closed: [] }
const CLIPS = 9_000
const ENTRY = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null } as const
const DAY_MS = 24 * 3_600_000
const MONDAY = new Date(2026, 5, 1, 12).getTime()

const padded = (value: number): string => String(value).padStart(6, '0')

/** One of clips whose order in the queue is not that in which they were added. */
function clip(number: number, ofBatch = 1): Upload {
  const place = (number * 7_919) % CLIPS
  return anUpload({
    id: padded(number),
    batchId: `batch${padded(Math.floor(number / ofBatch))}`,
    position: `a${padded(place)}`,
    title: `clip ${place}`,
    state: number % 3 === 0 ? 'done' : 'queued',
    addedAt: MONDAY + (number % 4 === 0 ? DAY_MS : 0),
  })
}

/** A queue of very many batches that counts which of them are looked at between two turns. */
async function manyClips({ ofBatch = 1, onTurn = () => {} }: { ofBatch?: number; onTurn?: () => void } = {}) {
  const journal = openJournal(':memory:')
  const clips = Array.from({ length: CLIPS }, (_, number) => clip(number, ofBatch))
  journal.uploads.insert(clips, ENTRY)
  let looked = new Set<string>()
  const seen = { most: 0, turns: 0 }
  const clock = {
    now: () => MONDAY,
    async turn() {
      seen.most = Math.max(seen.most, looked.size)
      seen.turns += 1
      looked = new Set()
      onTurn()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
  const tallies = createBatchTallies(journal.uploads, clock)
  const observed = new WeakMap<BatchTally, BatchTally>()
  function observe(batch: BatchTally): BatchTally {
    const known = observed.get(batch)
    if (known) return known
    const watching = new Proxy(batch, {
      get(target, name) {
        looked.add(target.id)
        return Reflect.get(target, name)
      },
    })
    observed.set(batch, watching)
    return watching
  }
  const batches: typeof tallies = Object.create(tallies, { all: { value: () => [...tallies.all()].map(observe).values() } })
  const pages = createGroupPages({
    journal,
    batches,
    transfers: { all: () => new Map(), totalRate: () => 0 },
    clock,
    sep: '/',
  })
  await tallies.ready()
  return {
    journal,
    clips,
    tallies,
    pages,
    /** How many batches were looked at between two turns at most, and how many turns there were. */
    async workOf(work: () => Promise<unknown>): Promise<{ most: number; turns: number }> {
      looked = new Set()
      Object.assign(seen, { most: 0, turns: 0 })
      await work()
      seen.most = Math.max(seen.most, looked.size)
      return { ...seen }
    },
  }
}

/** The end of one pass over the batches and the beginning of the next are in one turn. */
const MOST_LOOKED_AT = 2 * ITEMS_PER_TURN

describe('very many groups and days of very many batches', () => {
  it.each([1, 2])('are laid out with few batches a turn, %i clips a batch', async (ofBatch) => {
    const { pages, tallies, clips, journal, workOf } = await manyClips({ ofBatch })
    const shown = vi.spyOn(journal.uploads, 'batchesShown')
    const { headers } = await pages.page(ALL, NOTHING_SAID, 0, 100)
    const ids = headers.map(({ group }) => group.id)
    tallies.invalidate()
    await tallies.ready()
    const asked: readonly (() => Promise<unknown>)[] = [
      () => pages.page(ALL, NOTHING_SAID, 0, 100),
      () => pages.page({ ...ALL, group: 'finished' }, NOTHING_SAID, 0, 100),
      () => pages.page({ ...ALL, search: 'clip 77' }, NOTHING_SAID, 0, 100),
      () => pages.page(ALL, { opened: ids, closed: [] }, 4_000, 100),
      async () => {
        const [before] = clips
        if (before) tallies.change(before, { ...before, state: 'paused' })
        await pages.groups(ALL, NOTHING_SAID, ids)
      },
    ]
    for (const ask of asked) {
      const { most, turns } = await workOf(ask)
      expect(most).toBeGreaterThan(0)
      expect(most).toBeLessThanOrEqual(MOST_LOOKED_AT)
      expect(turns).toBeGreaterThanOrEqual(2)
    }
    expect(shown.mock.calls.length).toBeGreaterThanOrEqual(CLIPS / ITEMS_PER_TURN)
    for (const [, , limit] of shown.mock.calls) expect(limit).toBeLessThanOrEqual(ITEMS_PER_TURN)
    await pages.page(ALL, { opened: ids, closed: [] }, 0, 0)
    // Nothing has changed.
    expect((await workOf(() => pages.page(ALL, { opened: ids, closed: [] }, 0, 0))).turns).toBe(0)
  })

  it('are in the order of the queue, each clip once', async () => {
    const { pages, clips } = await manyClips()
    const titles: (string | null)[] = []
    const opened = (await pages.page(ALL, NOTHING_SAID, 0, 10)).headers.map(({ group }) => group.id)
    const grouping = { opened, closed: [] }
    const { lines, total } = await pages.page(ALL, grouping, 0, 1)
    expect({ lines, total }).toEqual({ lines: CLIPS + 2, total: CLIPS })
    for (let offset = 0; offset < lines; offset += 500) {
      titles.push(...(await pages.page(ALL, grouping, offset, 500)).rows.map(({ title }) => title))
    }
    const inOrder = clips.toSorted((one, other) => (one.position < other.position ? -1 : 1))
    const [first] = inOrder
    const isOfFirst = ({ addedAt }: Upload): boolean => addedAt === first?.addedAt
    expect(titles).toEqual(
      [...inOrder.filter(isOfFirst), ...inOrder.filter((upload) => !isOfFirst(upload))].map(({ title }) => title),
    )
  })

  it('are of one state of the queue when a row changes meanwhile', async () => {
    let change = () => {}
    const { pages, tallies, clips } = await manyClips({ onTurn: () => change() })
    // Of the day of the first clip, and so among the first that are looked at.
    const inOrder = clips.toSorted((one, other) => (one.position < other.position ? -1 : 1))
    const queued = inOrder.find(({ state, addedAt }) => state === 'queued' && addedAt === inOrder[0]?.addedAt)
    if (!queued) throw new Error('no clip')
    const sent: QueueFilter = { ...ALL, group: 'finished' }
    const closed = [MONDAY, MONDAY + DAY_MS].map((at) => `day:${dayOf(at)}`)
    const sentBefore = (await pages.page(sent, { opened: [], closed }, 0, 100)).total
    change = () => {
      change = () => {}
      tallies.change(queued, { ...queued, state: 'done' })
    }
    tallies.accountsNamed()
    const { total, headers } = await pages.page(sent, { opened: [], closed }, 0, 100)
    expect(sentBefore).toBe(CLIPS / 3)
    expect(total).toBe(sentBefore + 1)
    expect(headers.reduce((sum, { group }) => sum + group.sent, 0)).toBe(sentBefore + 1)
  })

  it('are laid out in the end when rows change in every turn', async () => {
    let isChanging = false
    const { pages, tallies, clips, workOf } = await manyClips({ onTurn: () => isChanging && move() })
    let [moving] = clips.slice(5)
    let moves = 0
    function move(): void {
      if (!moving) return
      moves += 1
      const after: Upload = { ...moving, position: `b${padded(moves)}` }
      tallies.change(moving, after)
      moving = after
    }
    isChanging = true
    const { turns } = await workOf(async () => {
      const { total } = await pages.page(ALL, NOTHING_SAID, 0, 100)
      expect(total).toBe(CLIPS)
    })
    expect(turns).toBeLessThanOrEqual(6)
    expect(moves).toBeGreaterThan(0)
  })

  it('are counted anew when the journal has changed by itself meanwhile', async () => {
    let change = () => {}
    const { pages, tallies } = await manyClips({ onTurn: () => change() })
    change = () => {
      change = () => {}
      tallies.invalidate()
    }
    expect((await pages.page(ALL, NOTHING_SAID, 0, 100)).total).toBe(CLIPS)
  })

  it.each([
    { ofBatch: 1, expected: 0 },
    { ofBatch: 2, expected: CLIPS / 2 },
  ])('have the place of another first clip few a turn, $ofBatch clips a batch', async ({ ofBatch, expected }) => {
    let read = 0
    let most = 0
    let reads = (): number => 0
    const { journal, pages, tallies, clips } = await manyClips({
      ofBatch,
      onTurn() {
        most = Math.max(most, reads() - read)
        read = reads()
      },
    })
    const firsts = vi.spyOn(journal.uploads, 'firstOfBatch')
    reads = () => firsts.mock.calls.length
    for (const before of clips) tallies.change(before, { ...before, position: `z${before.position}` })
    await pages.page(ALL, NOTHING_SAID, 0, 0)
    expect(firsts).toHaveBeenCalledTimes(expected)
    expect(most).toBeLessThanOrEqual(200)
  })
})
