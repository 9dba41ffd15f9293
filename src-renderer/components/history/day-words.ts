/** @file Days and ranges of days in words, and the ranges that are offered. Pure. */
import { dateAt, plusDays } from '@contract/day.ts'
import { formatBytes } from '@contract/format.ts'
import { type PastDay, RESULTS, type Result } from '@contract/past-upload.ts'
import type { Range } from './brush-bars.ts'

/** `Today`, `Yesterday` or the weekday, and the date beside it. */
export function dayWords(day: string, today: string): readonly [name: string, date: string] {
  const date = dateAt(day)
  const weekday = date.toLocaleDateString('en-GB', { weekday: 'long' })
  const known = dateWords(day, today)
  if (day === today) return ['Today', `${weekday} ${known}`]
  if (day === plusDays(today, -1)) return ['Yesterday', `${weekday} ${known}`]
  return [weekday, known]
}

/** `26 November`, with the year where it is another one. */
export function dateWords(day: string, today: string): string {
  const isThisYear = day.slice(0, 4) === today.slice(0, 4)
  return dateAt(day).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  })
}

/** `1 – 26 November`, `30 October – 2 November`, `All days`. */
export function rangeWords(range: Range | null, today: string): string {
  if (!range) return 'All days'
  const { from, to } = range
  if (from === to) return from === today ? 'Today' : dateWords(from, today)
  if (from.slice(0, 7) === to.slice(0, 7)) return `${dateAt(from).getDate()} – ${dateWords(to, today)}`
  return `${dateWords(from, to)} – ${dateWords(to, today)}`
}

const RESULT_NOUNS: Readonly<Record<Result, string>> = { sent: 'sent', failed: 'failed', cancelled: 'cancelled' }

/** `74 sent · 1 failed · 312 GB`; what did not happen is left out. */
export function totalsOf({ uploads, sentBytes }: PastDay, result: Result | 'all'): string {
  const shown = RESULTS.filter((one) => uploads[one] > 0 && (result === 'all' || result === one))
  const counts = shown.map((one) => `${uploads[one].toLocaleString('en')} ${RESULT_NOUNS[one]}`)
  const bytes = sentBytes > 0 && (result === 'all' || result === 'sent') ? [formatBytes(sentBytes)] : []
  return [...counts, ...bytes].join(' · ')
}

export interface Preset {
  readonly name: string
  readonly range: Range | null
}

export function presetsFor(today: string): readonly Preset[] {
  const month = `${today.slice(0, 7)}-01`
  const before = plusDays(month, -1)
  return [
    { name: 'All days', range: null },
    { name: 'Today', range: { from: today, to: today } },
    { name: 'Last 7 days', range: { from: plusDays(today, -6), to: today } },
    { name: 'This month', range: { from: month, to: today } },
    { name: 'Last month', range: { from: `${before.slice(0, 7)}-01`, to: before } },
  ]
}

/** `a year`, `90 days`: how long entries are kept. */
export function keptWords(days: number): string {
  if (days % 365 === 0) return days === 365 ? 'a year' : `${days / 365} years`
  return days === 1 ? 'a day' : `${days.toLocaleString('en')} days`
}
