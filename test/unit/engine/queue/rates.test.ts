import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { NO_END } from '../../../../src-main/contract/queue/upload.ts'
import type { ScheduleEntry } from '../../../../src-main/contract/settings.ts'
import { type RateSettings, rateAt } from '../../../../src-main/engine/queue/jobs/rates.ts'

const WEEK = [0, 1, 2, 3, 4, 5, 6]
const WORKDAYS = [1, 2, 3, 4, 5]
const none: RateSettings = { limitBytesPerSecond: 0, accountLimits: {}, schedule: [], slowDown: null }
const part = (days: readonly number[], from: string, to: string, bytesPerSecond: number | null): ScheduleEntry => ({
  days: [...days],
  from,
  to,
  bytesPerSecond,
})
/** 2 November 2026 is a Monday. */
const at = (day: number, time: string) => new Date(`2026-11-${String(day).padStart(2, '0')}T${time}:00`)
const office = part(WORKDAYS, '08:00', '18:00', 100)
const night = part(WEEK, '22:00', '06:00', null)

describe('the rate at a time', () => {
  it.each<[string, Partial<RateSettings>, Date, number | null, Date | null]>([
    ['no limit', {}, at(2, '12:00'), null, null],
    ['the general limit', { limitBytesPerSecond: 7 }, at(2, '12:00'), 7, null],
    ['within a part of the week', { schedule: [office] }, at(2, '12:00'), 100, at(2, '18:00')],
    ['from its first moment', { schedule: [office] }, at(2, '08:00'), 100, at(2, '18:00')],
    ['not at its last', { schedule: [office], limitBytesPerSecond: 7 }, at(2, '18:00'), 7, at(3, '08:00')],
    ['after Friday comes Monday', { schedule: [office] }, at(6, '19:00'), null, at(9, '08:00')],
    ['past midnight, in the evening', { schedule: [night], limitBytesPerSecond: 7 }, at(2, '23:00'), null, at(3, '06:00')],
    ['past midnight, in the morning', { schedule: [night], limitBytesPerSecond: 7 }, at(3, '05:59'), null, at(3, '06:00')],
    ['of the day on which it begins', { schedule: [part([1], '22:00', '06:00', 5)] }, at(3, '01:00'), 5, at(3, '06:00')],
    ['not of the day on which it ends', { schedule: [part([2], '22:00', '06:00', 5)] }, at(3, '01:00'), null, at(3, '22:00')],
    ['from Saturday into Sunday', { schedule: [part([6], '22:00', '06:00', 5)] }, at(8, '01:00'), 5, at(8, '06:00')],
    ['the same time twice is a whole day', { schedule: [part([1], '09:00', '09:00', 5)] }, at(3, '08:00'), 5, at(3, '09:00')],
    ['the first that fits counts', { schedule: [part(WEEK, '12:00', '13:00', 9), office] }, at(2, '12:30'), 9, at(2, '13:00')],
    [
      'under the first comes the second',
      { schedule: [part(WEEK, '12:00', '13:00', 9), office] },
      at(2, '13:00'),
      100,
      at(2, '18:00'),
    ],
    [
      'neighbours with one rate are one',
      { schedule: [part([1], '08:00', '12:00', 5), part([1], '12:00', '18:00', 5)] },
      at(2, '09:00'),
      5,
      at(2, '18:00'),
    ],
    ['slowed down', { slowDown: { bytesPerSecond: 3, until: at(2, '13:00').getTime() } }, at(2, '12:30'), 3, at(2, '13:00')],
    [
      'slowed down until it is over',
      { slowDown: { bytesPerSecond: 3, until: at(2, '13:00').getTime() } },
      at(2, '13:00'),
      null,
      null,
    ],
    [
      'slowed down to more than the limit',
      { limitBytesPerSecond: 2, slowDown: { bytesPerSecond: 3, until: at(2, '13:00').getTime() } },
      at(2, '12:30'),
      2,
      null,
    ],
    [
      'slowed down within a part',
      { schedule: [office], slowDown: { bytesPerSecond: 3, until: at(2, '13:00').getTime() } },
      at(2, '12:30'),
      3,
      at(2, '13:00'),
    ],
  ])('%s', (_name, change, date, bytesPerSecond, changesAt) => {
    expect(rateAt({ ...none, ...change }, date)).toEqual({
      bytesPerSecond,
      pausedUntil: null,
      changesAt: changesAt?.getTime() ?? null,
    })
  })

  it('has the end of all consecutive periods in which nothing is sent', () => {
    const schedule = [part([1], '08:00', '12:00', 0), part([1], '12:00', '18:00', 0)]
    expect(rateAt({ ...none, schedule }, at(2, '09:00')).pausedUntil).toBe(at(2, '18:00').getTime())
    const always = [part(WEEK, '00:00', '00:00', 0)]
    expect(rateAt({ ...none, schedule: always }, at(2, '09:00'))).toEqual({
      bytesPerSecond: 0,
      pausedUntil: NO_END,
      changesAt: null,
    })
  })

  it('is not above the limit of an account, which other accounts do not have', () => {
    const settings = { ...none, limitBytesPerSecond: 10, accountLimits: { small: 4, large: 40 } }
    const rates = ['small', 'large', 'other'].map((id) => rateAt(settings, at(2, '12:00'), id).bytesPerSecond)
    expect(rates).toEqual([4, 10, 10])
  })
})

