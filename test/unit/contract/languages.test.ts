import { describe, expect, it } from 'vitest'
import { createTranslator } from '../../../src-main/contract/i18n/catalogue.ts'
import { directionOf, LANGUAGE_NAMES, LANGUAGES, languageFor, textsFile } from '../../../src-main/contract/i18n/languages.ts'
import { cpuMs } from '../../support/growth.ts'

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
    expect(translate(message, { account: '/Volumes/A003' })).toBe('أُرسل إلى \u2066/Volumes/A003\u2069')
    expect(translate(message, { account: 'الأرشيف' })).toBe('أُرسل إلى الأرشيف')
    expect(translate(message, { account: 'NAS: غير متصل' })).toBe('أُرسل إلى NAS: غير متصل')
    expect(translate(message, { account: 'NAS 2' })).toBe('أُرسل إلى \u2068NAS 2\u2069')
    expect(createTranslator('de', { [message]: 'An {account}' }).translate(message, { account: 'NAS' })).toBe('An NAS')
  })

  it.each([
    '/Volumes/أرشيف/A001.mov',
    '/Volumes/أرشيف الصور/يوم 1/A001.mov',
    'D:\\أرشيف\\A001.mov',
    '\\\\nas\\أرشيف الصور\\',
    '~/أرشيف',
    '../أرشيف/A001.mov',
    'أرشيف/A001.mov',
    'يوم 1/A001.mov',
    'https://nas.example/أرشيف/A001.mov',
  ])('runs from left to right where it is a path, with Arabic folders too: %s', (account) => {
    expect(translate(message, { account })).toBe(`أُرسل إلى \u2066${account}\u2069`)
  })

  it.each([
    '60 ميغابايت/ث',
    '60\u00a0ميغابايت/ث',
    'ملف / مجلد',
    'تعذّر فتح \u2066/Volumes/A003\u2069',
    'تعذّر فتح \u2068A003/B.mov\u2069.',
    'يجب أن يبدأ بـ https://\u200e لأن المفاتيح تُرسل إليه.',
    'الوكيل مثل http://proxy.example:3128',
    'خادم مثل https://nas.example.com',
    'A001.mov: غير متصل',
  ])('stays as it is where it is text of the language: %s', (account) => {
    expect(translate(message, { account })).toBe(`أُرسل إلى ${account}`)
  })

  it('is looked at once, however long it is', () => {
    const accounts = ['أ/'.repeat(50_000), '/ '.repeat(50_000), `${'أ ب/'.repeat(50_000)}.`, 'a'.repeat(100_000)]
    expect(cpuMs(() => accounts.map((account) => translate(message, { account })))).toBeLessThan(1_000)
  })
})
