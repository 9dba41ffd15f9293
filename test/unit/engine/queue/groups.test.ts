import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors.ts'
import { type Grouping, MANY_GROUPS, type QueueGroup } from '../../../../src-main/contract/queue-groups.ts'
import type { QueueFilter } from '../../../../src-main/contract/selection.ts'
import { timeoutsFrom } from '../../../../src-main/engine/network/timeouts.ts'
import { createHarness, type Harness } from '../../../support/queue-harness.ts'

const ALL: QueueFilter = { group: 'all', search: '' }
const NOTHING_SAID: Grouping = { opened: [], closed: [] }

/** The list as lines of text: a header with its clips, an open one with the names below it. */
async function linesOf({ engine }: Harness, filter = ALL, grouping = NOTHING_SAID, offset = 0, limit = 100): Promise<string[]> {
  const { grouped, rows } = await engine.queue.pageInGroups(filter, grouping, offset, limit)
  const names = rows.map(({ name }) => name)
  const headers = new Map(grouped?.headers.map(({ line, group }) => [line, group]))
  const count = Math.min(limit, (grouped?.lines ?? 0) - offset)
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const group = headers.get(offset + index)
    return group ? `${group.isOpen ? 'v' : '>'} ${titleOf(group)} ${group.clips}` : (names.shift() ?? 'missing')
  })
}

const titleOf = ({ kind, folder }: QueueGroup): string => (kind === 'day' ? 'one by one' : (folder ?? 'no folder'))

/** Three cards and two clips that were added one by one; the first clip is sent. */
async function someGroups(): Promise<Harness> {
  const harness = createHarness({ settings: { concurrency: 1 } })
  harness.engine.start()
  await harness.add(['cards/a/1.mov', 'cards/a/2.mov', 'cards/a/3.mov'])
  await harness.add(['one.mov'])
  await harness.add(['cards/b/1.mov', 'cards/b/sub/2.mov'], 'two')
  await harness.add(['two.mov'])
  return harness
}

async function groupOf(harness: Harness, title: string, filter = ALL): Promise<QueueGroup> {
  const { grouped } = await harness.engine.queue.pageInGroups(filter, NOTHING_SAID, 0, 500)
  const found = grouped?.headers.find(({ group }) => titleOf(group) === title)
  if (!found) throw new Error(`no group ${title}`)
  return found.group
}

