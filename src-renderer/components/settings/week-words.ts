/** @file The weekly schedule in words. Pure. */
import { formatSpeed } from '@contract/format.ts'
import { DAYS, type Entry, type Speed } from './week-grid.ts'

const DAY_NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const SHORT_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** 0 is Sunday. */
export function dayName(day: number): string {
  return DAY_NAMES[day] ?? ''
}

export function shortDayName(day: number): string {
  return SHORT_NAMES[day] ?? ''
}

export function speedWords(speed: Speed): string {
  if (speed === 'usual') return 'the speed limit above'
  if (speed === null) return 'full speed'
  return speed === 0 ? 'nothing is sent' : `at most ${formatSpeed(speed)}`
}

/** `Monday to Friday`, `Saturday, Sunday`, `Every day`. */
export function daysWords(days: readonly number[]): string {
  const rows = DAYS.map((day) => days.includes(day))
  if (rows.every((isIn) => isIn)) return 'Every day'
  const parts: string[] = []
  for (let at = 0; at < rows.length; at += 1) {
    if (!rows[at]) continue
    let end = at
    while (rows[end + 1]) end += 1
    const [first, last] = [DAYS[at] ?? 0, DAYS[end] ?? 0].map(dayName)
    // Two days in a row read better as two.
    if (end - at >= 2) parts.push(`${first} to ${last}`)
    else parts.push(...DAYS.slice(at, end + 1).map(dayName))
    at = end
  }
  return parts.join(', ')
}

/** `Monday to Friday 09:00–17:00: at most 25.0 MB/s`. */
export function entryWords({ days, from, to, bytesPerSecond }: Entry): string {
  const hours = from === to ? 'all day' : `${from}–${to}`
  return `${daysWords(days)} ${hours}: ${speedWords(bytesPerSecond)}`
}
