import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { createWatchHarness, type WatchHarness } from '../../../support/watch-harness.ts'

const KEY = 'volume\nin'

/** The only file of the folder. */
function entryAt(watch: WatchHarness, name: string, directory = '') {
  const entry = watch.watchedFiles.at(KEY, directory, name)
  if (!entry) throw new Error(`${name} is not known`)
  return entry
}

describe('a drive that goes away', () => {
  it('at the moment of a report loses no decision', async () => {
    const watch = createWatchHarness({ existing: 'new' })
    watch.write('a.mp4', 'old')
    await watch.scan()
    watch.unplug()
    watch.report('a.mp4')
    await watch.clock.advance(1_000)
    expect(watch.known()).toEqual(['a.mp4 ignored (existing)'])
    watch.plugIn()
    await watch.clock.advance(60_000)
    expect(watch.handed).toEqual([])
  })

  it('while a file is watched until it is stable keeps the row of the file', async () => {
    const watch = createWatchHarness({ existing: 'ask', quietSeconds: 2 })
    watch.write('a.mp4', 'old')
    await watch.scan()
    watch.write('a.mp4', 'old and more', true)
    watch.report('a.mp4')
    await watch.clock.settle()
    watch.unplug()
    await watch.clock.advance(4_000)
    expect(watch.known()).toEqual(['a.mp4 asking (existing)'])
  })

  it('during the first scan does not make the files that were not found new', async () => {
    const watch = createWatchHarness({ existing: 'new' })
    watch.write('a/1.mp4', 'one')
    watch.write('b/2.mp4', 'two')
    watch.onRead((path) => {
      if (path === 'b') watch.unplug()
    })
    watch.folder.start()
    await watch.clock.advance(8_000)
    watch.onRead(() => {})
    watch.plugIn()
    await watch.clock.advance(60_000)
    expect(watch.known()).toEqual(['a/1.mp4 ignored (existing)', 'b/2.mp4 ignored (existing)'])
    expect(watch.handed).toEqual([])
  })
})

describe('a volume at the mount point of another', () => {
  it('with the same device number is not taken for it', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    watch.swap()
    watch.write('b.mp4', 'of another card')
    watch.remove('a.mp4')
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 sent'])
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.folder.status().away?.code).toBe('watch.gone')
  })
})

describe('the decision of a person', () => {
  it('holds when its folder is renamed', async () => {
    const watch = createWatchHarness({ existing: 'new' })
    watch.write('old/a.mp4', 'one')
    watch.write('old/b.mp4', 'two')
    await watch.scan()
    watch.move('old/a.mp4', 'other/a.mp4')
    watch.move('old/b.mp4', 'other/b.mp4')
    watch.report('old')
    await watch.clock.advance(2_000)
    watch.report('other')
    await watch.clock.advance(30_000)
    expect(watch.handed).toEqual([])
    expect(watch.known()).toEqual(['other/a.mp4 ignored (existing)', 'other/b.mp4 ignored (existing)'])
  })

  it('is open again when the folder is added again with all its files', async () => {
    const watch = createWatchHarness({ existing: 'new' })
    watch.write('a.mp4', 'one')
    await watch.scan()
    await watch.addAgain({ existing: 'all' })
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
  })

  it('at the moment before the file is enqueued holds', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.folder.start()
    await watch.clock.advance(10_150)
    expect(watch.folder.decline(entryAt(watch, 'a.mp4'))).toBe(true)
    await watch.clock.advance(5_000)
    expect(watch.handed).toEqual([])
    expect(watch.known()).toEqual(['a.mp4 ignored (declined)'])
  })
})

describe('concurrent scans', () => {
  it('store each file once', async () => {
    const watch = createWatchHarness({}, { stableInodes: false })
    await watch.scan()
    for (let index = 0; index < 900; index += 1) watch.write(`day/${index}.mp4`, `clip ${index}`)
    watch.report('day')
    await new Promise((resolve) => setImmediate(resolve))
    const scan = watch.folder.scanNow()
    await watch.clock.settle()
    await watch.clock.settle()
    await scan
    expect(watch.folder.status().problem).toBeNull()
    await watch.clock.advance(30_000)
    expect(new Set(watch.handed).size).toBe(900)
    expect(watch.handed).toHaveLength(900)
  })

  it('are followed by another one, when something was reported meanwhile', async () => {
    const watch = createWatchHarness()
    watch.write('b/1.mp4', 'one')
    await watch.scan()
    watch.onRead(async (path) => {
      if (path !== 'b') return
      watch.onRead(() => {})
      watch.write('a.mp4', 'two')
      watch.reportAll()
      await watch.clock.advance(2_000)
    })
    await watch.scan()
    await watch.clock.advance(20_000)
    expect(watch.handed).toEqual(['b/1.mp4', 'a.mp4'])
  })
})

