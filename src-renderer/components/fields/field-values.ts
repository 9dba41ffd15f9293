/** @file What is entered in fields: what counts as changed, and how dates and free options are written in a form. */
import type { Field } from '@contract/account.ts'
import { dateOf, isoTime } from '@contract/dates.ts'

export type Values = Readonly<Record<string, string>>

/** What holds for a field: what was entered, or its default. */
function effective(field: Pick<Field, 'name' | 'default'>, values: Values): string {
  return values[field.name] || (field.default ?? '')
}

/** Only what differs from where the form began; a field that was emptied is sent empty, which takes its value back. */
export function changedValues(fields: readonly Field[], values: Values, start: Values): Record<string, string> {
  const changed: Record<string, string> = {}
  const known = new Map(fields.map((field) => [field.name, field]))
  for (const name of new Set([...Object.keys(start), ...Object.keys(values)])) {
    const field = known.get(name) ?? { name }
    if (effective(field, values) !== effective(field, start)) changed[name] = values[name] ?? ''
  }
  return changed
}

/** What is not empty. */
export function filledValues(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
}

/** `2027-01-31T17:00:00.000Z` → `2027-01-31T18:00` on this computer’s clock, as a date field wants it; empty for no date. */
export function toLocalTime(iso: string): string {
  const date = dateOf(Date.parse(iso))
  if (date === null) return ''
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The inverse. */
export function fromLocalTime(local: string): string {
  return isoTime(Date.parse(local)) ?? ''
}

/** Options that no field is for, one `key=value` a line. */
export function toLines(values: Values, fields: readonly Field[]): string {
  return Object.entries(values)
    .filter(([name]) => !fields.some((field) => field.name === name))
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
}

/** Reads `key=value` lines. A line without a value stands for an empty one while it is being typed. */
export function fromLines(lines: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const line of lines.split(/\r?\n/)) {
    const equals = line.indexOf('=')
    const name = (equals < 0 ? line : line.slice(0, equals)).trim()
    if (name !== '') values[name] = equals < 0 ? '' : line.slice(equals + 1).trim()
  }
  return values
}
