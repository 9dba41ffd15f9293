/** @file The texts of providers' forms, which descriptors have in English, in the current language. Names of services stay. */
import type { Field, ProviderInfo } from '../account.ts'
import { translated } from '../i18n/i18n.ts'

/** Placeholders of title templates. Help texts name them, so they are shown literally. */
const PLACEHOLDERS = {
  filename: '{filename}',
  safename: '{safename}',
  title: '{title}',
  filetype: '{filetype}',
  id: '{id}',
} as const

/** Every text of a descriptor, which are the messages of catalogues. */
export function providerMessages({ summary, guide, fields, options }: ProviderInfo): readonly string[] {
  const ofFields = [...fields, ...options].flatMap(({ label, help, choices = [] }) => [
    label,
    help,
    ...choices.map((choice) => choice.label),
  ])
  return [summary, ...(guide ? [guide.words] : []), ...ofFields].filter((text) => text !== '')
}

/** The provider as it is shown. */
export function shownProvider(provider: ProviderInfo): ProviderInfo {
  const { guide } = provider
  return {
    ...provider,
    summary: translated(provider.summary),
    guide: guide && { ...guide, words: translated(guide.words) },
    fields: provider.fields.map(shownField),
    options: provider.options.map(shownField),
  }
}

function shownField<F extends Field>(field: F): F {
  const { label, help, choices } = field
  return {
    ...field,
    label: translated(label),
    help: translated(help, PLACEHOLDERS),
    ...(choices ? { choices: choices.map((choice) => ({ ...choice, label: translated(choice.label) })) } : {}),
  }
}
