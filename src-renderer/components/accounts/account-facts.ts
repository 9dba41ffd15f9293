/** @file The facts of an account in its pane: limits, defaults of uploads, connection. Pure. */
import { type AccountView, type Field, type ProviderInfo, shownEndpoint } from '@contract/account.ts'
import { formatDate, formatList, formatNumber, t, tn } from '@contract/i18n/i18n.ts'
import type { Settings } from '@contract/settings.ts'
import { dateOf } from '@contract/text/dates.ts'
import { formatBytes, formatSpeed } from '@contract/text/format.ts'

export type Fact = readonly [name: string, value: string]

/** File kinds that are listed; more are counted. */
const MAX_KINDS = 4

export function limitFacts(
  account: AccountView,
  provider: ProviderInfo | null,
  settings: Readonly<{ accountLimits: Settings['accountLimits']; concurrency: number }>,
): readonly Fact[] {
  const speed = settings.accountLimits[account.id]
  const announced = account.lastTest?.largestFileBytes ?? provider?.largestFileBytes ?? null
  return [
    [t('Speed'), speed === undefined ? t('None of its own') : t('{speed} at most', { speed: formatSpeed(speed) })],
    [t('At the same time'), t('{uploads}, all accounts together', { uploads: formatNumber(settings.concurrency) })],
    ...(announced === null ? [] : [[t('Largest file'), formatBytes(announced)] as const]),
    ...(provider ? [[t('Takes'), kindsText(provider.accepts)] as const] : []),
  ]
}

function kindsText(accepts: readonly string[] | null): string {
  if (accepts === null) return t('Any file')
  const named = accepts.slice(0, MAX_KINDS).map((ending) => ending.toUpperCase())
  const kinds = formatList(named, 'unit')
  const more = accepts.length - named.length
  return more > 0 ? tn(more, '{kinds} and {n} other', '{kinds} and {n} others', { kinds }) : kinds
}

export function defaultFacts({ defaults }: AccountView, provider: ProviderInfo | null): readonly Fact[] {
  const known = provider?.options ?? []
  const options = Object.entries(defaults.options).map(([name, value]): Fact => {
    const field = known.find((option) => option.name === name)
    return [field?.label ?? name, field ? shownValue(field, value) : value]
  })
  return [[t('Title'), defaults.titleTemplate ?? t('Name of the file')], ...options]
}

/** Settings that are not secret, with their values; of a secret only that it is stored. */
export function connectionFacts(account: AccountView, provider: ProviderInfo | null): readonly Fact[] {
  const plain = (provider?.fields ?? []).filter(({ name, secret }) => !secret && account.settings[name])
  const settings = plain.map((field): Fact => {
    const value = field.name === 'endpoint' ? shownEndpoint(account) : shownValue(field, account.settings[field.name] ?? '')
    return [field.label, value]
  })
  const keys = (provider?.fields ?? []).filter(({ name, secret }) => secret && account.storedSecrets.includes(name))
  return [
    ...settings,
    ...keys.map(({ label }): Fact => [label, t('Stored encrypted on this computer')]),
    ...(account.adHoc ? [[t('Used with'), t('{option} on the command line', { option: '--endpoint' })] as const] : []),
  ]
}

function shownValue(field: Field, value: string): string {
  if (field.kind === 'boolean') return value === 'true' ? t('Yes') : t('No')
  if (field.kind === 'bytes') return formatBytes(Number(value))
  if (field.kind === 'date') {
    const at = dateOf(Date.parse(value))
    return at === null ? value : formatDate(at, { dateStyle: 'medium', timeStyle: 'short' })
  }
  return field.choices?.find((choice) => choice.value === value)?.label ?? value
}
