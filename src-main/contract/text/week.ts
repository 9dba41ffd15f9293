/** @file Periods of the weekly schedule, in local time: 18:00 is 18:00 on the days on which the clocks change, too. */
import type { Hours } from '../settings.ts'

const MINUTE = 60_000

interface Period {
  readonly from: number
  readonly to: number
}

export function includes(period: Period | null, time: number): boolean {
  return period !== null && period.from <= time && time < period.to
}

/** The period of a schedule entry that begins `daysLater` after a date; `null` when it does not begin on that day of the week. */
export function periodOf({ days, from, to }: Hours, at: Date, daysLater: number): Period | null {
  const noon = new Date(at.getFullYear(), at.getMonth(), at.getDate() + daysLater, 12)
  if (!days.includes(noon.getDay())) return null
  const begin = minutesOf(from)
  const end = minutesOf(to)
  return { from: moment(noon, 0, begin), to: moment(noon, end <= begin ? 1 : 0, end) }
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3))
}

/** Epoch ms of a local time. The first of a repeated hour; for a time that the clocks skip, the moment of the skip. */
function moment(day: Date, daysLater: number, minutes: number): number {
  const found = new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysLater, 0, minutes)
  let time = found.getTime()
  if (found.getHours() * 60 + found.getMinutes() === minutes) return time
  const offset = found.getTimezoneOffset()
  while (new Date(time - MINUTE).getTimezoneOffset() === offset) time -= MINUTE
  return time
}

/** Whether a moment is within an entry of the schedule. */
export function isWithin(hours: Hours, at: Date): boolean {
  return [-1, 0].some((day) => includes(periodOf(hours, at, day), at.getTime()))
}
