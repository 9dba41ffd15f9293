import { describe, expect, it } from 'vitest'
import type { WatchRules } from '../../../../src-main/contract/watch.ts'
import { directoryOf } from '../../../../src-main/engine/files/paths.ts'
import { createWatchHarness } from '../../../support/watch-harness.ts'

type Watch = ReturnType<typeof createWatchHarness>

function isLeftTo(watch: Watch, below: string): boolean {
  const found = watch.foundAt(`/media/card/${below}`)
  if (!found) throw new Error(`${below} is not there`)
  // Of a file that is dropped only the identity is known.
  return watch.folder.sendsAutomatically(directoryOf(below), { ...found, birthNs: '0' })
}

/** A folder after its first scan. */
async function scanned(rules: Partial<WatchRules>, names: readonly string[] = ['old.mp4']): Promise<Watch> {
  const watch = createWatchHarness(rules)
  for (const name of names) watch.write(name, 'abcd')
  await watch.scan()
  return watch
}

describe('what a watched folder sends by itself', () => {
  it('is what it has queued or sent, what is still being written, and what it has not seen yet', async () => {
    const watch = await scanned({}, ['a.mp4', 'b.mp4'])
    expect(watch.known()).toEqual(['a.mp4 queued', 'b.mp4 queued'])
    expect(isLeftTo(watch, 'a.mp4')).toBe(true)
    watch.send('a.mp4')
    expect(isLeftTo(watch, 'a.mp4')).toBe(true)
    watch.write('b.mp4', 'another version', true)
    expect(isLeftTo(watch, 'b.mp4')).toBe(true)
    watch.write('new.mp4', 'x')
    expect(isLeftTo(watch, 'new.mp4')).toBe(true)
  })

  it.each([
    ['that was there before and is not to be sent', { existing: 'new' }, 'old.mp4'],
    ['that a person is asked about', { existing: 'ask' }, 'old.mp4'],
    ['in a folder of it that is not watched', { subfolders: false }, 'Day 1/old.mp4'],
    ['in a folder that is excluded', { exclude: ['Day 1'] }, 'Day 1/Reel/old.mp4'],
    ['that is excluded', { exclude: ['old*'] }, 'old.mp4'],
    ['that is not included', { include: ['new*'] }, 'old.mp4'],
    ['that is too small', { minBytes: 5 }, 'old.mp4'],
    ['of another type', { extensions: ['mov'] }, 'old.mp4'],
  ] as const)('is no file %s', async (_, rules, name) => {
    const before = createWatchHarness(rules as Partial<WatchRules>)
    before.write(name, 'abcd')
    expect(isLeftTo(before, name)).toBe(false)
    const after = await scanned(rules as Partial<WatchRules>, [name])
    expect(after.handed).toEqual([])
    expect(isLeftTo(after, name)).toBe(false)
  })

  it.each([
    ['send', true],
    ['ask', false],
    ['ignore', false],
  ] as const)('is another version of a sent file where such are to “%s”: %s', async (whenChanged, expected) => {
    const watch = await scanned({ whenChanged })
    watch.send('old.mp4')
    watch.write('old.mp4', 'another version', true)
    expect(isLeftTo(watch, 'old.mp4')).toBe(expected)
    await watch.scan()
    await watch.clock.advance(30_000)
    expect(watch.handed).toHaveLength(expected ? 2 : 1)
  })

  it('is another file under the name of one that was sent', async () => {
    const watch = await scanned({ whenChanged: 'ask' })
    watch.send('old.mp4')
    watch.write('old.mp4', 'another file')
    expect(isLeftTo(watch, 'old.mp4')).toBe(true)
  })
})
