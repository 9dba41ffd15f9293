/** @file What is known of an account besides how it is: limits, what uploads start with, how it is connected. Pure. */
import { type AccountView, type Field, type ProviderInfo, shownEndpoint } from '@contract/account.ts'
import { dateOf } from '@contract/dates.ts'
import { formatBytes, formatSpeed } from '@contract/format.ts'
import type { Settings } from '@contract/settings.ts'

export type Fact = readonly [name: string, value: string]

/** More kinds of files are counted, not listed. */
const MOST_KINDS = 4

export function limitFacts(
  account: AccountView,
  provider: ProviderInfo | null,
  settings: Readonly<{ accountLimits: Settings['accountLimits']; concurrency: number }>,
): readonly Fact[] {
  const speed = settings.accountLimits[account.id]
  const announced = account.lastTest?.largestFileBytes ?? provider?.largestFileBytes ?? null
  return [
    ['Speed', speed === undefined ? 'None of its own' : `${formatSpeed(speed)} at most`],
    ['At the same time', `${settings.concurrency.toLocaleString('en')}, all accounts together`],
    ...(announced === null ? [] : [['Largest file', formatBytes(announced)] as const]),
    ...(provider ? [['Takes', kindsText(provider.accepts)] as const] : []),
  ]
}

function kindsText(accepts: readonly string[] | null): string {
  if (accepts === null) return 'Any file'
  const named = accepts.slice(0, MOST_KINDS).map((ending) => ending.toUpperCase())
  const more = accepts.length - named.length
  return more > 0 ? `${named.join(', ')} and ${more.toLocaleString('en')} others` : named.join(', ')
}

export function defaultFacts({ defaults }: AccountView, provider: ProviderInfo | null): readonly Fact[] {
  const known = provider?.options ?? []
  const options = Object.entries(defaults.options).map(([name, value]): Fact => {
    const field = known.find((option) => option.name === name)
    return [field?.label ?? name, field ? shownValue(field, value) : value]
  })
  return [['Title', defaults.titleTemplate ?? 'Name of the file'], ...options]
}

/** Open settings; of a key only where it is. */
export function connectionFacts(account: AccountView, provider: ProviderInfo | null): readonly Fact[] {
  const open = (provider?.fields ?? []).filter(({ name, secret }) => !secret && account.settings[name])
  const settings = open.map((field): Fact => {
    const value = field.name === 'endpoint' ? shownEndpoint(account) : shownValue(field, account.settings[field.name] ?? '')
    return [field.label, value]
  })
  const keys = (provider?.fields ?? []).filter(({ name, secret }) => secret && account.storedSecrets.includes(name))
  return [
    ...settings,
    ...keys.map(({ label }): Fact => [label, 'Stored encrypted on this computer']),
    ...(account.adHoc ? [['Used with', '--endpoint on the command line'] as const] : []),
  ]
}

function shownValue(field: Field, value: string): string {
  if (field.kind === 'boolean') return value === 'true' ? 'Yes' : 'No'
  if (field.kind === 'bytes') return formatBytes(Number(value))
  if (field.kind === 'date')
    return dateOf(Date.parse(value))?.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }) ?? value
  return field.choices?.find((choice) => choice.value === value)?.label ?? value
}
