/**
 * @file How fast bytes may be sent at a time, by settings and date. Pure.
 */
import type { Settings } from '../../contract/settings.ts'
import { NO_END } from '../../contract/upload.ts'
import { isWithin, periodOf } from '../../contract/week.ts'

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
  const entry = schedule.find((one) => isWithin(one, at))
  const usual = entry ? entry.bytesPerSecond : limitBytesPerSecond === 0 ? null : limitBytesPerSecond
  const limits = [
    usual,
    slowDown && slowDown.until > time ? slowDown.bytesPerSecond : null,
    (accountId === undefined ? null : settings.accountLimits[accountId]) ?? null,
  ].filter((limit) => limit !== null)
  return limits.length === 0 ? null : Math.min(...limits)
}

/** All times after this one at which something in the settings begins or ends, in order. */
function turningPoints({ schedule, slowDown }: RateSettings, at: Date): number[] {
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, index) => index - 1)
  const periods = schedule.flatMap((entry) => days.map((day) => periodOf(entry, at, day)))
  const times = periods.flatMap((period) => (period ? [period.from, period.to] : []))
  if (slowDown) times.push(slowDown.until)
  return [...new Set(times)].filter((time) => time > at.getTime()).sort((one, other) => one - other)
}
