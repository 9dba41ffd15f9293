import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { pluralCategories, type Texts } from '../../../src-main/contract/catalogue.ts'
import { LANGUAGES } from '../../../src-main/contract/languages.ts'
import { FORMS, fill } from '../../../src-main/contract/words.ts'
import { allMessages, root } from './messages.ts'

const FOLDER = join(root, 'resources', 'languages')
const all = allMessages()

/** Names, units and signs, which are the same in other languages: a text in English that has two words of two letters is none. */
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

  it('has a form for each plural category, and the places of the message in every text', () => {
    const forms = pluralCategories(language).length
    for (const [message, text] of Object.entries(texts)) {
      const [, other] = message.split(FORMS)
      if (other === undefined) expect(places(text), message).toEqual(places(message))
      else {
        expect(text.split(FORMS), message).toHaveLength(forms)
        // One and two may be said in a word; the number itself is never left out of a form for many numbers.
        const last = text.split(FORMS).at(-1) ?? ''
        expect(places(last), message).toEqual(places(other))
        const known = new Set(places(other))
        expect(
          places(text).filter((name) => !known.has(name)),
          message,
        ).toEqual([])
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
      ([message, text]) => TWO_WORDS.test(message.replace(/\{\w+\}/g, '')) && text === message && !SAME[language]?.test(message),
    )
    expect(same).toEqual([])
  })

  it('is filled by vue-i18n as it is here', () => {
    const { t } = createI18n({
      legacy: false,
      locale: language as string,
      messageResolver: (found, key) => (found as Texts)[key] ?? null,
      messages: { [language]: texts } as Record<string, Texts>,
    }).global
    for (const [message, text] of Object.entries(texts).filter(([one]) => !one.includes(FORMS))) {
      const params = Object.fromEntries(places(text).map((name) => [name, `<${name}>`]))
      expect(t(message, params)).toBe(fill(text, params))
    }
  })
})