describe('enqueuing', () => {
  it('finds files that were moved since they were finished', async () => {
    const watch = createWatchHarness({ order: 'name' })
    for (let index = 100; index < 350; index += 1) watch.write(`${index}.mp4`, `clip ${index}`)
    watch.onHandOver(() => {
      watch.onHandOver(() => {})
      watch.move('349.mp4', 'moved.mp4')
      const entry = entryAt(watch, '349.mp4')
      watch.watchedFiles.save({ ...entry, name: 'moved.mp4' })
    })
    await watch.scan()
    expect(watch.handed).toHaveLength(250)
    expect(watch.handed).toContain('moved.mp4')
    expect(watch.handed).not.toContain('349.mp4')
    expect(watch.known()).toContain('moved.mp4 queued')
  })

  it('does not ask about files that are in the queue already', async () => {
    const watch = createWatchHarness({ quietSeconds: 1 })
    for (let index = 100; index < 350; index += 1) watch.write(`${index}.mp4`, `clip ${index}`)
    watch.onHandOver(() => {
      watch.onHandOver(() => {})
      watch.report('300.mp4')
    })
    await watch.scan()
    await watch.clock.advance(10_000)
    expect(watch.known().filter((line) => !line.endsWith(' queued'))).toEqual([])
    expect(watch.handed).toHaveLength(250)
  })

  it('is retried after a failure of the journal', async () => {
    const watch = createWatchHarness({ scanMinutes: 600 })
    watch.write('a.mp4', 'one')
    watch.folder.start()
    await watch.clock.advance(5_000)
    watch.refuse()
    await watch.clock.advance(10_000)
    expect(watch.known()).toEqual(['a.mp4 waiting (growing)'])
    watch.refuse(false)
    await watch.clock.advance(60_000)
    expect(watch.known()).toEqual(['a.mp4 queued'])
  })

  it('begins when the schedule of the folder opens, however rarely it is scanned', async () => {
    const watch = createWatchHarness({ scanMinutes: 10_080 })
    await watch.scan()
    const at = (ms: number) => {
      const date = new Date(watch.clock.now() + ms)
      return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
    }
    watch.rules({ hours: [{ days: [0, 1, 2, 3, 4, 5, 6], from: at(2 * 3_600_000), to: at(3 * 3_600_000) }] })
    watch.write('a.mp4', 'one')
    watch.report('a.mp4')
    await watch.clock.advance(60_000)
    expect(watch.known()).toEqual(['a.mp4 waiting (hours)'])
    await watch.clock.advance(2 * 3_600_000 + 60_000)
    expect(watch.handed).toEqual(['a.mp4'])
  })

  it('is retried when the rules or the account changed', async () => {
    const watch = createWatchHarness()
    watch.onHandOver(() => {
      throw new FailureError(failure('account.missing'))
    })
    watch.write('a.mp4', 'one')
    await watch.scan()
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 waiting (refused)'])
    watch.onHandOver(() => {})
    watch.folder.reconsider()
    await watch.clock.advance(20_000)
    expect(watch.known()).toEqual(['a.mp4 queued'])
  })
})

describe('files that are watched until they are stable', () => {
  it('are neither lost nor checked without a pause while the journal fails', async () => {
    const watch = createWatchHarness({ scanMinutes: 600 })
    watch.write('a.mp4', 'one')
    watch.folder.start()
    await watch.clock.advance(5_000)
    watch.refuse()
    await watch.clock.advance(300_000)
    expect(watch.stats.length).toBeLessThan(20)
    watch.refuse(false)
    await watch.clock.advance(120_000)
    expect(watch.known()).toEqual(['a.mp4 queued'])
  })

  it('use a quiet time that becomes shorter', async () => {
    const watch = createWatchHarness({ quietSeconds: 86_400 })
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.rules({ quietSeconds: 10 })
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
  })
})

