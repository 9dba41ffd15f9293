import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTranslator, pluralCategories, type Texts } from '../../../src-main/contract/i18n/catalogue.ts'
import { FORMS } from '../../../src-main/contract/i18n/i18n.ts'
import { LANGUAGES } from '../../../src-main/contract/i18n/languages.ts'
import { createPageLanguage } from '../../../src-renderer/state/language.ts'
import { allMessages, root } from './messages.ts'

const FOLDER = join(root, 'resources', 'languages')
const all = allMessages()

/** Names, units, signs and examples of code are the same in other languages: a text in English that has two words of two letters is none. */
const TWO_WORDS = /\p{L}{2,}(?:[ ,.;:’'“”()-]+)\p{L}{2,}/u

/** Texts that read the same in this language. */
const SAME: Readonly<Record<string, RegExp>> = {
  de: /^(?:Proxy-Server|Provider|tus server)/,
  // An example of what is typed, from left to right.
  ar: /^project=match-day$/,
}

const places = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted()

function textsOf(language: string): Texts {
  return JSON.parse(readFileSync(join(FOLDER, `${language}.json`), 'utf8')) as Texts
}

it('there is a catalogue for each language but English', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(
    LANGUAGES.filter((one) => one !== 'en')
      .map((one) => `${one}.json`)
      .toSorted(),
  )
})

describe.each(LANGUAGES.filter((one) => one !== 'en'))('the catalogue of %s', (language) => {
  const texts = textsOf(language)

  it('has a text for every message, and no other', () => {
    expect(all.filter((message) => !Object.hasOwn(texts, message))).toEqual([])
    const known = new Set(all)
    expect(Object.keys(texts).filter((message) => !known.has(message))).toEqual([])
  })

  /** Whether a form stands for one number and no other, or for one where English says it in a word too. */
  function mayBeWord(category: Intl.LDMLPluralRule, one: string): boolean {
    const rules = new Intl.PluralRules(language)
    const numbers = Array.from({ length: 200 }, (_, number) => number).filter((number) => rules.select(number) === category)
    return numbers.length === 1 || (numbers.includes(1) && !places(one).includes('n'))
  }

  it('has a form for each plural category, and the places of the message in every text', () => {
    const forms = pluralCategories(language).length
    for (const [message, text] of Object.entries(texts)) {
      const [one = '', other] = message.split(FORMS)
      if (other === undefined) expect(places(text), message).toEqual(places(message))
      else {
        expect(text.split(FORMS), message).toHaveLength(forms)
        // A number may be said in a word where the form stands for it alone.
        for (const [index, form] of text.split(FORMS).entries()) {
          const needed = mayBeWord(pluralCategories(language)[index] ?? 'other', one)
            ? places(other).filter((name) => name !== 'n')
            : places(other)
          const known = new Set(places(other))
          expect(
            [needed.filter((name) => !places(form).includes(name)), places(form).filter((name) => !known.has(name))],
            message,
          ).toEqual([[], []])
        }
      }
    }
  })

  it('has no empty text, no space at an end that the message has not, and nothing that a message may not hold', () => {
    const strange = Object.entries(texts).filter(([message, text]) => {
      const forms = text.split(FORMS)
      const hasEnds = message.trim() === message
      return (
        (!message.includes(FORMS) && forms.length > 1) ||
        forms.some(
          (form) => form.trim() === '' || (hasEnds && form.trim() !== form) || /[@|{}]/.test(form.replace(/\{\w+\}/g, '')),
        )
      )
    })
    expect(strange).toEqual([])
  })

  it('is in its language: no sentence is the English one', () => {
    const same = Object.entries(texts).filter(
      ([message, text]) =>
        TWO_WORDS.test(message.replace(/\{\w+\}|\S+=\S+/g, '')) && text === message && !SAME[language]?.test(message),
    )
    expect(same).toEqual([])
  })

  it('is filled by vue-i18n on a page as it is in a menu', async () => {
    const root = { lang: '', dir: '' }
    const storage = { getItem: () => null, setItem: () => {} }
    const page = createPageLanguage({ load: () => Promise.resolve(texts), preferred: () => [], storage, root })
    await page.show(language)
    const menu = createTranslator(language, texts)
    for (const message of Object.keys(texts)) {
      const params = Object.fromEntries(places(message.split(FORMS).at(-1) ?? '').map((name) => [name, `<${name}>`]))
      for (const count of message.includes(FORMS) ? [0, 1, 2, 3, 11, 100, 1_000_000] : [undefined])
        expect(page.translator.translate(message, params, count)).toBe(menu.translate(message, params, count))
    }
  })
})