describe('the queue in groups', () => {
  it('has a header for what was added together, and one for the clips of a day that came one by one', async () => {
    const harness = await someGroups()
    expect(await linesOf(harness)).toEqual([
      ...['v /cards/a 3', '1.mov', '2.mov', '3.mov'],
      ...['v one by one 2', 'one.mov', 'two.mov'],
      ...['v /cards/b 2', '1.mov', '2.mov'],
    ])
  })

  it('answers any part of the lines as all of them', async () => {
    const harness = await someGroups()
    const whole = await linesOf(harness)
    for (const [offset, limit] of [
      [0, 1],
      [1, 2],
      [3, 2],
      [4, 4],
      [6, 100],
      [10, 5],
    ] as const) {
      expect(await linesOf(harness, ALL, NOTHING_SAID, offset, limit)).toEqual(whole.slice(offset, offset + limit))
    }
    const { grouped } = await harness.engine.queue.pageInGroups(ALL, NOTHING_SAID, 2, 2)
    expect(grouped?.above?.folder).toBe('/cards/a')
  })

  it('counts clips and bytes of a group as they change, without reading its rows again', async () => {
    const harness = await someGroups()
    expect(await groupOf(harness, '/cards/a')).toMatchObject({ clips: 3, shown: 3, sent: 0, moving: 1, queued: 2 })
    const send = await harness.create('1.mov')
    const { job } = send
    job.onAccepted(512)
    await harness.clock.advance(1_500)
    job.onAccepted(640)
    expect(await groupOf(harness, '/cards/a')).toMatchObject({ acceptedBytes: 640 })
    job.onAccepted(job.source.sizeBytes)
    send.end({ kind: 'complete' })
    await harness.clock.settle()
    expect(await groupOf(harness, '/cards/a')).toMatchObject({ clips: 3, sent: 1, moving: 1, queued: 1 })
  })

  it('puts a group where its first clip is', async () => {
    const harness = await someGroups()
    const { id } = harness.engine.queue.page({ ...ALL, search: 'two.mov' }, 0, 1).rows[0] ?? { id: '' }
    await linesOf(harness)
    await harness.engine.queue.commands.move({ ids: [id], to: 'top' })
    await harness.clock.settle()
    expect((await linesOf(harness)).slice(0, 3)).toEqual(['v one by one 2', 'two.mov', 'one.mov'])
    await harness.engine.queue.commands.move({ ids: [id], to: 'bottom' })
    await harness.clock.settle()
    expect((await linesOf(harness)).slice(0, 1)).toEqual(['v /cards/a 3'])
  })

  it('forgets a group with its last clip, and knows it again when a removal is undone', async () => {
    const harness = await someGroups()
    const { id } = await groupOf(harness, '/cards/b')
    await linesOf(harness)
    const task = crypto.randomUUID()
    await harness.engine.queue.commands.remove(
      { filter: { ...ALL, batchId: id }, task, undoable: true },
      new AbortController().signal,
    )
    expect(await linesOf(harness)).toHaveLength(7)
    await harness.engine.queue.tasks.undo(task)
    await harness.clock.settle()
    expect(await groupOf(harness, '/cards/b')).toMatchObject({ clips: 2 })
  })

  it('closes what does not move when there are many, and what a person has closed', async () => {
    const harness = createHarness({ settings: { concurrency: 1 } })
    harness.engine.start()
    for (let card = 0; card <= MANY_GROUPS; card += 1) await harness.add([`c${card}/1.mov`, `c${card}/2.mov`])
    const lines = await linesOf(harness)
    expect(lines.slice(0, 5)).toEqual(['v /c0 2', '1.mov', '2.mov', '> /c1 2', '> /c2 2'])
    expect(lines).toHaveLength(MANY_GROUPS + 3)
    const [first, second] = [await groupOf(harness, '/c0'), await groupOf(harness, '/c1')]
    const said = await linesOf(harness, ALL, { opened: [second.id], closed: [first.id] })
    expect(said.slice(0, 4)).toEqual(['> /c0 2', 'v /c1 2', '1.mov', '2.mov'])
    // What a person looks for is not behind a closed header.
    expect(await linesOf(harness, { ...ALL, search: 'c7/' })).toEqual(['v /c7 2', '1.mov', '2.mov'])
  })

  it('shows of each group what a filter shows, and no other groups', async () => {
    const harness = await someGroups()
    expect(await linesOf(harness, { ...ALL, accountId: 'two' })).toEqual(['v /cards/b 2', '1.mov', '2.mov'])
    expect(await linesOf(harness, { ...ALL, group: 'active' })).toContain('1.mov')
    expect(await linesOf(harness, { ...ALL, search: 'SUB' })).toEqual(['v /cards/b 2', '2.mov'])
    expect(await groupOf(harness, '/cards/b', { ...ALL, search: 'sub' })).toMatchObject({ clips: 2, shown: 1 })
  })

  it('finds clips by the name of their account, as it is now', async () => {
    const harness = await someGroups()
    expect(await linesOf(harness, { ...ALL, search: 'server TWO' })).toEqual(['v /cards/b 2', '1.mov', '2.mov'])
    const account = harness.engine.accounts.list().find(({ id }) => id === 'two')
    const settings = account?.settings ?? {}
    const context = { timeouts: timeoutsFrom(harness.engine.settings), signal: new AbortController().signal }
    await harness.engine.accounts.save({ id: 'two', provider: 'tus', name: 'Archive', settings, secrets: {} }, context)
    expect(await linesOf(harness, { ...ALL, search: 'server two' })).toEqual([])
    expect(await linesOf(harness, { ...ALL, search: 'archive' })).toHaveLength(3)
  })
})

describe('why clips need a person', () => {
  it('is told once for all of an account that stopped for the same reason', async () => {
    const harness = await someGroups()
    for (const name of ['1.mov', '2.mov']) {
      harness.send(name).end({ kind: 'failed', failure: failure('file.changed', { path: `/cards/a/${name}` }) })
      await harness.clock.settle()
    }
    const causes = harness.engine.queue.causes()
    expect(causes).toMatchObject([{ code: 'file.changed', accountId: 'one', clips: 2 }])
    expect(await linesOf(harness, { group: 'attention', search: '', failure: 'file.changed', accountId: 'one' })).toHaveLength(3)
    expect(await linesOf(harness, { group: 'attention', search: '', failure: 'file.missing' })).toEqual([])
  })
})
