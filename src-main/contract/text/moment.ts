/** @file Dates and times as people and programs write them. */

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/**
 * Reads `2027-01-31`, `2027-01-31T18:00` (seconds and a zone such as `Z` or `+02:00` may follow), in epoch milliseconds.
 * Without a zone it is local time; a date without a time is the beginning of that day.
 * `null` for anything else, such as 30 February.
 */
export function parseMoment(text: string): number | null {
  const match = FORM.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = ''] = match
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${withColon(zone)}`)
  return Number.isNaN(at) || !isInCalendar(Number(year), Number(month), Number(day)) ? null : at
}

/** `Date.parse` takes 30 February for a day in March. */
function isInCalendar(year: number, month: number, day: number): boolean {
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function withColon(zone: string): string {
  return zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase()
}
