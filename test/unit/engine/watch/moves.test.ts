import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { WatchRules } from '../../../../src-main/contract/watch.ts'
import { familyOf, sidecarsOf, suffixOf, withSuffix } from '../../../../src-main/engine/watch/sidecars.ts'
import { createWatchHarness } from '../../../support/watch-harness.ts'

const INTO = { afterwards: { do: 'move', folder: '/out' } } as const

function watching(rules: Partial<WatchRules> = {}) {
  return createWatchHarness({ ...INTO, ...rules })
}

/** Lets what was begun go on. */
const onward = async (watch: ReturnType<typeof watching>): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await watch.clock.settle()
}

/** What is there arrives at its host, and cannot be moved. */
async function sendWithoutMoving(watch: ReturnType<typeof watching>): Promise<void> {
  watch.onMove(() => {
    throw new FailureError(failure('watch.notMoved', { path: 'a.mp4', reason: 'the drive is full' }))
  })
  watch.send()
  await onward(watch)
}

describe('files that are sent and not moved yet', () => {
  it('keep the folder busy until the last is moved', async () => {
    const watch = watching()
    for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) watch.write(name, name)
    await watch.scan()
    const seen: boolean[] = []
    watch.onMove(() => void seen.push(watch.folder.status().isMoving))
    watch.send()
    expect(watch.folder.status()).toMatchObject({ isMoving: true, isBusy: false })
    await onward(watch)
    expect(seen).toEqual([true, true, true])
    expect(watch.folder.status().isMoving).toBe(false)
    expect(watch.elsewhere()).toEqual(['/out/a.mp4', '/out/b.mp4', '/out/c.mp4'])
  })

  it('that the queue had sent before they were enqueued are moved at once, not with the next scan', async () => {
    const watch = watching()
    watch.sentBefore('a.mp4')
    watch.write('a.mp4', 'one')
    await watch.scan()
    expect(watch.handed).toEqual([])
    expect(watch.elsewhere()).toEqual(['/out/a.mp4'])
  })

  it('have the failure until a later scan moves them', async () => {
    const watch = watching()
    watch.write('a.mp4', 'one')
    await watch.scan()
    await sendWithoutMoving(watch)
    expect(watch.known()).toEqual(['a.mp4 sent (not-moved)'])
    expect(watch.entry('a.mp4')?.failure?.params['reason']).toBe('the drive is full')
    watch.onMove(() => {})
    await watch.scan()
    expect(watch.elsewhere()).toEqual(['/out/a.mp4'])
    expect(watch.entry('a.mp4')).toMatchObject({ reason: null, failure: null, movedTo: '/out/a.mp4' })
  })

  it('and are gone do not wait for ever', async () => {
    const watch = watching()
    watch.write('a.mp4', 'one')
    await watch.scan()
    await sendWithoutMoving(watch)
    watch.remove('a.mp4')
    watch.report('a.mp4')
    await watch.clock.advance(1_000)
    expect(watch.entry('a.mp4')).toMatchObject({ afterwards: null, reason: null, movedTo: null, failure: null })
  })

  it('stay when they were written to since, whatever a person decides about that', async () => {
    for (const whenChanged of ['ask', 'ignore'] as const) {
      const watch = watching({ whenChanged })
      watch.write('a.mp4', 'one')
      await watch.scan()
      await sendWithoutMoving(watch)
      watch.onMove(() => {})
      await watch.folder.stop()
      await watch.clock.advance(60_000)
      watch.write('a.mp4', 'one and more', true)
      watch.folder.start()
      await watch.clock.advance(20_000)
      const entry = watch.entry('a.mp4')
      if (entry && whenChanged === 'ask') watch.folder.decline(entry)
      await watch.scan()
      expect(watch.elsewhere(), whenChanged).toEqual([])
      expect(watch.known(), whenChanged).toEqual(['a.mp4 sent'])
      if (whenChanged === 'ignore') expect(watch.entry('a.mp4')?.failure?.code).toBe('watch.notAsSent')
    }
  })
})