/** The same in another time zone, which a process can have only from its start. */
function inBerlin(schedule: readonly ScheduleEntry[], moments: readonly string[]): string[] {
  const module = fileURLToPath(new URL('../../../../src-main/engine/queue/jobs/rates.ts', import.meta.url))
  const script = `import { rateAt } from ${JSON.stringify(module)}
    const settings = { ...${JSON.stringify(none)}, schedule: ${JSON.stringify(schedule)} }
    console.log(JSON.stringify(${JSON.stringify(moments)}.map((moment) => {
      const { bytesPerSecond, changesAt } = rateAt(settings, new Date(moment))
      return bytesPerSecond + ' until ' + (changesAt === null ? 'ever' : new Date(changesAt).toISOString().slice(0, 16))
    })))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'Europe/Berlin' },
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

describe('days on which the clocks change', () => {
  it('keep 18:00 at 18:00', () => {
    const schedule = [part(WEEK, '08:00', '18:00', 1)]
    expect(inBerlin(schedule, ['2026-03-28T12:00Z', '2026-03-29T12:00Z', '2026-10-24T12:00Z', '2026-10-25T12:00Z'])).toEqual([
      '1 until 2026-03-28T17:00',
      '1 until 2026-03-29T16:00',
      '1 until 2026-10-24T16:00',
      '1 until 2026-10-25T17:00',
    ])
  })

  it('have nights of 7 and 9 hours', () => {
    const schedule = [part(WEEK, '22:00', '06:00', 1)]
    expect(inBerlin(schedule, ['2026-03-28T21:00Z', '2026-10-24T20:00Z'])).toEqual([
      '1 until 2026-03-29T04:00',
      '1 until 2026-10-25T05:00',
    ])
  })

  it('take an hour that is skipped as the moment of the skip', () => {
    expect(inBerlin([part([0], '01:00', '02:30', 1)], ['2026-03-29T00:30Z', '2026-03-29T01:00Z'])).toEqual([
      '1 until 2026-03-29T01:00',
      'null until 2026-04-04T23:00',
    ])
    expect(inBerlin([part([0], '02:30', '05:00', 1)], ['2026-03-29T00:59Z', '2026-03-29T01:00Z'])).toEqual([
      'null until 2026-03-29T01:00',
      '1 until 2026-03-29T03:00',
    ])
  })

  it('begin and end once in an hour that comes twice', () => {
    expect(inBerlin([part([0], '01:00', '02:30', 1)], ['2026-10-25T00:00Z', '2026-10-25T00:30Z', '2026-10-25T01:15Z'])).toEqual([
      '1 until 2026-10-25T00:30',
      'null until 2026-11-01T00:00',
      'null until 2026-11-01T00:00',
    ])
  })
})
