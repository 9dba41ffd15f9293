/**
 * @file How fast bytes may be sent at a given time: settings and a date in, a figure out. Times of day are those of the
 * local calendar, so that 18:00 is 18:00 on the days on which the clocks change, too.
 */
import type { Hours, Settings } from '../../contract/settings.ts'
import { NO_END } from '../../contract/upload.ts'

const MINUTE = 60_000
const DAYS_AHEAD = 8

export type RateSettings = Pick<Settings, 'limitBytesPerSecond' | 'accountLimits' | 'schedule' | 'slowDown'>

export interface Rate {
  /** `null` is no limit; 0 sends nothing. */
  readonly bytesPerSecond: number | null
  /** Set while nothing is sent: when something is again, epoch ms, or `NO_END`. */
  readonly pausedUntil: number | null
  /** When it will be another rate unless the settings change, epoch ms; `null` when it stays. */
  readonly changesAt: number | null
}

/** The rate in force, when it changes, and until when nothing is sent. With an account: under its own limit as well. */
export function rateAt(settings: RateSettings, at: Date, accountId?: string): Rate {
  const bytesPerSecond = limitAt(settings, at, accountId)
  const changesAt =
    turningPoints(settings, at).find((time) => limitAt(settings, new Date(time), accountId) !== bytesPerSecond) ?? null
  return { bytesPerSecond, pausedUntil: bytesPerSecond === 0 ? (changesAt ?? NO_END) : null, changesAt }
}

/** The rate alone, for callers who ask again often. */
export function limitAt(settings: RateSettings, at: Date, accountId?: string): number | null {
  const { limitBytesPerSecond, schedule, slowDown } = settings
  const time = at.getTime()
  const entry = schedule.find((one) => [-1, 0].some((day) => holds(periodOf(one, at, day), time)))
  const usual = entry ? entry.bytesPerSecond : limitBytesPerSecond === 0 ? null : limitBytesPerSecond
  const limits = [
    usual,
    slowDown && slowDown.until > time ? slowDown.bytesPerSecond : null,
    (accountId === undefined ? null : settings.accountLimits[accountId]) ?? null,
  ].filter((limit) => limit !== null)
  return limits.length === 0 ? null : Math.min(...limits)
}

export interface Period {
  readonly from: number
  readonly to: number
}

export function holds(period: Period | null, time: number): boolean {
  return period !== null && period.from <= time && time < period.to
}

/** All times after this one at which something in the settings begins or ends, in order. */
function turningPoints({ schedule, slowDown }: RateSettings, at: Date): number[] {
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, index) => index - 1)
  const periods = schedule.flatMap((entry) => days.map((day) => periodOf(entry, at, day)))
  const times = periods.flatMap((period) => (period ? [period.from, period.to] : []))
  if (slowDown) times.push(slowDown.until)
  return [...new Set(times)].filter((time) => time > at.getTime()).sort((one, other) => one - other)
}

/** When an entry holds that begins so many days after a date; `null` when it does not begin on that day of the week. */
export function periodOf({ days, from, to }: Hours, at: Date, daysLater: number): Period | null {
  const noon = new Date(at.getFullYear(), at.getMonth(), at.getDate() + daysLater, 12)
  if (!days.includes(noon.getDay())) return null
  const begin = minutesOf(from)
  const end = minutesOf(to)
  return { from: moment(noon, 0, begin), to: moment(noon, end <= begin ? 1 : 0, end) }
}

function minutesOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3))
}

/** A time of the local calendar. One that comes twice is the first; one that the clocks skip is the moment of the skip. */
function moment(day: Date, daysLater: number, minutes: number): number {
  const found = new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysLater, 0, minutes)
  let time = found.getTime()
  if (found.getHours() * 60 + found.getMinutes() === minutes) return time
  const offset = found.getTimezoneOffset()
  while (new Date(time - MINUTE).getTimezoneOffset() === offset) time -= MINUTE
  return time
}
