/** @file Whether a folder hands over files at this time of the week. Pure. */
import type { Hours } from '../../contract/settings.ts'
import { holds, periodOf } from '../queue/rates.ts'

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
