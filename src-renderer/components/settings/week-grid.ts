/**
 * @file The weekly schedule as speeds of minutes, which can be painted by the hour, and its conversion from and to entries. Pure.
 */
import type { ScheduleEntry } from '@contract/settings.ts'
import { minutesOf } from '@contract/text/week.ts'
import type { WeekPart } from '../fields/week-part.ts'

const DAY = 1_440
const WEEK = 7 * DAY
export const HOURS = 24
/** Monday first; 0 is Sunday. */
export const DAYS = [1, 2, 3, 4, 5, 6, 0] as const

/** Bytes per second; 0 sends nothing, `null` is no limit, `usual` is the speed limit outside of the schedule. */
export type Speed = number | null | 'usual'
/** The speed of every minute, from Sunday 00:00. */
export type Week = readonly Speed[]
export type Entry = WeekPart & Pick<ScheduleEntry, 'bytesPerSecond'>

export interface Cell {
  /** 0 is Sunday. */
  readonly day: number
  readonly hour: number
}

/** The length of an entry, min; one that ends at its own start lasts a day. */
function lengthOf({ from, to }: Pick<Entry, 'from' | 'to'>): number {
  const length = minutesOf(to) - minutesOf(from)
  return length > 0 ? length : length + DAY
}

export function weekOf(schedule: readonly Entry[]): Week {
  const week: Speed[] = Array.from({ length: WEEK }, () => 'usual')
  // Where entries overlap, the first one applies.
  for (const entry of schedule.toReversed()) {
    for (const day of entry.days) {
      const begin = day * DAY + minutesOf(entry.from)
      for (let minute = 0; minute < lengthOf(entry); minute += 1) week[(begin + minute) % WEEK] = entry.bytesPerSecond
    }
  }
  return week
}

/** `??` would be wrong: `null` is a speed. */
function speedAt(week: Week, minute: number): Speed {
  const speed = week[minute % WEEK]
  return speed === undefined ? 'usual' : speed
}

/** The speed at the start of an hour; `isMixed` if it changes within the hour. */
export function hourOf(week: Week, { day, hour }: Cell): { readonly speed: Speed; readonly isMixed: boolean } {
  const begin = day * DAY + hour * 60
  const speed = speedAt(week, begin)
  return { speed, isMixed: week.slice(begin, begin + 60).some((other) => other !== speed) }
}

export function painted(week: Week, cells: readonly Cell[], speed: Speed): Week {
  const next = [...week]
  for (const { day, hour } of cells) next.fill(speed, day * DAY + hour * 60, day * DAY + hour * 60 + 60)
  return next
}

/** The cells of the rectangle between two, with days in the order of `DAYS`. */
export function cellsBetween(a: Cell, b: Cell): readonly Cell[] {
  const rows = [a, b].map(({ day }) => DAYS.indexOf(day as (typeof DAYS)[number])).sort((one, other) => one - other)
  const hours = [a.hour, b.hour].sort((one, other) => one - other)
  const days = DAYS.slice(rows[0], (rows[1] ?? 0) + 1)
  const between = Array.from({ length: (hours[1] ?? 0) - (hours[0] ?? 0) + 1 }, (_, index) => (hours[0] ?? 0) + index)
  return days.flatMap((day) => between.map((hour) => ({ day, hour })))
}

/** The week in as few entries as possible: days with the same hours share one, and a night is one entry, not two. */
export function entriesOf(week: Week): ScheduleEntry[] {
  const entries = new Map<string, ScheduleEntry>()
  for (const { begin, length, speed } of runsOf(week)) {
    for (const part of split(begin, length)) {
      const [from, to] = [part.begin % DAY, (part.begin + part.length) % DAY].map(timeText)
      const key = `${from} ${to} ${speed}`
      const entry = entries.get(key) ?? { days: [], from: from ?? '', to: to ?? '', bytesPerSecond: speed }
      entries.set(key, { ...entry, days: [...entry.days, Math.floor(part.begin / DAY) % 7] })
    }
  }
  return [...entries.values()]
    .map((entry) => ({ ...entry, days: DAYS.filter((day) => entry.days.includes(day)) }))
    .sort(
      (one, other) =>
        DAYS.indexOf(one.days[0] as never) - DAYS.indexOf(other.days[0] as never) || (one.from < other.from ? -1 : 1),
    )
}

interface Run {
  readonly begin: number
  readonly length: number
  readonly speed: number | null
}

/** Runs of one speed, which may continue past the end of the week. */
function runsOf(week: Week): readonly Run[] {
  const first = week.findIndex((speed, minute) => speed !== week[(minute + WEEK - 1) % WEEK])
  const all = speedAt(week, 0)
  if (first < 0) return all === 'usual' ? [] : [{ begin: 0, length: WEEK, speed: all }]
  const runs: Run[] = []
  for (let at = first; at < first + WEEK; ) {
    const speed = speedAt(week, at)
    let length = 1
    while (at + length < first + WEEK && speedAt(week, at + length) === speed) length += 1
    if (speed !== 'usual') runs.push({ begin: at % WEEK, length, speed })
    at += length
  }
  return runs
}

/** Splits a run that is longer than a day at midnight, as an entry lasts a day at most. */
function split(begin: number, length: number): readonly { readonly begin: number; readonly length: number }[] {
  if (length <= DAY) return [{ begin, length }]
  const first = DAY - (begin % DAY)
  return [{ begin, length: first }, ...split(begin + first, length - first)]
}

function timeText(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

/** Height of the fill of a cell, %: by the square root, so that low speeds differ visibly, and below that of full speed. @param highest speed of the week */
export function heightOf(speed: number | null, highest: number): number {
  if (speed === 0) return 0
  if (speed === null || highest <= 0) return 100
  return Math.round(Math.min(100, Math.max(14, 60 * Math.sqrt(speed / highest))))
}
