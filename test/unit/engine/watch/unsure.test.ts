import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { createRounds, isUnsure } from '../../../../src-main/engine/watch/rounds.ts'
import type { WatchProfile } from '../../../../src-main/engine/watch/watch-profile.ts'
import { createWatchHarness } from '../../../support/watch-harness.ts'

const KEY = 'volume\nin'

/** A folder that has begun, with a journal that knows nothing of it. */
function afterLoss(...[rules, options]: Parameters<typeof createWatchHarness>) {
  const watch = createWatchHarness(rules, options)
  watch.hasBegun(3)
  return watch
}

describe('a folder that has begun and whose journal does not know it', () => {
  it.each(['all', 'new', 'ask'] as const)(
    'asks about what is there, whatever its rule (%s), and sends what comes later',
    async (existing) => {
      const watch = afterLoss({ existing })
      watch.write('a.mp4', 'one')
      watch.write('day/b.mp4', 'two')
      await watch.scan()
      expect(watch.handed).toEqual([])
      expect(watch.known()).toEqual(['a.mp4 asking (unsure)', 'day/b.mp4 asking (unsure)'])
      watch.write('c.mp4', 'three')
      await watch.scan()
      expect(watch.handed).toEqual(['c.mp4'])
    },
  )

  it('continues to ask until it was scanned as a whole, however often it is started', async () => {
    const watch = afterLoss()
    watch.write('a.mp4', 'one')
    watch.onRead(() => {
      throw new Error('the process has no time for this')
    })
    await watch.scan()
    watch.onRead(() => {})
    await watch.folder.stop()
    await watch.scan()
    expect(watch.handed).toEqual([])
    expect(watch.known()).toEqual(['a.mp4 asking (unsure)'])
  })

  it('asks about a reported file as well, before it was scanned as a whole', async () => {
    const watch = afterLoss()
    watch.write('a.mp4', 'one')
    watch.folder.start()
    await watch.clock.settle()
    watch.report('a.mp4')
    await watch.clock.advance(60_000)
    expect(watch.handed).toEqual([])
    expect(watch.known()).toEqual(['a.mp4 asking (unsure)'])
  })

  it.each([true, false])('continues to ask when a file is touched or moved (stable inodes: %s)', async (stableInodes) => {
    const watch = afterLoss({ whenChanged: 'send' }, { stableInodes })
    watch.write('a.mp4', 'one')
    await watch.scan()
    await watch.clock.advance(60_000)
    watch.touch('a.mp4')
    await watch.scan()
    watch.write('a.mp4', 'one and more', true)
    await watch.scan()
    if (stableInodes) {
      watch.move('a.mp4', 'day/b.mp4')
      await watch.scan()
    }
    expect(watch.handed).toEqual([])
    expect(watch.known()).toEqual([stableInodes ? 'day/b.mp4 asking (unsure)' : 'a.mp4 asking (unsure)'])
  })

  it('sends, or leaves out for good, as a person decides', async () => {
    const watch = afterLoss()
    watch.write('a.mp4', 'one')
    watch.write('b.mp4', 'two')
    await watch.scan()
    const [one, other] = watch.watchedFiles.inState(KEY, 'asking', 0, 10)
    if (!one || !other) throw new Error('nothing asks')
    await watch.folder.sendAnyway([one])
    watch.folder.decline(other)
    await watch.clock.advance(1_000)
    watch.send()
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.known()).toEqual(['a.mp4 sent', 'b.mp4 ignored (declined)'])
  })

  it('asks about files that are unfinished in an older journal, and keeps those that are sent in it', async () => {
    const watch = createWatchHarness({ quietSeconds: 3_600 })
    watch.write('a.mp4', 'one')
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 waiting (growing)'])
    await watch.folder.stop()
    watch.hasBegun(9)
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 asking (unsure)'])
  })

  it('asks as well when its first scan was never finished', async () => {
    const watch = createWatchHarness()
    watch.hasBegun(1, false)
    watch.write('a.mp4', 'one')
    await watch.scan()
    expect(watch.handed).toEqual([])
    expect(watch.known()).toEqual(['a.mp4 asking (unsure)'])
  })

  it('follows its rule when it is removed and added anew', async () => {
    const watch = afterLoss()
    watch.write('a.mp4', 'one')
    await watch.addAgain({ existing: 'all' })
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
  })
})

describe('rounds', () => {
  it('are counted in the journal first, so that only an older journal is behind', () => {
    const { watched } = openJournal(':memory:')
    let profile: Pick<WatchProfile, 'begun' | 'round'> = { begun: false }
    const rounds = createRounds({
      key: KEY,
      profile: () => profile as never,
      update(change) {
        expect(watched.round(KEY)).toBe(change.round)
        profile = change
      },
      watchedFiles: watched,
    })
    expect([rounds.isUnsure(), watched.round(KEY)]).toEqual([false, null])
    rounds.beginScan()
    expect(profile).toEqual({ begun: false, round: 1 })
    rounds.endScan()
    rounds.beginScan()
    rounds.endScan()
    expect(profile).toEqual({ begun: true, round: 2 })
    rounds.noteSent()
    rounds.beginScan()
    rounds.restart()
    rounds.beginScan()
    expect(profile).toEqual({ begun: true, round: 4 })
    expect([3, 4, 5].map((round) => isUnsure({ begun: true, round }, watched, KEY))).toEqual([false, false, true])
    expect(isUnsure({ begun: true, round: 0 }, watched, 'volume\nelsewhere')).toBe(true)
    expect(isUnsure({ begun: false, round: 1 }, watched, 'volume\nelsewhere')).toBe(true)
    expect(isUnsure({ begun: false, round: 0 }, watched, 'volume\nelsewhere')).toBe(false)
  })
})
