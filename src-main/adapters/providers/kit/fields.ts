/** @file Validates and normalises what is entered in the fields of accounts and options. */
import type { AccountField, Field, OptionField } from '../../../contract/account.ts'
import { FailureError, failure, paramOf } from '../../../contract/errors/errors.ts'
import { msg } from '../../../contract/i18n/i18n.ts'
import { bytes, type DisplayText, phrase, phraseFrom } from '../../../contract/i18n/phrase.ts'
import { isoTime } from '../../../contract/text/dates.ts'
import { parseBytes } from '../../../contract/text/format.ts'
import { parseMoment } from '../../../contract/text/moment.ts'
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
 * The normalised settings, without empty ones. Required secrets must be entered now or stored.
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
    if (field.required && value.trim() === '')
      throw invalid('account.invalid', phrase('{label} is missing.', { label: phraseFrom(field.label) }), field.name)
  }
  return checkValues(open, settings, 'account.invalid')
}

/** The normalised options, without empty ones. @throws FailureError `input.invalid`, naming the option */
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
    else if (field.required && field.default === undefined)
      throw invalid(code, phrase('{label} is missing.', { label: phraseFrom(field.label) }), field.name)
  }
  return checked
}

function checkValue(field: Field, text: string, code: InvalidCode): string {
  const refuse = (reason: DisplayText): FailureError =>
    invalid(code, phrase('{label}: {reason}', { label: phraseFrom(field.label), reason }), field.name)
  if (field.maxLength !== undefined && [...text].length > field.maxLength)
    throw refuse(phrase('at most {maxLength} characters.', { maxLength: field.maxLength }))
  switch (field.kind) {
    case 'boolean':
      return booleanOf(text) ?? throwing(refuse(phrase('“{text}” is not true or false.', { text })))
    case 'number': {
      const number = Number(text)
      if (!Number.isFinite(number)) throw refuse(phrase('“{text}” is not a number.', { text }))
      if (field.min !== undefined && number < field.min) throw refuse(phrase('at least {min}.', { min: field.min }))
      if (field.max !== undefined && number > field.max) throw refuse(phrase('at most {max}.', { max: field.max }))
      return String(number)
    }
    case 'choice': {
      const found = field.choices?.find(({ value }) => value.toLowerCase() === text.toLowerCase())
      const known = field.choices?.map(({ value }) => value).join(', ') ?? ''
      return found?.value ?? throwing(refuse(phrase('“{text}” is not one of: {known}.', { text, known })))
    }
    case 'date': {
      const at = parseMoment(text)
      const time = at === null ? null : isoTime(at)
      return time ?? throwing(refuse(phrase('“{text}” is not a date such as 2027-01-31 or 2027-01-31T18:00:00Z.', { text })))
    }
    case 'bytes': {
      const size = parseBytes(text)
      if (size === null || size < (field.min ?? 0)) {
        throw refuse(
          field.min
            ? phrase('“{text}” is not a size such as 52428800 or 50 MiB, at least {least}.', { text, least: bytes(field.min) })
            : phrase('“{text}” is not a size such as 52428800 or 50 MiB.', { text }),
        )
      }
      return String(size)
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
        if (caught instanceof FailureError) throw invalid(code, paramOf(caught.failure, 'reason'), field.name)
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

/** Messages for names that do not exist. */
const UNKNOWN = {
  setting: {
    none: msg('There is no setting “{name}”. There are none.'),
    some: msg('There is no setting “{name}”. Known: {known}.'),
  },
  secret: {
    none: msg('There is no secret “{name}”. There are none.'),
    some: msg('There is no secret “{name}”. Known: {known}.'),
  },
  option: {
    none: msg('There is no option “{name}”. There are none.'),
    some: msg('There is no option “{name}”. Known: {known}.'),
  },
} as const

/** @throws FailureError for a name that no field has, with those that exist */
export function refuseUnknown(
  names: readonly string[],
  known: readonly Field[],
  kind: keyof typeof UNKNOWN,
  code: InvalidCode,
): void {
  const unknown = names.find((name) => !known.some((field) => field.name === name))
  if (unknown === undefined) return
  const list = known.map((field) => field.name).join(', ')
  const { none, some } = UNKNOWN[kind]
  throw invalid(code, phraseFrom(list === '' ? none : some, { name: unknown, known: list }))
}

function throwing(error: FailureError): never {
  throw error
}

/** An error for a field or an option that cannot be used. @param field its name, so that a form can show it there */
export function invalid(code: InvalidCode, reason: DisplayText, field?: string): FailureError {
  return new FailureError(failure(code, field === undefined ? { reason } : { reason, field }))
}