describe('one file, one upload', () => {
  it('also when the queue took another version of it, and it was renamed then', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.write('a.mp4', 'one and more', true)
    watch.queueTakes('upload 1')
    watch.move('a.mp4', 'b.mp4')
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
    expect(watch.reported.at(-1)).toBe('moved b.mp4')
  })

  it('never continues with another version than it began with', async () => {
    const watch = createWatchHarness()
    const old = { ...anIdentity, sizeBytes: 2, mtimeNs: '5' }
    watch.hasAlready('a.mp4', old)
    watch.write('a.mp4', 'another version')
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 queued'])
    watch.unplug()
    await watch.clock.advance(10_000)
    watch.plugIn()
    await watch.clock.advance(20_000)
    watch.move('a.mp4', 'b.mp4')
    await watch.scan()
    expect(watch.uploads.get('by hand')?.identity).toEqual(old)
  })

  it('that was left out for a while and is the same is sent already', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    await watch.clock.advance(60_000)
    watch.write('a.mp4', 'two', true)
    await watch.scan()
    watch.rules({ exclude: ['a.*'] })
    await watch.scan()
    watch.write('a.mp4', 'one', true)
    watch.rules({ exclude: [] })
    await watch.scan()
    expect(watch.known()).toEqual(['a.mp4 sent'])
    expect(watch.handed).toHaveLength(1)
  })
})

describe('a second name', () => {
  it('of a file that the rules leave out is sent', async () => {
    const watch = createWatchHarness()
    watch.write('a.part', 'one')
    await watch.scan()
    watch.hardLink('a.part', 'a.mp4')
    await watch.scan()
    expect(watch.handed).toEqual(['a.mp4'])
  })

  it('is the clip once the first is gone', async () => {
    const watch = createWatchHarness()
    watch.write('a.mp4', 'one')
    watch.wholeness('a.mp4', 'no-index')
    await watch.scan()
    watch.hardLink('a.mp4', 'b.mp4')
    await watch.scan()
    expect(watch.known()).toContain('b.mp4 ignored (same-file)')
    watch.remove('a.mp4')
    await watch.scan()
    await watch.scan()
    expect(watch.handed).toEqual(['b.mp4'])
  })
})

describe('afterwards', () => {
  it('no file is moved whose receipt was rolled back', async () => {
    const watch = createWatchHarness({ afterwards: { do: 'trash' } })
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.refuse()
    expect(() =>
      watch.journal.transaction(() => {
        watch.send()
        throw new FailureError(failure('store.full', { path: 'journal.db' }))
      }),
    ).toThrow()
    await watch.clock.advance(5_000)
    expect(watch.moved).toEqual([])
    expect(watch.known()).toEqual(['a.mp4 queued'])
  })

  it('a file on a drive that is away is moved when it is back', async () => {
    const watch = createWatchHarness({ afterwards: { do: 'trash' } })
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.unplug()
    watch.send()
    await watch.clock.advance(10_000)
    expect(watch.known()).toEqual(['a.mp4 sent (to-move)'])
    watch.plugIn()
    await watch.scan()
    expect(watch.moved).toEqual(['a.mp4 to the Trash'])
  })

  it('sidecars that are sent themselves stay until they are', async () => {
    const watch = createWatchHarness({ afterwards: { do: 'trash' }, sidecars: true, extensions: ['mp4', 'srt'] })
    watch.write('a.mp4', 'one')
    watch.write('a.srt', 'words')
    watch.write('a.xml', 'about')
    await watch.scan()
    watch.sendOnly('a.mp4')
    await watch.clock.advance(5_000)
    expect(watch.moved).toEqual(['a.xml to the Trash', 'a.mp4 to the Trash'])
  })

  it('a folder is not read again for each clip in it', async () => {
    const watch = createWatchHarness({ afterwards: { do: 'trash' }, sidecars: true })
    for (let index = 0; index < 100; index += 1) watch.write(`${index}.mp4`, `clip ${index}`)
    await watch.scan()
    let reads = 0
    watch.onRead(() => {
      reads += 1
    })
    watch.send()
    await watch.clock.advance(1_000)
    await watch.clock.settle()
    expect(watch.moved).toHaveLength(100)
    expect(reads).toBeLessThan(10)
  })
})
