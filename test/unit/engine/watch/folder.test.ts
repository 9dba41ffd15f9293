import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { createWatchHarness } from '../../../support/watch-harness.ts'

describe('a finished file', () => {
  it('is sent once it has stayed the same for the quiet time', async () => {
    const watch = createWatchHarness({ quietSeconds: 10 })
    watch.write('a.mp4', 'one')
    watch.folder.start()
    await watch.clock.advance(9_000)
    watch.write('a.mp4', 'one and more', true)
    await watch.clock.advance(9_000)
    expect(watch.handed).toEqual([])
    expect(watch.known()).toEqual(['a.mp4 waiting (growing)'])
    await watch.clock.advance(12_000)
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 queued'])
  })

  it('is read twice, however old its date is', async () => {
    const watch = createWatchHarness({ quietSeconds: 10 })
    watch.write('a.mp4', 'old')
    await watch.clock.advance(3_600_000)
    watch.folder.start()
    await watch.clock.advance(9_000)
    expect(watch.handed).toEqual([])
    await watch.clock.advance(3_000)
    expect(watch.handed).toEqual(['a.mp4'])
  })

  it('waits while it is incomplete, and is enqueued when it is complete', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.wholeness('a.mp4', 'no-index')
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 waiting (no-index)'])
    watch.wholeness('a.mp4', 'whole')
    watch.write('a.mp4', 'one with its index', true)
    watch.report('a.mp4')
    await watch.clock.advance(15_000)
    expect(watch.handed).toEqual(['a.mp4'])
  })

  it('of no content waits', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', '')
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 waiting (empty)'])
    expect(watch.handed).toEqual([])
  })

  it('that is left out has the reason', async () => {
    const watch = createWatchHarness({ exclude: ['proxies/**'], minBytes: 3, maxBytes: 5, extensions: ['mp4'] })
    for (const [name, content] of [
      ['x.part', 'abcd'],
      ['a.txt', 'abcd'],
      ['small.mp4', 'ab'],
      ['large.mp4', 'abcdef'],
      ['right.mp4', 'abcd'],
      ['proxies/p.mp4', 'abcd'],
    ] as const) {
      watch.write(name, content)
    }
    watch.link('link.mp4')
    await watch.scan()
    expect(watch.known()).toEqual([
      'a.txt ignored (extension)',
      'large.mp4 ignored (too-large)',
      'link.mp4 ignored (link)',
      'right.mp4 queued',
      'small.mp4 ignored (too-small)',
      'x.part ignored (ignore-list)',
    ])
    expect(watch.handed).toEqual(['right.mp4'])
  })

  it('that was left out is sent when the rules change', async () => {
    const watch = createWatchHarness({ extensions: ['mov'] })
    watch.write('a.mp4', 'one')
    await watch.scan()
    expect(watch.handed).toEqual([])
    watch.rules({ extensions: ['mp4'] })
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
  })
})

describe('files that were there before', () => {
  it.each([
    ['all', ['old.mp4', 'new.mp4'], 'old.mp4 queued'],
    ['new', ['new.mp4'], 'old.mp4 ignored (existing)'],
    ['ask', ['new.mp4'], 'old.mp4 asking (existing)'],
  ] as const)('are treated as the rules say: %s', async (existing, sent, state) => {
    const watch = createWatchHarness({ existing })
    watch.write('old.mp4', 'old')
    await watch.scan()
    watch.write('new.mp4', 'new')
    await watch.scan()
    expect(watch.handed).toEqual(sent)
    expect(watch.known()).toContain(state)
  })
})

describe('a drive that is away', () => {
  it('leaves everything as it is, and continues when it is back with another device number', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.write('b.mp4', 'two')
    await watch.scan()
    watch.unplug()
    await watch.clock.advance(10_000)
    expect(watch.folder.status().away?.code).toBe('watch.gone')
    expect(await watch.folder.awayFailure('/media/card/a.mp4')).toMatchObject({ code: 'file.away' })
    expect(watch.known()).toEqual(['a.mp4 queued', 'b.mp4 queued'])
    watch.plugIn()
    await watch.clock.advance(20_000)
    expect(watch.folder.status().away).toBeNull()
    expect(watch.reported).toEqual(['moved a.mp4', 'moved b.mp4'])
    watch.send()
    await watch.scan()
    expect(watch.handed).toHaveLength(2)
  })

  it('without stable inodes recognises its files', async () => {
    const watch = createWatchHarness({}, { stableInodes: false })
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    watch.unplug()
    await watch.clock.advance(10_000)
    watch.plugIn()
    await watch.clock.advance(20_000)
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent'])
  })
})

