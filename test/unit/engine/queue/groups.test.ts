import { describe, expect, it, vi } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { type Grouping, MANY_GROUPS, type QueueGroup } from '../../../../src-main/contract/queue/queue-groups.ts'
import type { QueueFilter } from '../../../../src-main/contract/queue/selection.ts'
import type { Volume, Volumes } from '../../../../src-main/engine/files/volumes.ts'
import { timeoutsFrom } from '../../../../src-main/engine/network/timeouts.ts'
import { noFolders } from '../../../support/fakes.ts'
import { createHarness, type Harness } from '../../../support/queue-harness.ts'

const ALL: QueueFilter = { group: 'all', search: '' }
const DEFAULT_GROUPING: Grouping = { opened: [], closed: [] }

/** The list as lines of text: a header with its clips, an open one with the names below it. */
async function linesOf(
  { engine }: Harness,
  filter = ALL,
  grouping = DEFAULT_GROUPING,
  offset = 0,
  limit = 100,
): Promise<string[]> {
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
  const { grouped } = await harness.engine.queue.pageInGroups(filter, DEFAULT_GROUPING, 0, 500)
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

  it('returns any part of the lines as in the whole list', async () => {
    const harness = await someGroups()
    const whole = await linesOf(harness)
    for (const [offset, limit] of [
      [0, 1],
      [1, 2],
      [1, 3],
      [3, 2],
      [4, 4],
      [6, 100],
      [10, 5],
    ] as const) {
      expect(await linesOf(harness, ALL, DEFAULT_GROUPING, offset, limit)).toEqual(whole.slice(offset, offset + limit))
      const page = await harness.engine.queue.pageInGroups(ALL, DEFAULT_GROUPING, offset, limit)
      expect(page.grouped?.headers.filter(({ line }) => line < offset || line >= offset + limit)).toEqual([])
    }
    const { grouped } = await harness.engine.queue.pageInGroups(ALL, DEFAULT_GROUPING, 2, 2)
    expect(grouped?.above?.folder).toBe('/cards/a')
  })

  it('counts clips and bytes of a group as they change, without reading its rows again', async () => {
    const harness = await someGroups()
    expect(await groupOf(harness, '/cards/a')).toMatchObject({ clips: 3, shown: 3, sent: 0, moving: 1, queued: 2 })
    const counting = vi.spyOn(harness.journal.uploads, 'countedRows')
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
    expect(counting).not.toHaveBeenCalled()
  })

  it('reports the bytes in flight of a group, and how long the rest takes', async () => {
    const harness = await someGroups()
    const { id } = await groupOf(harness, '/cards/a')
    const { id: other } = await groupOf(harness, '/cards/b')
    const { job } = await harness.create('1.mov')
    job.onAccepted(100)
    for (let second = 1; second <= 20; second += 1) {
      await harness.clock.advance(1_000)
      job.onInFlight(second * 5)
    }
    const [group, ...more] = await harness.engine.queue.groups(ALL, DEFAULT_GROUPING, [id])
    expect(more).toEqual([])
    expect(group).toMatchObject({ id, clips: 3, sizeBytes: 3_000, inFlightBytes: 100 })
    // Three clips of 1,000 bytes, 200 of which have left, 5 in a second.
    expect(group?.secondsLeft).toBe(560)
    const reading = vi.spyOn(harness.journal.uploads, 'get')
    const both = await harness.engine.queue.groups(ALL, DEFAULT_GROUPING, [id, other])
    expect(both).toMatchObject([group, { inFlightBytes: 0, secondsLeft: 400 }])
    // The one that is being sent, once for all groups.
    expect(reading).toHaveBeenCalledTimes(1)
  })

  it('names the folder that its files share now, whatever they shared before', async () => {
    const harness = await someGroups()
    const [, second = '', far = ''] = await harness.add(['cards/d/1.mov', 'cards/d/2.mov', 'cards/e/3.mov'])
    const { id } = await groupOf(harness, '/cards')
    const folder = async () => (await harness.engine.queue.groups(ALL, DEFAULT_GROUPING, [id]))[0]?.folder
    const [first, later] = [crypto.randomUUID(), crypto.randomUUID()]
    const { signal } = new AbortController()
    await harness.engine.queue.commands.remove({ ids: [far], task: first, undoable: true }, signal)
    expect(await folder()).toBe('/cards/d')
    // Another clip instead: as many as before.
    await harness.engine.queue.commands.remove({ ids: [second], task: later, undoable: true }, signal)
    await harness.engine.queue.tasks.undo(first)
    await harness.clock.settle()
    expect(await folder()).toBe('/cards')
    // The same file, which is somewhere else by now.
    const moved = harness.disk.get('/cards/e/3.mov')
    harness.disk.delete('/cards/e/3.mov')
    if (moved) harness.disk.set('/cards/d/3.mov', moved)
    expect(await harness.add(['cards/d/3.mov'])).toEqual([far])
    expect(await folder()).toBe('/cards/d')
  })

  it('reads few paths between two turns of the event loop, however many headers a page has', async () => {
    const harness = createHarness()
    for (let card = 0; card < 30; card += 1) await harness.add([`c${card}/1.mov`, `c${card}/2.mov`, `c${card}/3.mov`])
    const folders = vi.spyOn(harness.journal.uploads, 'pathsOfBatch')
    const paths: number[] = []
    let isCounting = true
    function countTurn(): void {
      const before = paths.length
      for (const [, limit] of folders.mock.calls.slice(before)) paths.push(limit)
      most = Math.max(
        most,
        paths.slice(before).reduce((sum, limit) => sum + limit, 0),
      )
      if (isCounting) setImmediate(countTurn)
    }
    let most = 0
    countTurn()
    const { grouped } = await harness.engine.queue.pageInGroups(ALL, DEFAULT_GROUPING, 0, 500)
    expect(grouped?.headers).toHaveLength(30)
    expect(folders).toHaveBeenCalledTimes(30)
    countTurn()
    isCounting = false
    expect(paths).toHaveLength(30)
    expect(most).toBeLessThanOrEqual(20)
    await harness.engine.queue.pageInGroups(ALL, DEFAULT_GROUPING, 0, 500)
    expect(folders).toHaveBeenCalledTimes(30)
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

  it('drops a group with its last clip, and shows it again when a removal is undone', async () => {
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

  it('closes groups that are not running when there are many, and those that a person has closed', async () => {
    const harness = createHarness({ settings: { concurrency: 1 } })
    harness.engine.start()
    for (let card = 0; card <= MANY_GROUPS; card += 1) await harness.add([`c${card}/1.mov`, `c${card}/2.mov`])
    const byDefault = await linesOf(harness)
    expect(byDefault.slice(0, 5)).toEqual(['v /c0 2', '1.mov', '2.mov', '> /c1 2', '> /c2 2'])
    expect(byDefault).toHaveLength(MANY_GROUPS + 3)
    const [first, second] = [await groupOf(harness, '/c0'), await groupOf(harness, '/c1')]
    const chosen = await linesOf(harness, ALL, { opened: [second.id], closed: [first.id] })
    expect(chosen.slice(0, 4)).toEqual(['> /c0 2', 'v /c1 2', '1.mov', '2.mov'])
    // Results of a search are not hidden in closed groups.
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
    const found = ['v /cards/b 2', '1.mov', '2.mov']
    expect(await linesOf(harness, { ...ALL, search: 'archive' })).toEqual([])
    expect(await linesOf(harness, { ...ALL, search: 'server two' })).toEqual(found)
    const account = harness.engine.accounts.list().find(({ id }) => id === 'two')
    const settings = account?.settings ?? {}
    const context = { timeouts: timeoutsFrom(harness.engine.settings), signal: new AbortController().signal }
    await harness.engine.accounts.save({ id: 'two', provider: 'tus', name: 'Archive', settings, secrets: {} }, context)
    expect(await linesOf(harness, { ...ALL, search: 'server two' })).toEqual([])
    expect(await linesOf(harness, { ...ALL, search: 'ARCHIVE' })).toEqual(found)
  })
})

describe('the drives of the queue', () => {
  it('are those that its files are on, with the names of those that are mounted', async () => {
    const card: Volume = {
      id: 'uuid:card',
      fileSystem: { id: 'uuid:card', subpath: '' },
      label: 'A003',
      kind: 'removable',
      root: '/cards',
      stableInodes: true,
    }
    const volumes: Volumes = noFolders.volumes
    using of = vi.spyOn(volumes, 'of').mockResolvedValue(card)
    using list = vi.spyOn(volumes, 'list').mockResolvedValue([card])
    const harness = createHarness()
    await harness.add(['cards/a/1.mov', 'cards/a/2.mov'])
    of.mockResolvedValue({ ...card, id: 'uuid:other', fileSystem: { id: 'uuid:other', subpath: '' }, root: '/other' })
    await harness.add(['other/3.mov'])
    expect(await harness.engine.queue.drives()).toEqual([
      { id: 'uuid:card', name: 'A003' },
      { id: 'uuid:other', name: null },
    ])
    list.mockResolvedValue([])
    expect(await harness.engine.queue.drives()).toMatchObject([{ name: null }, { name: null }])
    const drive = { ...ALL, drive: 'uuid:other' }
    expect(harness.engine.queue.page(drive, 0, 10).rows.map(({ name }) => name)).toEqual(['3.mov'])
  })
})

describe('why clips need a person', () => {
  it('is reported once for all clips of an account that stopped for the same reason', async () => {
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
