import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type ScheduleEntry, type Settings, settingsSchema } from '../../../../src-main/contract/settings.ts'
import { isWithin } from '../../../../src-main/contract/text/week.ts'
import ScheduleSetting from '../../../../src-renderer/components/settings/ScheduleSetting.vue'
import {
  cellsBetween,
  DAYS,
  entriesOf,
  heightOf,
  hourOf,
  painted,
  type Speed,
  weekOf,
} from '../../../../src-renderer/components/settings/week-grid.ts'
import { daysText, entryText } from '../../../../src-renderer/components/settings/week-messages.ts'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const OFFICE: ScheduleEntry = { days: [1, 2, 3, 4, 5], from: '08:30', to: '18:00', bytesPerSecond: 1_000_000 }
const NIGHT: ScheduleEntry = { days: [5, 6], from: '22:00', to: '06:00', bytesPerSecond: null }
const SUNDAY: ScheduleEntry = { days: [0], from: '00:00', to: '00:00', bytesPerSecond: 0 }

/** By the rules of the engine: the first entry that fits counts. A week without a change of the clocks. */
function speedAt(schedule: readonly ScheduleEntry[], day: number, minute: number): Speed {
  const at = new Date(2026, 5, 7 + day, 0, minute)
  const entry = schedule.find((one) => isWithin(one, at))
  return entry ? entry.bytesPerSecond : 'usual'
}

describe('the painted week', () => {
  it.each([
    [[OFFICE]],
    [[NIGHT]],
    [[SUNDAY, NIGHT, OFFICE]],
    [[OFFICE, { ...OFFICE, from: '12:00', to: '13:00', bytesPerSecond: 0 }]],
  ])('has the speed that the engine applies in each minute (%#)', (schedule) => {
    const week = weekOf(schedule)
    const again = weekOf(entriesOf(week))
    expect(again).toEqual(week)
    for (let day = 0; day < 7; day += 1)
      for (let minute = 0; minute < 1_440; minute += 30)
        expect([day, minute, week[day * 1_440 + minute]]).toEqual([day, minute, speedAt(schedule, day, minute)])
  })

  it('is stored in as few entries as possible: days together, a night in one', () => {
    expect(entriesOf(weekOf([OFFICE]))).toEqual([OFFICE])
    expect(entriesOf(weekOf([NIGHT]))).toEqual([NIGHT])
    expect(entriesOf(weekOf([SUNDAY]))).toEqual([SUNDAY])
    expect(entriesOf(weekOf([]))).toEqual([])
    const whole = entriesOf(weekOf([{ ...SUNDAY, days: [0, 1, 2, 3, 4, 5, 6] }]))
    expect(whole).toEqual([{ ...SUNDAY, days: [1, 2, 3, 4, 5, 6, 0] }])
  })

  it('keeps minutes of hours that are not painted, and reports hours that change within', () => {
    const week = painted(weekOf([OFFICE]), [{ day: 1, hour: 12 }], 0)
    expect(hourOf(week, { day: 1, hour: 8 })).toEqual({ speed: 'usual', isMixed: true })
    expect(hourOf(week, { day: 1, hour: 12 })).toEqual({ speed: 0, isMixed: false })
    expect(hourOf(weekOf([NIGHT]), { day: 6, hour: 3 })).toEqual({ speed: null, isMixed: false })
    expect(entriesOf(week)).toEqual([
      { days: [1], from: '08:30', to: '12:00', bytesPerSecond: 1_000_000 },
      { days: [1], from: '12:00', to: '13:00', bytesPerSecond: 0 },
      { days: [1], from: '13:00', to: '18:00', bytesPerSecond: 1_000_000 },
      { ...OFFICE, days: [2, 3, 4, 5] },
    ])
  })

  it('is cleared by painting the usual speed', () => {
    const all = cellsBetween({ day: 1, hour: 0 }, { day: 0, hour: 23 })
    expect(all).toHaveLength(168)
    expect(entriesOf(painted(weekOf([OFFICE, NIGHT]), all, 'usual'))).toEqual([])
  })

  it('has entries that the settings accept, however it is painted', () => {
    let week = weekOf([])
    for (const [index, day] of DAYS.entries())
      week = painted(week, cellsBetween({ day, hour: index }, { day, hour: index + 9 }), index * 7)
    expect(settingsSchema.shape.schedule.safeParse(entriesOf(week)).success).toBe(true)
  })

  it('shows different speeds as different heights', () => {
    const heights = [0, 1_000, 1_000_000, 10_000_000, null].map((speed) => heightOf(speed, 10_000_000))
    expect(heights).toEqual([0, 14, 19, 60, 100])
  })
})

