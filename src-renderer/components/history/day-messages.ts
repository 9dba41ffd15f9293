/** @file The texts of days, of ranges of days and of their totals, and the preset ranges. Pure. */
import { type PastDay, RESULTS, type Result } from '@contract/history/past-upload.ts'
import { formatDate, formatDates, t, tn } from '@contract/i18n/i18n.ts'
import { dateAt, plusDays } from '@contract/text/day.ts'
import { formatBytes } from '@contract/text/format.ts'
import type { Range } from './brush-bars.ts'

/** `Today`, `Yesterday` or the weekday, and the date beside it. */
export function dayLabel(day: string, today: string): readonly [name: string, date: string] {
  const date = dateAt(day)
  const format = { day: 'numeric', month: 'long', ...yearOf(day, today) } as const
  if (day === today) return [t('Today'), formatDate(date, { weekday: 'long', ...format })]
  if (day === plusDays(today, -1)) return [t('Yesterday'), formatDate(date, { weekday: 'long', ...format })]
  return [formatDate(date, { weekday: 'long' }), formatDate(date, format)]
}

/** `26 November`, with the year where it is not the current one. */
export function dateText(day: string, today: string): string {
  return formatDate(dateAt(day), { day: 'numeric', month: 'long', ...yearOf(day, today) })
}

function yearOf(day: string, today: string): Pick<Intl.DateTimeFormatOptions, 'year'> {
  return day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }
}

/** `1 – 26 November`, `30 October – 2 November`, `All days`; with years where one of them is not the current one. */
export function rangeText(range: Range | null, today: string): string {
  if (!range) return t('All days')
  const { from, to } = range
  if (from === to) return from === today ? t('Today') : dateText(from, today)
  return formatDates(dateAt(from), dateAt(to), { day: 'numeric', month: 'long', ...yearOf(from, today), ...yearOf(to, today) })
}

function countText(count: number, result: Result): string {
  switch (result) {
    case 'sent':
      return tn(count, '{n} sent', '{n} sent')
    case 'failed':
      return tn(count, '{n} failed', '{n} failed')
    case 'cancelled':
      return tn(count, '{n} cancelled', '{n} cancelled')
  }
}

/** `74 sent · 1 failed · 312 GB`, without zeros. */
export function totalsOf({ uploads, sentBytes }: PastDay, result: Result | 'all'): string {
  const shown = RESULTS.filter((counted) => uploads[counted] > 0 && (result === 'all' || result === counted))
  const counts = shown.map((counted) => countText(uploads[counted], counted))
  const bytes = sentBytes > 0 && (result === 'all' || result === 'sent') ? [formatBytes(sentBytes)] : []
  return [...counts, ...bytes].join(' · ')
}

interface Preset {
  readonly name: string
  readonly range: Range | null
}

export function presetsFor(today: string): readonly Preset[] {
  const month = `${today.slice(0, 7)}-01`
  const before = plusDays(month, -1)
  return [
    { name: t('All days'), range: null },
    { name: t('Today'), range: { from: today, to: today } },
    { name: t('Last 7 days'), range: { from: plusDays(today, -6), to: today } },
    { name: t('This month'), range: { from: month, to: today } },
    { name: t('Last month'), range: { from: `${before.slice(0, 7)}-01`, to: before } },
  ]
}

/** How long entries are kept: in years if that is exact, else in days. */
export function retentionText(days: number): string {
  if (days % 365 !== 0)
    return tn(days, 'Entries are kept for a day, receipts for ever.', 'Entries are kept for {n} days, receipts for ever.')
  return tn(days / 365, 'Entries are kept for a year, receipts for ever.', 'Entries are kept for {n} years, receipts for ever.')
}
