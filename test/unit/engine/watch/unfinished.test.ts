import { describe, expect, it } from 'vitest'
import { createWatchHarness } from '../../../support/watch-harness.ts'

const MINUTE = 60_000

describe('a movie that is stable and incomplete', () => {
  it.each(['cut-short', 'no-index', 'locked'] as const)('waits for an hour as %s, and is asked about then', async (what) => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'half')
    watch.wholeness('a.mp4', what)
    await watch.scan()
    await watch.clock.advance(50 * MINUTE)
    expect(watch.known()).toEqual([`a.mp4 waiting (${what})`])
    await watch.clock.advance(15 * MINUTE)
    expect(watch.known()).toEqual([`a.mp4 asking (${what})`])
    expect(watch.handed).toEqual([])
  })

  it('is sent without an answer when it becomes complete', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'half')
    watch.wholeness('a.mp4', 'locked')
    await watch.scan()
    await watch.clock.advance(70 * MINUTE)
    watch.wholeness('a.mp4', 'whole')
    await watch.clock.advance(6 * MINUTE)
    expect(watch.handed).toEqual(['a.mp4'])
  })

  it('that is written to again waits again, and is sent once it is complete', async () => {
    const watch = createWatchHarness({ whenChanged: 'ignore' })
    watch.write('a.mp4', 'half')
    watch.wholeness('a.mp4', 'cut-short')
    await watch.scan()
    await watch.clock.advance(70 * MINUTE)
    watch.write('a.mp4', 'half and more', true)
    watch.report('a.mp4')
    await watch.clock.advance(15_000)
    expect(watch.known()).toEqual(['a.mp4 waiting (cut-short)'])
    watch.write('a.mp4', 'half and the rest', true)
    watch.wholeness('a.mp4', 'whole')
    watch.report('a.mp4')
    await watch.clock.advance(30_000)
    expect(watch.handed).toEqual(['a.mp4'])
  })

  it('stays a question after a restart, and an answer holds', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'half')
    watch.write('b.mp4', 'half too')
    watch.wholeness('a.mp4', 'cut-short')
    watch.wholeness('b.mp4', 'cut-short')
    await watch.scan()
    await watch.clock.advance(70 * MINUTE)
    await watch.folder.stop()
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 asking (cut-short)', 'b.mp4 asking (cut-short)'])
    const [a, b] = ['a.mp4', 'b.mp4'].map((name) => watch.watchedFiles.at('volume\nin', '', name))
    if (!a || !b) throw new Error('both are known')
    expect(await watch.folder.sendAnyway([a])).toBe(1)
    expect(watch.folder.decline(b)).toBe(true)
    await watch.clock.advance(70 * MINUTE)
    expect(watch.known()).toEqual(['a.mp4 queued', 'b.mp4 ignored (declined)'])
    expect(watch.handed).toEqual(['a.mp4'])
  })
})
