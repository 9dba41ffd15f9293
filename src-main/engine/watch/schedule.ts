/** @file Whether a folder enqueues files at this time of the week, and when it is scanned next. Pure. */
import type { Hours } from '../../contract/settings.ts'
import { includes, periodOf } from '../../contract/text/week.ts'
import type { WatchRules } from '../../contract/watch.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** Minutes between scans where the rules do not set them: with and without reports of changes. */
const USUAL_MINUTES = 60
const POLLED_MINUTES = 1
const DAYS_AHEAD = 8

/** `null` when the schedule is open; otherwise when it opens next, epoch ms. An empty schedule is always open. */
export function closedUntil(schedule: readonly Hours[], at: Date): number | null {
  if (schedule.length === 0) return null
  const days = Array.from({ length: DAYS_AHEAD + 2 }, (_, index) => index - 1)
  const periods = schedule.flatMap((one) => days.map((day) => periodOf(one, at, day))).filter((period) => period !== null)
  const time = at.getTime()
  if (periods.some((period) => includes(period, time))) return null
  return Math.min(...periods.map(({ from }) => from).filter((from) => from > time))
}

/**
 * Time until the next scan: at most a quarter shorter or longer than the interval, so that many folders are not scanned together,
 * and no later than the schedule opens.
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
