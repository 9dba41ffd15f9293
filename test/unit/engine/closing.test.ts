import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../src-main/adapters/sqlite/journal.ts'
import type { Engine } from '../../../src-main/engine/engine.ts'
import { clipNames, createHarness, type Harness, startedHarness } from '../../support/queue-harness.ts'
import { refusingJournal } from '../../support/refusing-journal.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const ALL = { filter: { group: 'all', search: '' } } as const

/** How a call ended, as `code (detail)`. */
async function endOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'done'
  } catch (caught) {
    const { code, detail } = (caught as { failure: { code: string; detail?: string } }).failure
    return detail ? `${code} (${detail})` : code
  }
}

function importLinks(engine: Engine, count: number): Promise<unknown> {
  const items = Array.from({ length: count }, (_, index) => ({ url: `https://host.test/${index}.mp4`, title: null }))
  return engine.queue.importLinks({ items, destination: { account: 'film' }, options: {}, again: false })
}

describe('an engine that closes', () => {
  it('keeps the slices that were taken of files that are being added, and says how many', async () => {
    await using folder = await tempFolder()
    const harness = createHarness({ journal: openJournal(folder.in('journal.db')) })
    const adding = endOf(harness.add(clipNames(350)))
    while (harness.journal.uploads.count(ALL.filter) < 200) await harness.clock.turn()
    await harness.engine.close()
    expect(await adding).toBe('host.closing (200 files were taken before)')
    const journal = openJournal(folder.in('journal.db'))
    expect(journal.uploads.count(ALL.filter)).toBe(200)
    journal.close()
  })

  it('keeps the slices that were taken of links, and says how many', async () => {
    const harness = createHarness()
    const adding = endOf(importLinks(harness.engine, 150))
    while (harness.journal.uploads.count(ALL.filter) < 50) await harness.clock.turn()
    await harness.engine.close()
    expect(await adding).toBe('host.closing (50 links were taken before)')
  })

  it.each<[string, number, (harness: Harness) => Promise<unknown>]>([
    ['pause', 50, ({ engine }) => engine.queue.commands.pause(ALL)],
    ['cancel', 50, ({ engine }) => engine.queue.commands.cancel(ALL)],
    ['remove', 50, ({ engine }) => engine.queue.commands.remove(ALL)],
    // None of them is at a host yet: there is nothing to ask about.
    ['refresh', 0, ({ engine }) => engine.queue.commands.refresh(ALL)],
  ])('ends %s of many rows after the slice that it is in, and says how far it came', async (_name, changed, command) => {
    const harness = createHarness()
    await harness.add(clipNames(120))
    const call = endOf(command(harness))
    harness.engine.stop()
    expect(await call).toBe(`host.closing (${changed} uploads were changed before)`)
    await harness.engine.close()
  })

  it('ends what checks the files of many rows', async () => {
    const harness = createHarness()
    await harness.add(clipNames(60))
    const call = endOf(harness.engine.queue.commands.startOver(ALL))
    harness.engine.stop()
    expect(await call).toBe('host.closing')
    await harness.engine.close()
  })

  it('refuses what is asked for too late, and sets no timer for it', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(clipNames(3))
    await harness.engine.close()
    const { queue, accounts, live } = harness.engine
    const late: [string, () => Promise<unknown>][] = [
      ['pause', () => queue.commands.pause({ ids: [id] })],
      ['update', () => queue.update({ id, options: {}, title: 'late' }, harness.engine.closing)],
      ['move', () => queue.commands.move({ ids: [id], to: 'top' })],
      ['page', async () => queue.page({ group: 'all', search: '' }, 0, 10)],
      ['remove account', () => accounts.remove('one')],
      ['forget', () => live.forget({ account: 'film', id: 'x' })],
    ]
    for (const [name, call] of late) expect([name, await endOf(call())]).toEqual([name, 'host.closing'])
    expect(await endOf(harness.add(['late.mp4']))).toBe('host.closing (0 files were taken before)')
    expect(await endOf(importLinks(harness.engine, 1))).toBe('host.closing (0 links were taken before)')
    harness.engine.resume()
    harness.engine.start()
    await harness.clock.advance(24 * 60 * 60_000)
    expect(harness.clock.timers).toBe(0)
    expect(harness.sending()).toEqual([])
  })

  it('begins no upload any more, and leaves those that ran in the queue', async () => {
    await using folder = await tempFolder()
    const harness = await startedHarness({ settings: { concurrency: 1 }, journal: openJournal(folder.in('journal.db')) })
    await harness.add(clipNames(2))
    await harness.create('clip000.mp4')
    harness.engine.stop()
    harness.engine.queue.pump()
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['clip000.mp4'])
    const closed = harness.engine.close()
    await harness.clock.settle()
    for (const send of harness.transfer.running()) send.end({ kind: 'aborted' })
    await closed
    const journal = openJournal(folder.in('journal.db'))
    expect(journal.uploads.inStates(['queued'], 10)).toHaveLength(2)
    journal.close()
  })

  it('whose journal refuses in that moment leaves no timer behind', async () => {
    const { journal, refuse } = refusingJournal()
    const harness = await startedHarness({ journal })
    await harness.add(clipNames(1))
    await harness.create('clip000.mp4')
    refuse(true)
    const closed = harness.engine.close()
    await harness.clock.settle()
    for (const send of harness.transfer.running()) send.end({ kind: 'aborted' })
    await closed
    expect(harness.clock.timers).toBe(0)
  })
})
