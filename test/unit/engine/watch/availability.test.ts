import { expect, it } from 'vitest'
import type { Volume } from '../../../../src-main/engine/files/volumes.ts'
import { type AvailabilityDeps, createAvailability } from '../../../../src-main/engine/watch/availability.ts'
import { silentLog } from '../../../support/fakes.ts'

const VOLUME: Volume = { id: 'card', fileSystem: null, label: 'CARD', kind: 'local', root: '/', stableInodes: true }

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('a folder that is remounted twice while reports of changes end is watched once', async () => {
  let device = '1'
  let watches = 0
  const slowStop = Promise.withResolvers<void>()
  const deps = {
    profile: () => ({ path: '/clips', volume: VOLUME, inVolume: 'clips' }),
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
    log: silentLog,
    onThere: () => {},
    onMoved: () => {},
    onAway: () => {},
    onReport: () => {},
    onChange: () => {},
  } as unknown as AvailabilityDeps
  const availability = createAvailability(deps)
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
