/**
 * @file Times as dates. Files and hosts may tell any number as a time: drives forget, cameras begin at a year that never was.
 * What no calendar of people holds is left out, never shown as something else.
 */

/** The date of a time in epoch milliseconds; `null` for what is no number, and beyond the years 1 to 9999. */
export function dateOf(at: number): Date | null {
  const date = new Date(at)
  const year = date.getFullYear()
  return year >= 1 && year <= 9999 ? date : null
}

/** `2026-11-20T17:00:00.000Z`, or `null` where there is no such date. */
export function isoTime(at: number): string | null {
  const text = dateOf(at)?.toISOString() ?? null
  // At the ends of the calendar the year depends on the time zone; a year of another length is none of ours.
  return text?.length === 24 ? text : null
}