describe('a file whose date changed between its upload and its move', () => {
  const HOUR = 60 * 60_000

  it.each([true, false])('is moved when its content is what was sent (inodes kept: %s)', async (stableInodes) => {
    const watch = createWatchHarness(INTO, { stableInodes })
    watch.write('a.mp4', 'one')
    await watch.scan()
    await watch.clock.advance(HOUR)
    watch.touch('a.mp4')
    watch.send()
    await onward(watch)
    expect(watch.elsewhere()).toEqual(['/out/a.mp4'])
    expect(watch.entry('a.mp4')).toMatchObject({ state: 'sent', movedTo: '/out/a.mp4', failure: null })
  })

  it('stays, with the reason, when it is another content of the same length', async () => {
    const watch = watching({ whenChanged: 'ignore' })
    watch.write('a.mp4', 'one')
    await watch.scan()
    await sendWithoutMoving(watch)
    watch.onMove(() => {})
    await watch.clock.advance(1_000)
    watch.write('a.mp4', 'two', true)
    await watch.scan()
    expect(watch.elsewhere()).toEqual([])
    expect(watch.entry('a.mp4')).toMatchObject({ state: 'sent', afterwards: null, failure: { code: 'watch.notAsSent' } })
  })
})

describe('a move that the end of the process interrupts', () => {
  it('before anything is done is carried out at the next start', async () => {
    const watch = watching()
    watch.write('a.mp4', 'one')
    await watch.scan()
    await watch.folder.stop()
    watch.set('upload 1', { state: 'done', sentAt: 5 })
    await watch.scan()
    expect(watch.elsewhere()).toEqual(['/out/a.mp4'])
  })

  it('after the file is moved, and before that is stored, is recognised', async () => {
    const watch = watching()
    watch.write('a.mp4', 'one')
    await watch.scan()
    let ends = (): void => {}
    watch.onMove(() => new Promise<void>((_, reject) => (ends = () => reject(new Error('ended')))))
    watch.send()
    await onward(watch)
    expect(watch.entry('a.mp4')).toMatchObject({ afterwards: 'pending', movedTo: '/out/a.mp4' })
    const stopping = watch.folder.stop()
    ends()
    await stopping
    watch.moveElsewhere('a.mp4', '/out/a.mp4')
    await watch.scan()
    expect(watch.entry('a.mp4')).toMatchObject({ afterwards: null, movedTo: '/out/a.mp4', goneAt: expect.any(Number) })
  })

  it('between a sidecar and its clip gives the clip the name that the sidecar has', async () => {
    const watch = watching({ sidecars: true, extensions: ['mp4'] })
    watch.writeElsewhere('/out/C1.mp4', 'another')
    watch.writeElsewhere('/out/C1 2.xml', 'of another')
    watch.write('C1.mp4', 'one')
    watch.write('C1.xml', 'about it')
    await watch.scan()
    let ends = (): void => {}
    watch.onMove((name) =>
      name === 'C1.mp4' ? new Promise<void>((_, reject) => (ends = () => reject(new Error('ended')))) : undefined,
    )
    watch.send()
    await onward(watch)
    expect(watch.elsewhere()).toContain('/out/C1 3.xml')
    const stopping = watch.folder.stop()
    ends()
    await stopping
    watch.onMove(() => {})
    await watch.scan()
    expect(watch.elsewhere()).toEqual(['/out/C1 2.xml', '/out/C1 3.mp4', '/out/C1 3.xml', '/out/C1.mp4'])
  })
})

describe('a file that another program has open', () => {
  it.each([
    ['C1.mp4', 'watch.held'],
    ['C1.xml', 'watch.heldBeside'],
  ])('%s: is retried, later each time, and moved with its sidecars when it is closed', async (open, code) => {
    const watch = watching({ sidecars: true, extensions: ['mp4'] })
    for (const name of ['C1.mp4', 'C1.xml']) watch.write(name, name)
    await watch.scan()
    let tries = 0
    let isHeld = true
    watch.onMove((name) => {
      if (name !== open || !isHeld) return undefined
      tries += 1
      return Promise.reject(new FailureError(failure('watch.held', { path: `/clips/${name}` })))
    })
    watch.send()
    await onward(watch)
    await watch.clock.advance(10_000)
    expect(watch.entry('C1.mp4')).toMatchObject({ afterwards: 'pending', failure: { code } })
    expect(watch.entry('C1.mp4')?.failure?.params['path']).toContain('C1.mp4')
    // At once, and after 1, 2 and 4 seconds.
    expect(tries).toBe(4)
    isHeld = false
    await watch.clock.advance(10_000)
    expect(watch.elsewhere()).toEqual(['/out/C1.mp4', '/out/C1.xml'])
    expect(watch.entry('C1.mp4')).toMatchObject({ afterwards: null, failure: null })
  })

  it('is shown as not moved after two minutes, and moved nevertheless when it is closed later', async () => {
    const watch = watching({})
    watch.write('a.mp4', 'one')
    await watch.scan()
    let isHeld = true
    watch.onMove(() => (isHeld ? Promise.reject(new FailureError(failure('watch.held', { path: '/clips/a.mp4' }))) : undefined))
    watch.send()
    await onward(watch)
    await watch.clock.advance(180_000)
    expect(watch.entry('a.mp4')).toMatchObject({ afterwards: 'failed', failure: { code: 'watch.held' } })
    isHeld = false
    await watch.clock.advance(300_000)
    expect(watch.elsewhere()).toEqual(['/out/a.mp4'])
  })
})

