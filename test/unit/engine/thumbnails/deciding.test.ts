import { describe, expect, it } from 'vitest'
import { thumbnailText } from '../../../../src-main/engine/thumbnails/clip.ts'
import { nextMaker, restAfter, seekSecondsOf, stateOf } from '../../../../src-main/engine/thumbnails/deciding.ts'
import { createDriveTurns } from '../../../../src-main/engine/thumbnails/drive-turns.ts'
import { MAKERS } from '../../../../src-main/engine/thumbnails/ports.ts'
import { createWanted } from '../../../../src-main/engine/thumbnails/wanted.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { anIdentity, anUpload } from '../../../support/fakes.ts'

const clip = (id: string) => ({ id, uploadId: `row-${id}`, path: `/clips/${id}.mov`, identity: anIdentity, facts: null })

describe('the maker of a thumbnail', () => {
  it('is the system, else ffmpeg, and only then the page', () => {
    const all = new Set(MAKERS)
    expect(nextMaker([], all)).toBe('system')
    expect(nextMaker(['system'], all)).toBe('ffmpeg')
    expect(nextMaker(['ffmpeg', 'system'], all)).toBe('page')
    expect(nextMaker([...MAKERS], all)).toBeNull()
    expect(nextMaker([], new Set(['page']))).toBe('page')
  })

  it('is one that came later, for a clip of which the others could make none', () => {
    expect(nextMaker(['page'], new Set(['page']))).toBeNull()
    expect(nextMaker(['page'], new Set(['ffmpeg', 'page']))).toBe('ffmpeg')
  })

  it('says in which state the thumbnail is', () => {
    expect([stateOf(true, 'page'), stateOf(false, 'ffmpeg'), stateOf(false, 'page'), stateOf(false, null)]).toEqual([
      'ready',
      'pending',
      'page',
      'none',
    ])
  })
})

describe('the place in the clip', () => {
  it('is after the first tenth, within the first minute, and near the beginning of what does not tell its duration', () => {
    expect([100, 3_600, 0.5, null].map(seekSecondsOf)).toEqual([10, 60, 0.05, 1])
  })
})

describe('the text of a file, from which the id is made', () => {
  it('is another one for another place, size or date, and the same when a drive is mounted again', () => {
    const text = (change: Parameters<typeof anUpload>[0]) => thumbnailText(anUpload(change))
    const one = text({ location: 'uuid:1\n/DCIM/C0001.MP4' })
    expect(
      text({
        location: 'uuid:1\n/DCIM/C0001.MP4',
        path: '/media/again/C0001.MP4',
        identity: { ...anIdentity, inode: '9', device: '9' },
      }),
    ).toBe(one)
    expect(text({ location: 'uuid:2\n/DCIM/C0001.MP4' })).not.toBe(one)
    expect(text({ location: 'uuid:1\n/DCIM/C0001.MP4', identity: { ...anIdentity, mtimeNs: '9' } })).not.toBe(one)
    expect(text({ location: 'uuid:1\n/DCIM/C0001.MP4', identity: { ...anIdentity, sizeBytes: 9 } })).not.toBe(one)
    expect(text({ location: '', path: '/a' })).not.toBe(text({ location: '', path: '/b' }))
  })

  it('does not exist for copies from links', () => {
    expect(thumbnailText(anUpload({ kind: 'import' }))).toBeNull()
  })
})

describe('what is wanted', () => {
  it('is what was asked for last, in its order, then what was asked for before', () => {
    const wanted = createWanted(() => 0)
    wanted.add(['a', 'b', 'c'].map(clip))
    wanted.add(['d', 'b'].map(clip))
    expect(wanted.list().map(({ id }) => id)).toEqual(['d', 'b', 'a', 'c'])
    wanted.remove('b')
    expect(wanted.list().map(({ id }) => id)).toEqual(['d', 'a', 'c'])
  })

  it('is dropped when nobody asks again, and never is more than a few screens', () => {
    let now = 0
    const wanted = createWanted(() => now)
    wanted.add([clip('old')])
    now = 59_000
    wanted.add([clip('new')])
    expect(wanted.list()).toHaveLength(2)
    now = 61_000
    expect(wanted.list().map(({ id }) => id)).toEqual(['new'])
    for (let screen = 0; screen < 50; screen += 1) wanted.add(Array.from({ length: 100 }, (_, row) => clip(`${screen}-${row}`)))
    expect(wanted.list()).toHaveLength(100)
    expect(wanted.list()[0]?.id).toBe('49-0')
  })
})

describe('the turns at drives', () => {
  const inTest = (sending: readonly string[] = []) => {
    const clock = createFakeClock()
    const turns = createDriveTurns({ clock, driveOf: (path) => path.split('/')[1] ?? '', sending: () => sending })
    return { clock, turns }
  }

  it('go to one at each drive, and to two in all', () => {
    const { turns } = inTest()
    const end = turns.take('/one/a')
    expect(turns.take('/one/b')).toBeNull()
    expect(turns.take('/two/a')).not.toBeNull()
    expect(turns.take('/three/a')).toBeNull()
    end?.()
    // What ends twice gives nobody else's turn away.
    end?.()
    expect(turns.take('/one/b')).not.toBeNull()
    expect(turns.take('/one/c')).toBeNull()
  })

  it('leave the drive alone for nine times as long, while something is sent from it', async () => {
    const { clock, turns } = inTest(['/one/sent.mov'])
    const end = turns.take('/one/a')
    await clock.advance(500)
    end?.()
    expect(turns.take('/one/b')).toBeNull()
    expect(turns.nextAt()).toBe(clock.now() + 4_500)
    await clock.advance(4_499)
    expect(turns.take('/one/b')).toBeNull()
    await clock.advance(1)
    expect(turns.take('/one/b')).not.toBeNull()
  })

  it('leave no drive alone from which nothing is sent', async () => {
    const { clock, turns } = inTest(['/two/sent.mov'])
    const end = turns.take('/one/a')
    await clock.advance(5_000)
    end?.()
    expect(turns.nextAt()).toBeNull()
    expect(turns.take('/one/b')).not.toBeNull()
  })

  it('leave it alone for fifteen seconds at most, also when the clock is set back meanwhile', async () => {
    expect([restAfter(60_000, true), restAfter(-5, true), restAfter(60_000, false)]).toEqual([15_000, 0, 0])
    const { clock, turns } = inTest(['/one/sent.mov'])
    const end = turns.take('/one/a')
    await clock.advance(1_000)
    end?.()
    clock.set(-3_600_000)
    expect(turns.take('/one/b')).not.toBeNull()
  })
})
