/** @file The texts of one language, and the translator that is made of them. */
import { FORMS, fill, type Params, type Translator } from './words.ts'

/** English message → text. A message with forms has one for each plural category of the language, in the order of `CATEGORIES`. */
export type Texts = Readonly<Record<string, string>>

/** Those of CLDR, in the order in which the forms of a text stand. */
const CATEGORIES: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other']

/** The plural categories that a text of this language has a form for: `one, other` in German, `other` in Japanese. */
export function pluralCategories(language: string): readonly Intl.LDMLPluralRule[] {
  const { pluralCategories: known } = new Intl.PluralRules(language).resolvedOptions()
  return CATEGORIES.filter((category) => known.includes(category))
}

/** The tag by which a language writes numbers: with Latin digits, as timecodes and file names have them. */
export function localeOf(language: string): string {
  return new Intl.Locale(language, { numberingSystem: 'latn' }).toString()
}

/** A translator for the texts of a language; what they lack is shown in English. */
export function createTranslator(language: string, texts: Texts): Translator {
  const rules = new Intl.PluralRules(language)
  const categories = pluralCategories(language)
  return {
    language,
    locale: localeOf(language),
    translate(message: string, params: Params, count?: number) {
      const text = Object.hasOwn(texts, message) ? texts[message] : undefined
      if (text === undefined) return null
      if (count === undefined) return fill(text, params)
      const forms = text.split(FORMS)
      return fill(forms[categories.indexOf(rules.select(count))] ?? forms.at(-1) ?? '', params)
    },
  }
}