describe('the texts of a week', () => {
  it('name days together, and the speed', () => {
    expect(daysText([1, 2, 3, 4, 5])).toBe('Monday to Friday')
    expect(daysText([0, 6])).toBe('Saturday, Sunday')
    expect(daysText([0, 1, 2, 3, 4, 5, 6])).toBe('Every day')
    expect(entryText(OFFICE)).toBe('Monday to Friday 08:30–18:00: at most 1.00 MB/s')
    expect(entryText(SUNDAY)).toBe('Sunday all day: nothing is sent')
    expect(entryText(NIGHT)).toBe('Friday, Saturday 22:00–06:00: full speed')
  })
})

describe('the grid of the week', () => {
  afterEach(unmountAll)

  async function opened(values: Partial<Settings> = {}) {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([])
    let settings = { ...DEFAULT_SETTINGS, ...values }
    fake.answer('settings.get', () => settings)
    fake.answer('settings.change', (change: Partial<Settings>) => {
      settings = { ...settings, ...change }
      return settings
    })
    const view = await show(fake, ScheduleSetting)
    const grid = view.page.get('[role=grid]')
    const press = async (...keys: string[]) => {
      for (const key of keys) {
        const [name = '', shift] = key.split('+').toReversed()
        await grid.trigger('keydown', { key: name, shiftKey: shift === 'Shift' })
      }
      await flushPromises()
    }
    return { grid, press, schedules: () => fake.sent('settings.change').map((change) => (change as Settings).schedule), ...view }
  }

  it('is painted by keyboard, an hour or several, and announced', async () => {
    const { press, schedules, page, grid } = await opened()
    await press('ArrowDown', ' ')
    expect(schedules()).toEqual([[{ days: [2], from: '09:00', to: '10:00', bytesPerSecond: 5_000_000 }]])
    await press('Shift+ArrowRight', 'Shift+ArrowDown', ' ')
    expect(schedules().at(-1)).toEqual([{ days: [2, 3], from: '09:00', to: '11:00', bytesPerSecond: 5_000_000 }])
    const at = grid.attributes('aria-activedescendant') ?? ''
    expect(page.get(`#${at}`).attributes('aria-label')).toBe('Wednesday 10:00: at most 5.00 MB/s')
    expect(page.get('[role=status]').text()).toBe('Tuesday, Wednesday 09:00–11:00: at most 5.00 MB/s')
  })

  it('is painted with the chosen speed, and not with an invalid one', async () => {
    const { press, schedules, page } = await opened()
    const speed = page.get<HTMLInputElement>('input[aria-label^="Speed to paint with"]')
    await speed.setValue('fast')
    await press(' ')
    expect([schedules(), page.get('[role=alert]').text(), speed.element.value]).toEqual([
      [],
      'Enter a speed such as 5 MB/s.',
      'fast',
    ])
    await speed.setValue('2 MB')
    await press(' ')
    expect(schedules().at(-1)?.[0]?.bytesPerSecond).toBe(2_000_000)
    await page
      .findAll('[role=radio]')
      .find((one) => one.text() === 'Nothing')
      ?.trigger('click')
    await flushPromises()
    await press(' ')
    expect(schedules().at(-1)?.[0]?.bytesPerSecond).toBe(0)
  })

  it('has its hours from left to right in right-to-left languages, too', async () => {
    const { press, schedules } = await opened()
    document.documentElement.dir = 'rtl'
    try {
      await press('ArrowRight', ' ')
    } finally {
      document.documentElement.dir = ''
    }
    expect(schedules().at(-1)).toEqual([{ days: [1], from: '10:00', to: '11:00', bytesPerSecond: 5_000_000 }])
  })

  it('shows which hours change within', async () => {
    const { page } = await opened({ schedule: [OFFICE] })
    expect(page.get('#hour-1-8').attributes('aria-label')).toBe(
      'Monday 08:00: the speed limit above, and changes within the hour',
    )
    expect(page.get('#hour-1-9').attributes('aria-label')).toBe('Monday 09:00: at most 1.00 MB/s')
  })

  it('leaves a choice with Escape, and paints nothing', async () => {
    const { press, schedules, page } = await opened()
    await press('Shift+ArrowRight')
    expect(page.findAll('[role=gridcell][aria-selected=true]')).toHaveLength(2)
    await press('Escape')
    expect(page.findAll('[role=gridcell][aria-selected=true]')).toHaveLength(0)
    expect(schedules()).toEqual([])
  })
})
