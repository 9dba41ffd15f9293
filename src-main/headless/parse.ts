/** @file Values of command line options. Every error names the option. */
import { FailureError, failure } from '../contract/errors/errors.ts'
import { isDay } from '../contract/text/day.ts'
import { parseBytes } from '../contract/text/format.ts'

/**
 * `['a=1', 'b=2']` → `{ a: '1', b: '2' }`. The values of a repeated key are joined as lines.
 *
 * @param kind a `secret` is never repeated in an error: it may have been entered instead of its source
 */
export function parsePairs(option: string, pairs: readonly string[], kind: 'open' | 'secret' = 'open'): Record<string, string> {
  const values = new Map<string, string>()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 1) throw usage(kind === 'open' ? `${option} takes key=value, not “${pair}”.` : `${option} takes field=source.`)
    const key = pair.slice(0, equals)
    const value = pair.slice(equals + 1)
    // Assigning `__proto__` would set the prototype silently.
    if (key === '__proto__') throw usage(`${option}: “__proto__” cannot be used as a name.`)
    const before = values.get(key)
    values.set(key, before === undefined ? value : `${before}\n${value}`)
  }
  return Object.fromEntries(values)
}

/** Collects the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

/** The days of `--from` and `--to`. */
export function checkDays(days: { readonly from?: string | undefined; readonly to?: string | undefined }): void {
  for (const option of ['from', 'to'] as const) {
    const day = days[option]
    if (day !== undefined && !isDay(day)) throw usage(`--${option} takes a day such as 2026-11-20, not “${day}”.`)
  }
}

/** A size such as `52428800` or `50MiB`; 0 is allowed. */
export function parseBytesOption(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const bytes = parseBytes(text)
  if (bytes === null) throw usage(`${option} takes a size in bytes, or with a unit such as 50MiB; not “${text}”.`)
  return bytes
}

export function usage(reason: string): FailureError {
  return new FailureError(failure('input.invalid', { reason }))
}
