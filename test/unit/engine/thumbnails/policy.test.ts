import { describe, expect, it } from 'vitest'
import { thumbnailText } from '../../../../src-main/engine/thumbnails/clip.ts'
import { createDriveSlots } from '../../../../src-main/engine/thumbnails/drive-slots.ts'
import { nextMaker, pauseAfter, seekSecondsOf, stateOf } from '../../../../src-main/engine/thumbnails/policy.ts'
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

  it('is a newly available one, for a clip of which the others can make none', () => {
    expect(nextMaker(['page'], new Set(['page']))).toBeNull()
    expect(nextMaker(['page'], new Set(['ffmpeg', 'page']))).toBe('ffmpeg')
  })

  it('determines the state of the thumbnail', () => {
    expect([stateOf(true, 'page'), stateOf(false, 'ffmpeg'), stateOf(false, 'page'), stateOf(false, null)]).toEqual([
      'ready',
      'pending',
      'page',
      'none',
    ])
  })
})

describe('the position of the frame', () => {
  it('is after the first tenth, within the first minute, and near the start of a clip of unknown duration', () => {
    expect([100, 3_600, 0.5, null].map(seekSecondsOf)).toEqual([10, 60, 0.05, 1])
  })
})

describe('the text of a file, from which the id is made', () => {
  it('is another one for another location, size or date, and the same when a drive is mounted again', () => {
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

describe('the requested clips', () => {
  it('are the last requests in their order, then earlier ones', () => {
    const wanted = createWanted(() => 0)
    wanted.add(['a', 'b', 'c'].map(clip))
    wanted.add(['d', 'b'].map(clip))
    expect(wanted.list().map(({ id }) => id)).toEqual(['d', 'b', 'a', 'c'])
    wanted.remove('b')
    expect(wanted.list().map(({ id }) => id)).toEqual(['d', 'a', 'c'])
  })

  it('expire when the request is not repeated, and are bounded to a few screens', () => {
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

describe('the slots at drives', () => {
  const inTest = (sending: readonly string[] = []) => {
    const clock = createFakeClock()
    const slots = createDriveSlots({ clock, driveOf: (path) => path.split('/')[1] ?? '', sending: () => sending })
    return { clock, slots }
  }

  it('go to one at each drive, and to two in all', () => {
    const { slots } = inTest()
    const end = slots.acquire('/one/a')
    expect(slots.acquire('/one/b')).toBeNull()
    expect(slots.acquire('/two/a')).not.toBeNull()
    expect(slots.acquire('/three/a')).toBeNull()
    end?.()
    // What ends twice gives nobody else's turn away.
    end?.()
    expect(slots.acquire('/one/b')).not.toBeNull()
    expect(slots.acquire('/one/c')).toBeNull()
  })

  it('leave the drive alone for nine times as long, while something is sent from it', async () => {
    const { clock, slots } = inTest(['/one/sent.mov'])
    const end = slots.acquire('/one/a')
    await clock.advance(500)
    end?.()
    expect(slots.acquire('/one/b')).toBeNull()
    expect(slots.nextAt()).toBe(clock.now() + 4_500)
    await clock.advance(4_499)
    expect(slots.acquire('/one/b')).toBeNull()
    await clock.advance(1)
    expect(slots.acquire('/one/b')).not.toBeNull()
  })

  it('leave no drive alone from which nothing is sent', async () => {
    const { clock, slots } = inTest(['/two/sent.mov'])
    const end = slots.acquire('/one/a')
    await clock.advance(5_000)
    end?.()
    expect(slots.nextAt()).toBeNull()
    expect(slots.acquire('/one/b')).not.toBeNull()
  })

  it('leave it alone for fifteen seconds at most, also when the clock is set back meanwhile', async () => {
    expect([pauseAfter(60_000, true), pauseAfter(-5, true), pauseAfter(60_000, false)]).toEqual([15_000, 0, 0])
    const { clock, slots } = inTest(['/one/sent.mov'])
    const end = slots.acquire('/one/a')
    await clock.advance(1_000)
    end?.()
    clock.set(-3_600_000)
    expect(slots.acquire('/one/b')).not.toBeNull()
  })
})
