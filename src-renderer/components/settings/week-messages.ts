/** @file The texts of days, hours and speeds of the weekly schedule. Pure. */
import { formatDate, formatList, t } from '@contract/i18n/i18n.ts'
import { formatSpeed } from '@contract/text/format.ts'
import { DAYS, type Entry, type Speed } from './week-grid.ts'

/** The name of a day; 0 is Sunday. */
export function dayName(day: number): string {
  return formatDate(dateOf(day, 12), { weekday: 'long' })
}

export function shortDayName(day: number): string {
  return formatDate(dateOf(day, 12), { weekday: 'short' })
}

/** `8`, `30` → `08:30` */
export function clockName(hour: number, minute = 0): string {
  return formatDate(dateOf(0, hour, minute), { hour: '2-digit', minute: '2-digit' })
}

/** A time in a week that begins on a Sunday and has no change to or from summer time. */
function dateOf(day: number, hour: number, minute = 0): Date {
  return new Date(2024, 0, 7 + day, hour, minute)
}

export function speedText(speed: Speed): string {
  if (speed === 'usual') return t('the speed limit above')
  if (speed === null) return t('full speed')
  return speed === 0 ? t('nothing is sent') : t('at most {speed}', { speed: formatSpeed(speed) })
}

/** `Monday to Friday`, `Saturday, Sunday`, `Every day`. */
export function daysText(days: readonly number[]): string {
  const rows = DAYS.map((day) => days.includes(day))
  if (rows.every((isIn) => isIn)) return t('Every day')
  const parts: string[] = []
  for (let at = 0; at < rows.length; at += 1) {
    if (!rows[at]) continue
    let end = at
    while (rows[end + 1]) end += 1
    const [first = '', last = ''] = [DAYS[at] ?? 0, DAYS[end] ?? 0].map(dayName)
    // Two consecutive days are listed, not a range.
    if (end - at >= 2) parts.push(t('{first} to {last}', { first, last }))
    else parts.push(...DAYS.slice(at, end + 1).map(dayName))
    at = end
  }
  return formatList(parts, 'unit')
}

/** `Monday to Friday 09:00–17:00`, `Sunday all day` */
export function hoursText({ days, from, to }: Pick<Entry, 'days' | 'from' | 'to'>): string {
  const named = daysText(days)
  if (from === to) return t('{days} all day', { days: named })
  return t('{days} {from}–{to}', { days: named, from: clockOf(from), to: clockOf(to) })
}

/** `Monday to Friday 09:00–17:00: at most 25.0 MB/s`. */
export function entryText(entry: Entry): string {
  return t('{hours}: {speed}', { hours: hoursText(entry), speed: speedText(entry.bytesPerSecond) })
}

function clockOf(time: string): string {
  return clockName(Number(time.slice(0, 2)), Number(time.slice(3)))
}
