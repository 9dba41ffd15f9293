import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type Settings } from '../../../../src-main/contract/settings.ts'
import { createMeasuredSpeed } from '../../../../src-main/engine/queue/attempt/measured-speed.ts'
import { GUESSED_BYTES_PER_SECOND, sendingTime, tooSlow } from '../../../../src-main/engine/queue/jobs/sending-time.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { clipNames, createHarness } from '../../../support/queue-harness.ts'

const AT = new Date(2026, 10, 21, 12, 0).getTime()
const HOUR_S = 3_600

function secondsFor(bytes: number, speed: number, settings: Partial<Settings> = {}): number {
  return sendingTime(speed, { settings: { ...DEFAULT_SETTINGS, ...settings }, at: AT, accountId: 'one' })(bytes)
}

describe('the estimated time to send a file', () => {
  it('is its size divided by the speed', () => {
    expect(secondsFor(25_000_000_000, 1_250_000)).toBe(20_000)
  })

  it('is longer under a limit, of all uploads or of the account', () => {
    expect(secondsFor(1_000, 1_000, { limitBytesPerSecond: 100 })).toBe(10)
    expect(secondsFor(1_000, 1_000, { accountLimits: { one: 50, two: 1 } })).toBe(20)
    expect(secondsFor(1_000, 10, { limitBytesPerSecond: 100 })).toBe(100)
  })

  it('counts a limit only for as long as it holds', () => {
    const slowDown = { bytesPerSecond: 10, until: AT + HOUR_S * 1_000 }
    expect(secondsFor(36_000, 1_000, { slowDown })).toBe(HOUR_S)
    expect(secondsFor(36_000 + 5_000, 1_000, { slowDown })).toBe(HOUR_S + 5)
  })

  it('counts hours in which nothing is sent, and has no end where nothing is sent at all', () => {
    const pause = { bytesPerSecond: 0, until: AT + HOUR_S * 1_000 }
    expect(secondsFor(1_000, 1_000, { slowDown: pause })).toBe(HOUR_S + 1)
    expect(secondsFor(1, 1_000, { accountLimits: { one: 0 } })).toBe(Number.POSITIVE_INFINITY)
  })
})

/** A schedule that counts how often its periods are read. */
function countedSchedule() {
  let lookups = 0
  const schedule: Settings['schedule'] = [{ days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '06:00', bytesPerSecond: 0 }]
  const flatMap = schedule.flatMap.bind(schedule)
  Object.defineProperty(schedule, 'flatMap', {
    value: (...given: Parameters<typeof flatMap>) => {
      lookups += 1
      return flatMap(...given)
    },
  })
  return { schedule, lookups: () => lookups }
}

describe('the time of many files', () => {
  it('computes the periods of limits once, and is that of each alone', () => {
    const { schedule, lookups } = countedSchedule()
    const line = { settings: { ...DEFAULT_SETTINGS, schedule }, at: AT, accountId: 'one' }
    const sizes = [5_000_000, 80_000_000, 1_000_000, 200_000_000, 79_000_000]
    const secondsFor = sendingTime(1_000, line)
    const together = sizes.map(secondsFor)
    const once = lookups()
    expect(sizes.map(secondsFor)).toEqual(together)
    expect(lookups()).toBe(once)
    expect(sizes.map((bytes) => sendingTime(1_000, line)(bytes))).toEqual(together)
    // Five times the periods that the longest needs would be those of five files.
    const before = lookups()
    sendingTime(1_000, line)(200_000_000)
    expect(lookups() - before).toBe(once)
    expect(once).toBeGreaterThan(1)
  })

  it('is estimated once for all that are added at once, and not at all where the host keeps what is unfinished', async () => {
    const { schedule, lookups } = countedSchedule()
    const harness = createHarness({ settings: { schedule } })
    harness.host.setLifetime(48 * HOUR_S * 1_000)
    const lookupsFor = async (names: readonly string[], account: string): Promise<number> => {
      for (const name of names) harness.disk.set(`/${name}`, { ...anIdentity, sizeBytes: 20_000_000_000, inode: name })
      const before = lookups()
      expect(await harness.add(names, account)).toHaveLength(names.length)
      return lookups() - before
    }
    const ofOne = await lookupsFor(['one.mp4'], 'film')
    expect(ofOne).toBeGreaterThan(1)
    expect(await lookupsFor(clipNames(50), 'film')).toBe(ofOne)
    expect(await lookupsFor(['plain.mp4'], 'one')).toBe(0)
  })
})

describe('the estimated speed', () => {
  function measuring(running: readonly number[] = []) {
    return createMeasuredSpeed({ running: () => running, total: () => 0, settings: () => DEFAULT_SETTINGS, now: () => AT })
  }

  it('is a cautious guess before anything was measured, and marked as such', () => {
    expect(measuring().estimator('one')(GUESSED_BYTES_PER_SECOND * 7)).toEqual({ seconds: 7, measured: false })
  })

  it('is that of the last upload of the account', () => {
    const speeds = measuring()
    speeds.note('one', 10_000_000, 10_000)
    expect(speeds.estimator('one')(2_000_000)).toEqual({ seconds: 2, measured: true })
    expect(speeds.estimator('two')(2_000_000).measured).toBe(false)
  })

  it('ignores transfers that are too short to measure', () => {
    const speeds = measuring()
    speeds.note('one', 900_000, 10_000)
    speeds.note('one', 9_000_000, 1_000)
    expect(speeds.estimator('one')(1).measured).toBe(false)
  })

  it('is that of the slowest running upload, because the line is shared', () => {
    const speeds = measuring([3_000, 1_000, 0])
    speeds.note('one', 10_000_000, 10_000)
    expect(speeds.estimator('one')(5_000)).toEqual({ seconds: 5, measured: true })
  })
})

describe('a file that takes longer than the lifetime at its host', () => {
  it('is described with its speed, its time and that lifetime', () => {
    const problem = tooSlow('Host', 36_000_000, { seconds: 36_000, measured: true }, 6 * HOUR_S * 1_000)
    expect(problem?.params).toEqual({ host: 'Host', speed: '1.00 kB/s', duration: '10 h', limit: '6 h' })
    expect(tooSlow('Host', 36_000_000, { seconds: 36_000, measured: false }, 1)?.params['speed']).toContain('guessed')
  })

  it('is no warning where it fits, or where the schedule never sends', () => {
    expect(tooSlow('Host', 1, { seconds: 10, measured: true }, 10_000)).toBeNull()
    expect(tooSlow('Host', 1, { seconds: Number.POSITIVE_INFINITY, measured: true }, 1)).toBeNull()
  })
})
