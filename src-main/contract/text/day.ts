/** @file Days of the local calendar as `2026-11-26`. Pure; they compare as text. */

const FORM = /^(\d{4})-(\d\d)-(\d\d)$/

/** The day of a time in epoch milliseconds. */
export function dayOf(at: number): string {
  const date = new Date(at)
  return format(date)
}

/** Minutes that the local calendar is ahead of UTC at a time. */
export function utcOffsetAt(at: number): number {
  const minutes = 0 - new Date(at).getTimezoneOffset()
  return Number.isNaN(minutes) ? 0 : minutes
}

/** The day of a time by a calendar that is so many minutes ahead of UTC. */
export function dayAt(at: number, utcOffset: number): string {
  return new Date(at + utcOffset * 60_000).toISOString().slice(0, 10)
}

/** A time of day such as `16:52`, by a calendar that is so many minutes ahead of UTC. */
export function timeAt(at: number, utcOffset: number): string {
  const date = new Date(at + utcOffset * 60_000)
  return [date.getUTCHours(), date.getUTCMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  const match = FORM.exec(text)
  return match !== null && format(dateAt(text)) === text
}

/** Noon of a day: no change of the clock leads to another one. */
export function dateAt(day: string): Date {
  const [, year, month, date] = FORM.exec(day) ?? []
  const at = new Date(2000, Number(month) - 1, Number(date), 12)
  at.setFullYear(Number(year), Number(month) - 1, Number(date))
  return at
}

/** So many days later, or earlier for a negative number. */
export function plusDays(day: string, days: number): string {
  const date = dateAt(day)
  date.setDate(date.getDate() + days)
  return format(date)
}

/** How many days one is after another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((dateAt(to).getTime() - dateAt(from).getTime()) / 86_400_000)
}

function format(date: Date): string {
  const year = String(date.getFullYear()).padStart(4, '0')
  return `${year}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
}
