/** @file The bars of the chart of History, from the first day to today: one per day, or per several where there are many days. Pure. */
import type { PastDay } from '@contract/history/past-upload.ts'
import { formatDate } from '@contract/i18n/i18n.ts'
import { dateAt, daysBetween, plusDays } from '@contract/text/day.ts'

/** More bars would be too thin. */
const MAX_BARS = 120
/** With fewer days, bars would be too wide. */
const MIN_DAYS = 30

interface Bar {
  readonly from: string
  readonly to: string
  readonly uploads: number
  /** Relative to the highest bar, from 0 to 1. */
  readonly height: number
}

export interface Month {
  readonly name: string
  /** Index of its first bar. */
  readonly at: number
}

export interface Range {
  readonly from: string
  readonly to: string
}

/** @param days newest first */
export function barsOf(days: readonly PastDay[], today: string): readonly Bar[] {
  const oldest = days.at(-1)?.day ?? today
  const newest = [days[0]?.day ?? today, today].toSorted().at(-1) ?? today
  const span = Math.max(MIN_DAYS, daysBetween(oldest, newest) + 1)
  const step = Math.ceil(span / MAX_BARS)
  const count = Math.ceil(span / step)
  const start = plusDays(newest, 1 - count * step)
  const sums = new Array<number>(count).fill(0)
  for (const { day, uploads } of days) {
    const bar = Math.floor(daysBetween(start, day) / step)
    sums[bar] = (sums[bar] ?? 0) + uploads.sent + uploads.failed + uploads.cancelled
  }
  const highest = Math.max(1, ...sums)
  return sums.map((uploads, index) => {
    const from = plusDays(start, index * step)
    return { from, to: plusDays(from, step - 1), uploads, height: uploads / highest }
  })
}

/** The months of the bars, with the year where it is not the current one; without those whose label would touch the next. */
export function monthsOf(bars: readonly Bar[], today: string): readonly Month[] {
  const months: Month[] = []
  let last = ''
  for (const [at, { to }] of bars.entries()) {
    const month = to.slice(0, 7)
    if (month === last) continue
    last = month
    const isThisYear = month.slice(0, 4) === today.slice(0, 4)
    const name = formatDate(dateAt(to), { month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) })
    months.push({ name, at })
  }
  return months.filter(({ at }, index) => index === months.length - 1 || (months[index + 1]?.at ?? 0) - at > bars.length / 12)
}

/** The indices of the first and the last bar of a range. */
export function barsIn(bars: readonly Bar[], range: Range | null): readonly [first: number, last: number] {
  if (!range) return [0, bars.length - 1]
  const first = bars.findIndex(({ to }) => to >= range.from)
  const last = bars.findLastIndex(({ from }) => from <= range.to)
  return [first === -1 ? bars.length - 1 : first, Math.max(0, last)]
}

/** The range between two bars, in either order; `null` for all of them. */
export function rangeBetween(bars: readonly Bar[], a: number, b: number): Range | null {
  const [first, last] = a <= b ? [a, b] : [b, a]
  if (first <= 0 && last >= bars.length - 1) return null
  return { from: bars[Math.max(0, first)]?.from ?? '', to: bars[Math.min(bars.length - 1, last)]?.to ?? '' }
}
