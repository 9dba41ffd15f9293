import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { createAccountJobs } from '../../../../src-main/engine/queue/jobs/account-jobs.ts'
import { createJobLoop } from '../../../../src-main/engine/queue/jobs/job-loop.ts'
import { createResting } from '../../../../src-main/engine/queue/jobs/resting.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { silentLog } from '../../../support/fakes.ts'

const MINUTE = 60_000
const OFFLINE = failure('network.offline')

function parts(step: () => number | null) {
  const clock = createFakeClock()
  const closing = new AbortController().signal
  return { clock, closing, records: { halted: null }, log: silentLog, step, stepFailed: 'a step failed' }
}

describe('a job loop', () => {
  it('runs one step for many calls in a turn, and the next one when it is due', async () => {
    let steps = 0
    const { clock, ...rest } = parts(() => {
      steps += 1
      return steps === 1 ? clock.now() + MINUTE : null
    })
    const loop = createJobLoop({ clock, ...rest })
    loop.pump()
    loop.start()
    loop.pump()
    await clock.settle()
    expect(steps).toBe(1)
    await clock.advance(MINUTE)
    expect([steps, clock.timers]).toEqual([2, 0])
  })

  it('repeats a step that throws after a while, and has no timer once it is stopped', async () => {
    let steps = 0
    const { clock, ...rest } = parts(() => {
      steps += 1
      throw new Error('a row that cannot be read')
    })
    const loop = createJobLoop({ clock, ...rest })
    loop.start()
    await clock.settle()
    await clock.advance(MINUTE)
    expect(steps).toBe(2)
    loop.stop()
    await clock.advance(10 * MINUTE)
    expect([steps, clock.timers]).toEqual([2, 0])
  })
})

describe('an account that one loop has paused', () => {
  it('is used again although its pause ends during a step that skips it', async () => {
    const seen: string[][] = []
    const { clock, ...rest } = parts(() => {
      seen.push(jobs.unavailable())
      // The clock reaches the end of the pause within the step.
      if (seen.length === 1) clock.set(10)
      return null
    })
    const jobs = createAccountJobs({
      clock,
      ...rest,
      resting: { ids: () => [], reason: () => null },
      jobFailed: 'a job failed',
      pauseAfterErrorMs: MINUTE,
    })
    jobs.pause('one', clock.now() + 10, OFFLINE)
    jobs.start()
    await clock.settle()
    await clock.advance(100)
    expect(seen).toEqual([['one'], []])
  })
})

describe('a resting account', () => {
  it('is used again although its timer is late and another account rests by then', async () => {
    const clock = createFakeClock()
    let ends = 0
    const resting = createResting({
      clock,
      random: () => 0,
      log: silentLog,
      accountsAtSameHost: (id) => [id],
      onEnd: () => {
        ends += 1
      },
    })
    resting.rest('one', clock.now() + 1_000, OFFLINE)
    clock.set(2_000)
    resting.rest('other', clock.now() + MINUTE, OFFLINE)
    expect([ends, resting.ids()]).toEqual([1, ['other']])
    await clock.advance(MINUTE)
    expect([ends, resting.ids(), clock.timers]).toEqual([2, [], 0])
  })
})
