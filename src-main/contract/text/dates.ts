/**
 * @file Times as dates. Files and servers may report any number as a time, such as a camera with an unset clock. A time
 * outside of the calendar is left out, never shown as another date.
 */

/** The date of a time in epoch milliseconds; `null` for no number, and outside of the years 1 to 9999. */
export function dateOf(at: number): Date | null {
  const date = new Date(at)
  const year = date.getFullYear()
  return year >= 1 && year <= 9999 ? date : null
}

/** `2026-11-20T17:00:00.000Z`, or `null` where there is no such date. */
export function isoTime(at: number): string | null {
  const text = dateOf(at)?.toISOString() ?? null
  // At the ends of the range the year depends on the time zone; a year without four digits is out of range.
  return text?.length === 24 ? text : null
}
