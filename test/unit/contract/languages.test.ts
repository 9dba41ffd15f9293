import { describe, expect, it } from 'vitest'
import { createTranslator } from '../../../src-main/contract/catalogue.ts'
import { directionOf, LANGUAGE_NAMES, LANGUAGES, languageFor, textsFile } from '../../../src-main/contract/languages.ts'

describe('the language of the interface', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['pt-BR'], 'pt'],
    [['zh-Hant-TW', 'ja_JP', 'de'], 'ja'],
    [['EN-gb', 'de'], 'en'],
    [['gsw', 'deu'], 'en'],
    [[], 'en'],
  ])('is the first that a system which prefers %j has', (preferred, language) => {
    expect(languageFor('system', preferred)).toBe(language)
  })

  it('is what somebody chose, whatever the system prefers', () => {
    expect(languageFor('ar', ['de'])).toBe('ar')
  })

  it('has a name in itself, a direction and a file of texts', () => {
    expect(LANGUAGES.map((one) => LANGUAGE_NAMES[one])).toHaveLength(7)
    expect(LANGUAGES.filter((one) => directionOf(one) === 'rtl')).toEqual(['ar'])
    expect(textsFile('fr')).toBe('languages/fr.json.gz')
  })
})

describe('what fills a text from right to left', () => {
  const message = 'Sent to {account}'
  const { translate } = createTranslator('ar', { [message]: 'أُرسل إلى {account}' })

  it('keeps its own order where it is from left to right', () => {
    expect(translate(message, { account: '/Volumes/A003' })).toBe('أُرسل إلى \u2068/Volumes/A003\u2069')
    expect(translate(message, { account: 'الأرشيف' })).toBe('أُرسل إلى الأرشيف')
    expect(translate(message, { account: 'NAS: غير متصل' })).toBe('أُرسل إلى NAS: غير متصل')
    expect(createTranslator('de', { [message]: 'An {account}' }).translate(message, { account: 'NAS' })).toBe('An NAS')
  })
})
