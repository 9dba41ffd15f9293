/** @file Converts dates of recording to ISO 8601 from the forms in which files store them. Pure. `null` for implausible dates. */
import { isoTime } from '../../contract/text/dates.ts'

/** Earlier dates are not dates of recording: a camera whose clock was never set writes 1904, 1970 or 1980. */
const FIRST_YEAR = 1_990

/** Seconds since 1970, in UTC. */
export function isoFromUnix(seconds: number): string | null {
  const iso = isoTime(seconds * 1_000)
  return iso === null || Number(iso.slice(0, 4)) < FIRST_YEAR ? null : `${iso.slice(0, 19)}Z`
}

/** `2026-11-19T17:22:10+0100` → `2026-11-19T17:22:10+01:00`; without a time zone where there is none. */
export function isoFromText(text: string | null): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(text?.trim() ?? '')
  if (!match) return null
  const [, year = '', month = '', day = '', time = '', zone = ''] = match
  return validDate(`${year}-${month}-${day}T${time}`, zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2'))
}

/** Parts of a date without a time zone. */
export function isoFromParts(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): string | null {
  const two = (part: number): string => String(part).padStart(2, '0')
  return validDate(`${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`, '')
}

/** `null` for days that do not exist, such as February 30, and for implausible years. */
function validDate(local: string, zone: string): string | null {
  const iso = isoTime(Date.parse(`${local}Z`))
  return iso?.startsWith(local) && Number(local.slice(0, 4)) >= FIRST_YEAR ? `${local}${zone}` : null
}
