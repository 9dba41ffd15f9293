import { describe, expect, it } from 'vitest'
import { describeState } from '../../../../src-main/contract/messages/messages.ts'
import type { ScheduleEntry } from '../../../../src-main/contract/settings.ts'
import { clipNames, type Harness, startedHarness } from '../../../support/queue-harness.ts'

const HOUR = 3_600_000

/** A daily period that begins so many hours after the time of the harness and lasts some. */
function part(harness: Harness, inHours: number, hours: number, bytesPerSecond: number | null): ScheduleEntry {
  const time = (offset: number): string => {
    const at = new Date(harness.clock.now() + offset * HOUR)
    return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
  }
  return { days: [0, 1, 2, 3, 4, 5, 6], from: time(inHours), to: time(inHours + hours), bytesPerSecond }
}

async function sending(count: number) {
  const harness = await startedHarness()
  const ids = await harness.add(clipNames(count))
  return { harness, ids, id: ids[0] as string }
}

describe('hours in which nothing is sent', () => {
  it('abort what runs, state the time, count no failure, and let it resume by itself', async () => {
    const { harness, id } = await sending(1)
    const { job } = await harness.create('clip000.mp4')
    job.onInFlight(700)
    job.onAccepted(600)
    harness.engine.settings.change({ schedule: [part(harness, 1, 2, 0)] })
    await harness.clock.advance(0.9 * HOUR)
    expect(harness.sending()).toEqual(['clip000.mp4'])
    await harness.clock.advance(0.2 * HOUR)
    expect(job.signal.aborted).toBe(true)
    expect(harness.journal.uploads.get(id)).toMatchObject({
      state: 'waiting',
      consecutiveFailures: 0,
      attempts: 1,
      acceptedBytes: 600,
      waiting: { reason: 'schedule' },
    })
    const row = harness.view(id)
    const time = new Date(row.waiting?.until ?? 0).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    expect(describeState(row, row.waiting?.until)).toBe(`Outside the sending hours, goes on at ${time}`)
    await harness.clock.advance(1.5 * HOUR)
    expect(harness.sending()).toEqual([])
    await harness.clock.advance(0.5 * HOUR)
    expect(harness.send('clip000.mp4').job).toMatchObject({ acceptedBytes: 600, uploadUrl: job.uploadUrl ?? expect.any(String) })
  })

  it('start nothing, which only the next uploads show', async () => {
    const harness = await startedHarness()
    harness.engine.settings.change({ schedule: [part(harness, -1, 2, 0)] })
    await harness.add(clipNames(6))
    await harness.clock.advance(60_000)
    const states = Object.values(harness.states())
    expect(harness.transfer.sends).toEqual([])
    expect(states.filter((state) => state === 'waiting')).toHaveLength(3)
    expect(states.filter((state) => state === 'queued')).toHaveLength(3)
    expect(harness.engine.queue.page({ group: 'all', search: '' }, 0, 1).summary.limitBytesPerSecond).toBe(0)
    await harness.clock.advance(HOUR)
    expect(harness.sending()).toHaveLength(3)
  })

  it('end at once when the schedule is changed, and move when it moves', async () => {
    const { harness, id } = await sending(1)
    harness.engine.settings.change({ schedule: [part(harness, -1, 2, 0)] })
    await harness.clock.settle()
    const until = harness.view(id).waiting?.until ?? 0
    harness.engine.settings.change({ schedule: [part(harness, -1, 4, 0)] })
    await harness.clock.settle()
    expect((harness.view(id).waiting?.until ?? 0) - until).toBe(2 * HOUR)
    harness.engine.settings.change({ schedule: [] })
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['clip000.mp4'])
  })

  it('are not circumvented by a retry, and leave a paused upload paused', async () => {
    const { harness, id, ids } = await sending(2)
    harness.engine.settings.change({ schedule: [part(harness, -1, 2, 0)] })
    await harness.clock.settle()
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.engine.queue.commands.pause({ ids: [ids[1] as string] })
    await harness.clock.settle()
    expect(harness.sending()).toEqual([])
    expect(harness.view(id).waiting?.reason).toBe('schedule')
    await harness.clock.advance(HOUR)
    expect(harness.sending()).toEqual(['clip000.mp4'])
    expect(harness.view(ids[1] as string).state).toBe('paused')
  })

  it('let an upload that is verifying finish', async () => {
    const { harness, id } = await sending(1)
    harness.engine.settings.change({ schedule: [part(harness, 1, 2, 0)] })
    await harness.finish('clip000.mp4')
    await harness.clock.advance(2 * HOUR)
    expect(harness.view(id).state).toBe('done')
  })

  it('of the last process end as well when its schedule is gone', async () => {
    const { harness, id } = await sending(1)
    harness.engine.settings.change({ schedule: [part(harness, -1, 2, 0)] })
    await harness.clock.settle()
    await harness.engine.queue.close()
    const next = await startedHarness({ journal: harness.journal })
    expect(next.view(id).state).not.toBe('waiting')
  })
})