describe('a held file that is not held at the next attempt', () => {
  const held = (): never => {
    throw new FailureError(failure('watch.held', { path: '/clips/a.mp4' }))
  }
  const ends: Readonly<Record<string, (watch: ReturnType<typeof watching>) => void>> = {
    'it cannot be moved for another reason': (watch) =>
      watch.onMove(() => {
        throw new FailureError(failure('watch.notMoved', { path: 'a.mp4', reason: 'the drive is full' }))
      }),
    'the drive of the target is away': (watch) => watch.hasTarget('backup', 'in'),
    'the machine has no more to give': (watch) =>
      watch.onMove(() => {
        throw new FailureError(failure('system.files'))
      }),
    'the journal cannot be written': (watch) =>
      watch.onMove(() => {
        throw new FailureError(failure('store.full', { path: 'journal.db' }))
      }),
    'it is not a sent file any more': (watch) => {
      const entry = watch.entry('a.mp4')
      if (entry) watch.watchedFiles.save({ ...entry, state: 'ignored', afterwards: null })
    },
  }

  it.each(Object.keys(ends))('because %s does not keep the folder busy', async (end) => {
    const watch = watching()
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.onMove(held)
    watch.send()
    await onward(watch)
    expect(watch.folder.status().isMoving).toBe(true)
    ends[end]?.(watch)
    await watch.clock.advance(10_000)
    expect(watch.folder.status().isMoving).toBe(false)
  })
})

describe('a file whose target is on a drive that is away', () => {
  it('is moved when volumes were reported as changed, and nothing is polled before', async () => {
    const watch = watching()
    watch.hasTarget('backup', 'in')
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    await onward(watch)
    expect(watch.entry('a.mp4')).toMatchObject({ afterwards: 'failed', failure: { code: 'watch.targetAway' } })
    const before = watch.drives()
    expect(before.listeners).toBe(1)
    await watch.clock.advance(50_000)
    expect(watch.drives()).toEqual(before)
    watch.reportDriveChange()
    await onward(watch)
    expect(watch.drives()).toEqual({ listeners: 1, lists: before.lists + 1 })
    watch.plugInOther('backup', '/mnt/backup')
    watch.reportDriveChange()
    await onward(watch)
    expect(watch.elsewhere()).toEqual(['/mnt/backup/in/a.mp4'])
    expect(watch.drives().listeners).toBe(0)
  })

  it('is not searched any more once the folder stops', async () => {
    const watch = watching()
    watch.hasTarget('backup', 'in')
    watch.write('a.mp4', 'one')
    await watch.scan()
    watch.send()
    await onward(watch)
    await watch.folder.stop()
    expect(watch.drives().listeners).toBe(0)
  })
})

