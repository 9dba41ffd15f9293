/** @file Checks what is entered in the fields of accounts and options, and gives every value one spelling. */
import type { AccountField, Field, OptionField } from '../../../contract/account.ts'
import { isoTime } from '../../../contract/dates.ts'
import { FailureError, failure } from '../../../contract/errors.ts'
import { formatBytes, parseBytes } from '../../../contract/format.ts'
import { parseMoment } from '../../../contract/moment.ts'
import { checkAddress } from './addresses.ts'

type Values = Readonly<Record<string, string>>
export type InvalidCode = 'account.invalid' | 'input.invalid'

/** The field for a test server or a regional server instead of the provider’s own API. */
export function apiBaseField(address: string): AccountField {
  return {
    name: 'apiBase',
    label: 'API address',
    kind: 'url',
    secret: false,
    required: false,
    advanced: true,
    default: address,
    help: 'Only for a regional host or a test server.',
    placeholder: address,
  }
}

/** The value of a setting, or the default of its field. */
export function settingOf(fields: readonly AccountField[], settings: Values, name: string): string {
  return settings[name] ?? fields.find((field) => field.name === name)?.default ?? ''
}

/**
 * Known settings in one spelling; empty ones are left out. Required secrets must be entered now or stored.
 *
 * @throws FailureError `account.invalid`, naming the field
 */
export function checkAccountFields(
  fields: readonly AccountField[],
  settings: Values,
  secrets: Values,
  stored: readonly string[],
): Record<string, string> {
  const open = fields.filter((field) => !field.secret)
  const hidden = fields.filter((field) => field.secret)
  refuseUnknown(Object.keys(settings), open, 'setting', 'account.invalid')
  refuseUnknown(Object.keys(secrets), hidden, 'secret', 'account.invalid')
  for (const field of hidden) {
    const value = secrets[field.name] ?? (stored.includes(field.name) ? 'stored' : '')
    if (field.required && value.trim() === '') throw invalid('account.invalid', `${field.label} is missing.`, field.name)
  }
  return checkValues(open, settings, 'account.invalid')
}

/** Known options in one spelling; empty ones are left out. @throws FailureError `input.invalid`, naming the option */
export function checkOptionFields(fields: readonly OptionField[], options: Values): Record<string, string> {
  refuseUnknown(Object.keys(options), fields, 'option', 'input.invalid')
  return checkValues(fields, options, 'input.invalid')
}

function checkValues(
  fields: readonly (Field & { readonly required?: boolean })[],
  values: Values,
  code: InvalidCode,
): Record<string, string> {
  const checked: Record<string, string> = {}
  for (const field of fields) {
    const text = (values[field.name] ?? '').trim()
    if (text !== '') checked[field.name] = checkValue(field, text, code)
    else if (field.required && field.default === undefined) throw invalid(code, `${field.label} is missing.`, field.name)
  }
  return checked
}

function checkValue(field: Field, text: string, code: InvalidCode): string {
  const refuse = (reason: string): FailureError => invalid(code, `${field.label}: ${reason}`, field.name)
  if (field.maxLength !== undefined && [...text].length > field.maxLength) throw refuse(`at most ${field.maxLength} characters.`)
  switch (field.kind) {
    case 'boolean':
      return booleanOf(text) ?? throwing(refuse(`“${text}” is not true or false.`))
    case 'number': {
      const number = Number(text)
      if (!Number.isFinite(number)) throw refuse(`“${text}” is not a number.`)
      if (field.min !== undefined && number < field.min) throw refuse(`at least ${field.min}.`)
      if (field.max !== undefined && number > field.max) throw refuse(`at most ${field.max}.`)
      return String(number)
    }
    case 'choice': {
      const found = field.choices?.find(({ value }) => value.toLowerCase() === text.toLowerCase())
      const known = field.choices?.map(({ value }) => value).join(', ')
      return found?.value ?? throwing(refuse(`“${text}” is not one of: ${known}.`))
    }
    case 'date': {
      const at = parseMoment(text)
      const time = at === null ? null : isoTime(at)
      return time ?? throwing(refuse(`“${text}” is not a date such as 2027-01-31 or 2027-01-31T18:00:00Z.`))
    }
    case 'bytes': {
      const bytes = parseBytes(text)
      if (bytes === null || bytes < (field.min ?? 0)) {
        throw refuse(
          `“${text}” is not a size such as 52428800 or 50 MiB${field.min ? `, at least ${formatBytes(field.min)}` : ''}.`,
        )
      }
      return String(bytes)
    }
    case 'list':
      return text
        .split(/[,\n]/)
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .join(',')
    case 'url':
      try {
        return checkAddress(field.label, text)
      } catch (caught) {
        if (caught instanceof FailureError) throw invalid(code, caught.failure.params['reason'] ?? '', field.name)
        throw caught
      }
    default:
      return text
  }
}

function booleanOf(text: string): 'true' | 'false' | null {
  if (/^(true|yes|on|1)$/i.test(text)) return 'true'
  return /^(false|no|off|0)$/i.test(text) ? 'false' : null
}

function refuseUnknown(names: readonly string[], known: readonly Field[], kind: string, code: InvalidCode): void {
  const unknown = names.find((name) => !known.some((field) => field.name === name))
  if (unknown === undefined) return
  const list = known.map((field) => field.name).join(', ')
  throw invalid(code, `There is no ${kind} “${unknown}”. ${list === '' ? 'There are none.' : `Known: ${list}.`}`)
}

function throwing(error: FailureError): never {
  throw error
}

/** The failure of a field or an option that cannot be used. @param field its name, for a form that shows it there */
export function invalid(code: InvalidCode, reason: string, field?: string): FailureError {
  return new FailureError(failure(code, field === undefined ? { reason } : { reason, field }))
}
