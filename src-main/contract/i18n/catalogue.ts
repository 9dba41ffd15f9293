/** @file The texts of one language, and the translator that is made of them. */
import { FORMS, fill, type Params, type Translator } from './i18n.ts'
import { directionOf } from './languages.ts'

/** English message → text. A message with forms has one for each plural category of the language, in the order of `CATEGORIES`. */
export type Texts = Readonly<Record<string, string>>

/** The plural categories of CLDR, in the order of the forms of a text. */
const CATEGORIES: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other']

/** @throws Error when a file of texts holds anything else */
export function textsFrom(read: unknown): Texts {
  const isTexts = typeof read === 'object' && read !== null && !Array.isArray(read)
  if (!isTexts || Object.values(read).some((text) => typeof text !== 'string')) throw new Error('these are no texts')
  return read as Texts
}

/** The plural categories that a text of this language has a form for: `one, other` in German, `other` in Japanese. */
export function pluralCategories(language: string): readonly Intl.LDMLPluralRule[] {
  const { pluralCategories: known } = new Intl.PluralRules(language).resolvedOptions()
  return CATEGORIES.filter((category) => known.includes(category))
}

/** The tag by which a language writes numbers: with Latin digits, as timecodes and file names have them. */
export function localeOf(language: string): string {
  return new Intl.Locale(language, { numberingSystem: 'latn' }).toString()
}

/** Which form of a text with forms is for a number, from the first. */
export function formOf(language: string): (count: number) => number {
  const rules = new Intl.PluralRules(language)
  const categories = pluralCategories(language)
  return (count) => categories.indexOf(rules.select(count))
}

/** A name or a path; a sentence of the language, which may begin with a name, is none. */
const LEFT_TO_RIGHT = /^(?=.*(?:\p{Script=Latin}|[\\/]))\P{Script=Arabic}+$/su

const ROOT = String.raw`(?:[a-z][a-z0-9+.-]*:|\.{0,2}|~)[\\/]`
const STEPS = String.raw`(?:(?!\s[\\/]|[\\/]\s)[^\n\u2066-\u2069])*`

/**
 * A path, whatever letters its folders have: from a root or drive on, or with no space (`Day 1/A001.mov` with spaces ends as a file does).
 * Text has a slash, too, such as a speed in `ميغابايت/ث`, and a sentence may hold a path that stands by itself already.
 */
const PATH = new RegExp(
  String.raw`^(?:${ROOT}${STEPS}|(?=\S*[\\/])[^\s\u2066-\u2069]+|(?=.*[\\/])(?!.*://)${STEPS}\.[a-z0-9]{1,5})$`,
  'iu',
)

function isolate(value: string | number): string | number {
  const text = String(value)
  // With an explicit direction: a path may begin with a right-to-left letter.
  if (PATH.test(text)) return `\u2066${text}\u2069`
  return LEFT_TO_RIGHT.test(text) ? `\u2068${text}\u2069` : value
}

/** In a right-to-left text each parameter is in Unicode isolates, so that a path or a name keeps its own order. */
export function isolated(language: string, params: Params): Params {
  if (directionOf(language) === 'ltr') return params
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, isolate(value)]))
}

/** A translator for the texts of a language; what they lack is shown in English. */
export function createTranslator(language: string, texts: Texts): Translator {
  const form = formOf(language)
  return {
    language,
    locale: localeOf(language),
    translate(message: string, params: Params, count?: number) {
      const text = Object.hasOwn(texts, message) ? texts[message] : undefined
      if (text === undefined) return null
      const filling = isolated(language, params)
      if (count === undefined) return fill(text, filling)
      const forms = text.split(FORMS)
      return fill(forms[form(count)] ?? forms.at(-1) ?? '', filling)
    },
  }
}
