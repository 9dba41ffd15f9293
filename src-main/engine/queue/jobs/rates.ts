/** @file The rate limit that the settings set for a moment. Pure. */
import { NO_END } from '../../../contract/queue/upload.ts'
import type { Settings } from '../../../contract/settings.ts'
import { isWithin, periodOf } from '../../../contract/text/week.ts'

const DAYS_AHEAD = 8

export type RateSettings = Pick<Settings, 'limitBytesPerSecond' | 'accountLimits' | 'schedule' | 'slowDown'>

export interface Rate {
  /** `null` is no limit; 0 sends nothing. */
  readonly bytesPerSecond: number | null
  /** While nothing is sent: when sending begins again, epoch ms, or `NO_END`; otherwise `null`. */
  readonly pausedUntil: number | null
  /** When the rate changes next by the settings, epoch ms; `null` when it stays. */
  readonly changesAt: number | null
}

/** The rate at a moment. With an account, its own limit applies as well. */
export function rateAt(settings: RateSettings, at: Date, accountId?: string): Rate {
  const bytesPerSecond = limitAt(settings, at, accountId)
  const changesAt =
    turningPoints(settings, at).find((time) => limitAt(settings, new Date(time), accountId) !== bytesPerSecond) ?? null
  return { bytesPerSecond, pausedUntil: bytesPerSecond === 0 ? (changesAt ?? NO_END) : null, changesAt }
}

/** Only the limit, which is much cheaper than `rateAt`. Bytes per second; `null` is no limit. */
export function limitAt(settings: RateSettings, at: Date, accountId?: string): number | null {
  const { limitBytesPerSecond, schedule, slowDown } = settings
  const time = at.getTime()
  const entry = schedule.find((period) => isWithin(period, at))
  const usual = entry ? entry.bytesPerSecond : limitBytesPerSecond === 0 ? null : limitBytesPerSecond
  const limits = [
    usual,
    slowDown && slowDown.until > time ? slowDown.bytesPerSecond : null,
    (accountId === undefined ? null : settings.accountLimits[accountId]) ?? null,
  ].filter((limit) => limit !== null)
  return limits.length === 0 ? null : Math.min(...limits)
}

/** The times (epoch ms) after `at` at which a period of the settings begins or ends, in ascending order. */
function turningPoints({ schedule, slowDown }: RateSettings, at: Date): number[] {
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, index) => index - 1)
  const periods = schedule.flatMap((entry) => days.map((day) => periodOf(entry, at, day)))
  const times = periods.flatMap((period) => (period ? [period.from, period.to] : []))
  if (slowDown) times.push(slowDown.until)
  return [...new Set(times)].filter((time) => time > at.getTime()).sort((one, other) => one - other)
}