describe('a clip and what belongs to it', () => {
  it.each(['/out/C1.mp4', '/out/C1.xml', '/out/C1M01.XML', '/out/C1.thm'])(
    'get one free name together where %s is taken',
    async (taken) => {
      const watch = watching({ sidecars: true, extensions: ['mp4'] })
      watch.writeElsewhere(taken, 'another')
      for (const name of ['C1.mp4', 'C1.xml', 'C1M01.XML', 'C1.thm', 'C10.xml']) watch.write(name, name)
      await watch.scan()
      watch.send()
      await onward(watch)
      expect(watch.elsewhere()).toEqual([taken, '/out/C1 2.mp4', '/out/C1 2.thm', '/out/C1 2.xml', '/out/C1 2M01.XML'].sort())
      expect(watch.entry('C1.mp4')?.movedTo).toBe('/out/C1 2.mp4')
    },
  )

  it.each([
    ['the clip', '/out/C1.mp4'],
    ['the sidecar', '/out/C1.xml'],
  ])('get it also where both are sent, and the name of %s is taken', async (_, taken) => {
    for (const order of [
      ['C1.mp4', 'C1.xml'],
      ['C1.xml', 'C1.mp4'],
    ]) {
      const watch = watching({ sidecars: true, extensions: [] })
      watch.writeElsewhere(taken, 'another')
      for (const name of ['C1.mp4', 'C1.xml']) watch.write(name, name)
      await watch.scan()
      for (const name of order) {
        watch.sendOnly(name)
        await onward(watch)
        await watch.clock.advance(10_000)
      }
      expect(watch.elsewhere(), order.join()).toEqual([taken, '/out/C1 2.mp4', '/out/C1 2.xml'].sort())
    }
  })

  it('are recognised by their names', () => {
    const names = ['C1.MP4', 'c1.xml', 'C1M01.XML', 'C1.WAV.txt', 'C12.xml', 'C2.MP4', 'C2.MOV', 'C2.xml', 'notes.txt', 'noext']
    expect(sidecarsOf('C1.MP4', names)).toEqual(['c1.xml', 'C1M01.XML'])
    expect(sidecarsOf('C2.MP4', names)).toEqual([])
    expect(familyOf('C1M01.XML', names)).toEqual({ names: ['C1M01.XML', 'C1.MP4', 'c1.xml'], stemLength: 2 })
    expect(familyOf('C2.xml', names)).toEqual({ names: ['C2.xml', 'C2.MP4', 'C2.MOV'], stemLength: 2 })
    expect(familyOf('noext', names)).toEqual({ names: ['noext'], stemLength: 5 })
    expect(familyOf('alone.mov', [])).toEqual({ names: ['alone.mov'], stemLength: 5 })
    expect(withSuffix('C1M01.XML', 2, ' 2')).toBe('C1 2M01.XML')
    expect([suffixOf('C1 2.MP4', 'C1.MP4', 2), suffixOf('C1.MP4', 'C1.MP4', 2), suffixOf('D1 2.MP4', 'C1.MP4', 2)]).toEqual([
      ' 2',
      '',
      null,
    ])
  })
})

describe('a change that is reported during a scan', () => {
  it('is scanned again, also when the scan ends before the planned time', async () => {
    const watch = createWatchHarness()
    await watch.scan()
    let reads = 0
    watch.onRead(() => {
      reads += 1
      if (reads === 1) watch.reportAll()
    })
    await watch.folder.scanNow()
    expect(reads).toBe(1)
    watch.write('a.mp4', 'one')
    await watch.clock.advance(2_000)
    expect(reads).toBe(2)
    expect(watch.known()).toEqual(['a.mp4 waiting (growing)'])
  })

  it('is scanned again, also when a person requests a scan meanwhile', async () => {
    const watch = createWatchHarness()
    await watch.scan()
    let reads = 0
    watch.onRead(() => {
      reads += 1
      if (reads > 1) return
      watch.reportAll()
      void watch.folder.scanNow()
    })
    await watch.folder.scanNow()
    await watch.clock.advance(2_000)
    expect(reads).toBe(2)
  })
})

describe('a folder of which not all changes are reported', () => {
  it('has the reason, and is scanned every minute until they are', async () => {
    const watch = createWatchHarness()
    await watch.scan()
    const minutesToGo = (): number => ((watch.folder.status().nextScanAt ?? 0) - watch.clock.now()) / 60_000
    expect([watch.folder.status().unreported, minutesToGo() > 30]).toEqual([null, true])
    watch.missing('the system watches no more folders')
    watch.reportAll()
    expect(watch.folder.status().unreported).toEqual(
      failure('watch.unreported', { path: '/media/card', reason: 'the system watches no more folders' }),
    )
    await watch.clock.advance(2_000)
    expect(minutesToGo()).toBeLessThan(2)
    watch.missing(null)
    watch.reportAll()
    await watch.clock.advance(2_000)
    expect([watch.folder.status().unreported, minutesToGo() > 30]).toEqual([null, true])
  })
})
