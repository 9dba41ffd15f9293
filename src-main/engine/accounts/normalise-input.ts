/** @file Normalises what was entered for an account: invisible characters are removed, unsendable ones are refused. */
import type { AccountField } from '../../contract/account.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase, phraseFrom } from '../../contract/i18n/phrase.ts'
import { invalidKeyCharacter, normalizeKey, stripInvisible } from '../../contract/text/pasted-text.ts'
import type { Provider } from '../providers/provider.ts'

type Values = Readonly<Record<string, string>>

/** White space and characters without width that were copied along. */
const AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu
const LINE = /\r?\n|[\u0085\u2028\u2029]/

/** Names and addresses lose characters without width; texts of several lines keep them, because some scripts need them. */
function normalisedSettings(fields: readonly AccountField[], settings: Values): Values {
  const isText = (name: string): boolean => fields.some((field) => field.name === name && isMultiline(field))
  return mapped(settings, (value, name) => (isText(name) ? value : stripInvisible(value)))
}

/** An empty value stays one: it deletes what is stored. @throws FailureError `account.invalid`, naming field and position */
function normalisedSecrets(fields: readonly AccountField[], secrets: Values): Values {
  return mapped(secrets, (value, name) => {
    const field = fields.find(({ name: fieldName }) => fieldName === name)
    if (value === '' || !field) return value
    const secret = secretFrom(field, value)
    if (secret === '')
      throw invalid(field, phrase('{label}: it holds nothing that can be seen.', { label: phraseFrom(field.label) }))
    return secret
  })
}

function secretFrom(field: AccountField, value: string): string {
  if (field.chosen) return value.replace(AROUND, '')
  if (isMultiline(field)) {
    const lines = value.split(LINE).map(stripInvisible)
    return lines.filter((line) => line !== '').join('\n')
  }
  const key = normalizeKey(value)
  const strange = invalidKeyCharacter(key)
  if (strange === null) return key
  throw invalid(
    field,
    phrase('{label}: it holds a character that cannot be sent: {strange}. Copy it again from where the host shows it.', {
      label: phraseFrom(field.label),
      strange,
    }),
  )
}

function isMultiline({ kind }: AccountField): boolean {
  return kind === 'lines' || kind === 'multiline'
}

function mapped(values: Values, change: (value: string, name: string) => string): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]))
}

function invalid({ name }: AccountField, reason: DisplayText): FailureError {
  return new FailureError(failure('account.invalid', { reason, field: name }))
}

/**
 * Normalises input, with every secret in a field of its own.
 *
 * @param before the stored settings of an account that is changed
 * @throws FailureError `account.invalid`, naming the field
 */
export function normaliseInput(
  provider: Provider,
  settings: Values,
  secrets: Values,
  before: Values | null,
): { readonly settings: Values; readonly secrets: Values } {
  const open = normalisedSettings(provider.fields, settings)
  const divided = provider.divide?.(open, secrets, before) ?? { settings: open, secrets }
  return { settings: divided.settings, secrets: normalisedSecrets(provider.fields, divided.secrets) }
}
