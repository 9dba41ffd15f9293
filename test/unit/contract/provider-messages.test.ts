import { afterEach, describe, expect, it } from 'vitest'
import { createTranslator } from '../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import { providerMessages, shownProvider } from '../../../src-main/contract/messages/provider-messages.ts'
import { createProviders } from '../../../src-main/providers.ts'

const unused = () => {
  throw new Error('a descriptor asks nobody')
}
const providers = createProviders({
  http: { call: unused } as never,
  transfer: { send: unused } as never,
  now: () => 0,
})

afterEach(() => useTranslator(ENGLISH))

describe('the form of a provider', () => {
  it.each(providers.map((provider) => [provider.label, provider] as const))(
    'of %s is as its descriptor in English',
    (_, provider) => {
      expect(shownProvider(provider)).toEqual({ ...provider })
    },
  )

  it.each(providers.map((provider) => [provider.label, provider] as const))(
    'of %s has every text in another language, and names as they are',
    (_, provider) => {
      const messages = providerMessages(provider)
      useTranslator(createTranslator('de', Object.fromEntries(messages.map((text) => [text, `«${text}»`]))))
      const shown = shownProvider(provider)
      expect(providerMessages(shown)).toEqual(messages.map((text) => `«${text}»`))
      expect([shown.id, shown.label, shown.presets]).toEqual([provider.id, provider.label, provider.presets])
      for (const [index, field] of shown.fields.entries()) expect(field.name).toBe(provider.fields[index]?.name)
    },
  )

  it('keeps the places of templates that a help names', () => {
    const tus = providers.find(({ id }) => id === 'tus')
    const help = tus && shownProvider(tus).fields.find(({ name }) => name === 'metadata')?.help
    expect(help).toContain('{filename}, {safename}')
  })
})
