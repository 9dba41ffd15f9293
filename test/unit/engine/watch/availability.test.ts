import { expect, it } from 'vitest'
import type { Volume } from '../../../../src-main/engine/files/volumes.ts'
import { type AvailabilityDeps, createAvailability } from '../../../../src-main/engine/watch/availability.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { silentLog } from '../../../support/fakes.ts'

const VOLUME: Volume = { id: 'card', fileSystem: null, label: 'CARD', kind: 'local', root: '/', stableInodes: true }

/** Of a folder on `VOLUME` that is there; `parts` replaces what a test looks at. */
function availabilityWith(parts: Record<string, unknown>) {
  const deps = {
    profile: () => ({ path: '/clips', volume: VOLUME, inVolume: 'clips' }),
    files: { folder: async () => ({ path: '/clips', device: '1', inode: '1' }) },
    volumes: { of: async () => VOLUME, list: async () => [VOLUME], onChange: () => () => {} },
    events: { watch: async () => async () => {} },
    log: silentLog,
    onThere: () => {},
    onMoved: () => {},
    onAway: () => {},
    onReport: () => {},
    onChange: () => {},
    ...parts,
  }
  return createAvailability(deps as unknown as AvailabilityDeps)
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('a folder that is remounted twice while reports of changes end is watched once', async () => {
  let device = '1'
  let watches = 0
  const slowStop = Promise.withResolvers<void>()
  const availability = availabilityWith({
    files: { folder: async () => ({ path: '/clips', device, inode: '1' }) },
    volumes: { of: async () => VOLUME, list: async () => [], onChange: () => () => {} },
    events: {
      async watch() {
        watches += 1
        const isFirst = watches === 1
        return async () => {
          watches -= 1
          if (isFirst) await slowStop.promise
        }
      },
    },
    clock: { after: () => () => {} },
  })
  availability.start()
  await settled()
  for (const next of ['2', '3']) {
    device = next
    availability.recheck()
    await settled()
  }
  slowStop.resolve()
  await settled()
  expect(watches).toBe(1)
  await availability.stop()
  expect(watches).toBe(0)
})

it('a drive that is mounted elsewhere before its events are subscribed to is found by the next check', async () => {
  const clock = createFakeClock()
  const moved: string[] = []
  let isAway = false
  let isMountedAgain = false
  const here: Volume = { ...VOLUME, root: '/one' }
  const there: Volume = { ...VOLUME, root: '/two' }
  const folders = (): Record<string, string> => (isMountedAgain ? { '/two/clips': '1' } : isAway ? {} : { '/one/clips': '1' })
  const availability = availabilityWith({
    profile: () => ({ path: '/one/clips', volume: here, inVolume: 'clips' }),
    files: {
      async folder(path: string) {
        const device = folders()[path]
        return device === undefined ? null : { path, device, inode: '1' }
      },
    },
    volumes: {
      of: async () => (isAway ? null : here),
      list: async () => (isMountedAgain ? [there] : isAway ? [] : [here]),
      // The system reports only what happens from now on, which is nothing.
      onChange: () => () => {},
    },
    clock,
    onMoved: (path: string) => moved.push(path),
    onAway: () => {
      isMountedAgain = true
    },
  })
  availability.start()
  await clock.settle()
  isAway = true
  await clock.advance(5_000)
  expect(availability.failure?.code).toBe('watch.gone')
  await clock.advance(5_000)
  expect(moved).toEqual(['/two/clips'])
  await availability.stop()
})

it('a folder that is started again while it is checked is there, and no check fails', async () => {
  const clock = createFakeClock()
  const errors: unknown[] = []
  const slowRead = Promise.withResolvers<void>()
  let isSlow = false
  let arrivals = 0
  const availability = availabilityWith({
    files: {
      async folder() {
        if (isSlow) await slowRead.promise
        return { path: '/clips', device: '1', inode: '1' }
      },
    },
    clock,
    log: { ...silentLog, error: (_message: string, caught: unknown) => errors.push(caught) },
    onThere: () => {
      arrivals += 1
    },
  })
  availability.start()
  await clock.settle()
  isSlow = true
  const check = availability.check()
  await clock.settle()
  await availability.stop()
  availability.start()
  isSlow = false
  slowRead.resolve()
  expect(await check).toBe(true)
  await clock.settle()
  expect(arrivals).toBe(2)
  expect(errors).toEqual([])
  await availability.stop()
})

it('a check that begins later has the last word, whichever ends first, and all that wait for one share it', async () => {
  const clock = createFakeClock()
  const slowList = Promise.withResolvers<void>()
  let isAway = false
  let searches = 0
  const availability = availabilityWith({
    files: { folder: async () => (isAway ? null : { path: '/clips', device: '1', inode: '1' }) },
    volumes: {
      of: async () => {
        searches += 1
        return isAway ? null : VOLUME
      },
      async list() {
        const listed = isAway ? [] : [VOLUME]
        if (isAway) await slowList.promise
        return listed
      },
      onChange: () => () => {},
    },
    clock,
  })
  availability.start()
  await clock.settle()
  searches = 0
  isAway = true
  const first = availability.check()
  await clock.settle()
  isAway = false
  const others = [availability.check(), availability.check(true), availability.check()]
  await clock.settle()
  slowList.resolve()
  expect(await Promise.all([first, ...others])).toEqual([false, true, true, true])
  expect(availability.failure).toBeNull()
  expect(searches).toBe(2)
  await availability.stop()
})
