/** @file The values of form fields: which ones changed, and the text of dates and free options. Pure. */
import type { Field } from '@contract/account.ts'
import { dateOf, isoTime } from '@contract/text/dates.ts'

export type Values = Readonly<Record<string, string>>

/** The value that applies: the entered one, or the default. */
function effective(field: Pick<Field, 'name' | 'default'>, values: Values): string {
  return values[field.name] || (field.default ?? '')
}

/** The values that differ from those at the start. An emptied field is included as an empty text, which resets it. */
export function changedValues(fields: readonly Field[], values: Values, start: Values): Record<string, string> {
  const changed: Record<string, string> = {}
  const byName = new Map(fields.map((field) => [field.name, field]))
  for (const name of new Set([...Object.keys(start), ...Object.keys(values)])) {
    const field = byName.get(name) ?? { name }
    if (effective(field, values) !== effective(field, start)) changed[name] = values[name] ?? ''
  }
  return changed
}

/** The values that are not blank. */
export function filledValues(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
}

/** `2027-01-31T17:00:00.000Z` → `2027-01-31T18:00` in local time, the format of `datetime-local`; empty for no date. */
export function toLocalTime(iso: string): string {
  const date = dateOf(Date.parse(iso))
  if (date === null) return ''
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The inverse of `toLocalTime`. */
export function fromLocalTime(local: string): string {
  return isoTime(Date.parse(local)) ?? ''
}

/** Values without a field, as `key=value` lines. */
export function toLines(values: Values, fields: readonly Field[]): string {
  return Object.entries(values)
    .filter(([name]) => !fields.some((field) => field.name === name))
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
}

/** Reads `key=value` lines. A line without `=` has an empty value, as while it is being typed. */
export function fromLines(lines: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const line of lines.split(/\r?\n/)) {
    const equals = line.indexOf('=')
    const name = (equals < 0 ? line : line.slice(0, equals)).trim()
    if (name !== '') values[name] = equals < 0 ? '' : line.slice(equals + 1).trim()
  }
  return values
}