describe('the order', () => {
  it.each([
    ['name', ['C1.mp4', 'C2.mp4', 'C10.mp4']],
    ['oldest', ['C10.mp4', 'C2.mp4', 'C1.mp4']],
    ['newest', ['C1.mp4', 'C2.mp4', 'C10.mp4']],
  ] as const)('is by %s', async (order, expected) => {
    const watch = createWatchHarness({ order })
    for (const name of ['C10.mp4', 'C2.mp4', 'C1.mp4']) {
      watch.write(name, name)
      await watch.clock.advance(1_000)
    }
    await watch.scan()
    expect(watch.handed).toEqual(expected)
  })

  it('holds for later files as well', async () => {
    const watch = createWatchHarness({ order: 'newest' })
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.write('b.mp4', 'two')
    await watch.scan()
    expect(watch.reported).toEqual(['upload 2 before upload 1'])
  })
})

describe('a batch', () => {
  it('has the files that were finished together', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.write('b.mp4', 'two')
    await watch.scan()
    expect(new Set([...watch.uploads.values()].map(({ batchId }) => batchId)).size).toBe(1)
    await watch.clock.advance(120_000)
    watch.write('c.mp4', 'three')
    await watch.scan()
    expect(new Set([...watch.uploads.values()].map(({ batchId }) => batchId)).size).toBe(2)
  })

  it('keeps the parts of one clip together', async () => {
    const watch = createWatchHarness()
    watch.write('GX010123.MP4', 'one')
    await watch.scan()
    await watch.clock.advance(600_000)
    watch.write('GX020123.MP4', 'two')
    watch.write('GX010124.MP4', 'three')
    await watch.scan()
    const batch = (name: string) => [...watch.uploads.values()].find(({ path }) => path.endsWith(name))?.batchId
    expect(batch('GX020123.MP4')).toBe(batch('GX010123.MP4'))
    expect(batch('GX010124.MP4')).not.toBe(batch('GX010123.MP4'))
  })
})

describe('a schedule', () => {
  it('holds finished files back until it opens', async () => {
    const watch = createWatchHarness()
    const now = new Date(watch.clock.now())
    const inTwoHours = new Date(now.getTime() + 2 * 3_600_000)
    const time = (date: Date) => `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
    const later = new Date(inTwoHours.getTime() + 3_600_000)
    watch.rules({ hours: [{ days: [0, 1, 2, 3, 4, 5, 6], from: time(inTwoHours), to: time(later) }] })
    watch.write('a.mp4', 'one')
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 waiting (hours)'])
    await watch.clock.advance(2 * 3_600_000 + 60_000)
    expect(watch.handed).toEqual(['a.mp4'])
  })
})

describe('reports of changes', () => {
  it('are checked without a scan of the whole folder', async () => {
    const watch = createWatchHarness()
    await watch.scan()
    watch.write('day/a.mp4', 'one')
    watch.report('day')
    await watch.clock.advance(15_000)
    expect(watch.handed).toEqual(['day/a.mp4'])
    watch.send()
    watch.move('day/a.mp4', 'b.mp4')
    watch.report('day/a.mp4', 'b.mp4')
    await watch.clock.advance(15_000)
    expect(watch.known()).toEqual(['b.mp4 sent'])
    watch.remove('b.mp4')
    watch.report('b.mp4')
    await watch.clock.advance(5_000)
    expect(watch.known()).toEqual([])
    expect(watch.handed).toHaveLength(1)
  })

  it('in folders that the rules do not enter are not checked', async () => {
    const watch = createWatchHarness({ subfolders: false })
    await watch.scan()
    watch.write('day/a.mp4', 'one')
    watch.report('day/a.mp4', 'day')
    await watch.clock.advance(15_000)
    expect(watch.known()).toEqual([])
  })
})

describe('a folder whose drive is away', () => {
  it('is found where its drive is mounted now, also when the first search for volumes failed', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.unplug()
    await watch.clock.advance(10_000)
    expect(watch.folder.status().away).not.toBeNull()
    watch.refuseLists(new FailureError(failure('system.files')))
    watch.reportDriveChange()
    await watch.clock.settle()
    const { lists } = watch.drives()
    watch.refuseLists(null)
    await watch.clock.advance(10_000)
    expect(watch.drives().lists).toBeGreaterThan(lists)
  })
})
