/** @file Whether a folder hands over files at this time of the week, and when it is looked at next. Pure. */
import type { Hours } from '../../contract/settings.ts'
import type { WatchRules } from '../../contract/watch.ts'
import { holds, periodOf } from '../../contract/week.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** Minutes between looks where the rules do not say: with and without reports of changes. */
const USUAL_MINUTES = 60
const POLLED_MINUTES = 1
const DAYS_AHEAD = 8

/** `null` when it does; otherwise when it does next, epoch ms. No hours at all are all hours. */
export function closedUntil(hours: readonly Hours[], at: Date): number | null {
  if (hours.length === 0) return null
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, index) => index - 1)
  const periods = hours.flatMap((one) => days.map((day) => periodOf(one, at, day))).filter((period) => period !== null)
  const time = at.getTime()
  if (periods.some((period) => holds(period, time))) return null
  return Math.min(...periods.map(({ from }) => from).filter((from) => from > time))
}

/**
 * How long it is until a folder is looked at again: at most a quarter sooner or later than usual, so that many folders are
 * not looked at together, and when its hours begin.
 */
export function untilNextScan(
  { scanMinutes, hours }: Pick<WatchRules, 'scanMinutes' | 'hours'>,
  isPolled: boolean,
  now: number,
  random: number,
): number {
  const usualMs = (scanMinutes ?? (isPolled ? POLLED_MINUTES : USUAL_MINUTES)) * MINUTE
  const opensAt = closedUntil(hours, new Date(now)) ?? Number.POSITIVE_INFINITY
  return Math.min(Math.max(SECOND, opensAt - now), Math.round(usualMs * (0.75 + random / 2)))
}
