/** @file The languages of the interface, and which of them somebody reads. */

export const LANGUAGES = ['en', 'de', 'es', 'fr', 'pt', 'ja', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]

/** As the setting has it: one of them, or that of the system or browser. */
export const LANGUAGE_CHOICES = ['system', ...LANGUAGES] as const
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number]

/** Each in itself: whoever looks for a language can read that. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  pt: 'Português',
  ja: '日本語',
  ar: 'العربية',
}

/**
 * @param preferred tags of the system, such as `pt-BR`, the first first
 * @returns the first one that there is; English when there is none of them
 */
export function languageFor(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'system') return choice
  const known = preferred.map((tag) => LANGUAGES.find((one) => one === tag.split(/[-_]/, 1)[0]?.toLowerCase()))
  return known.find((one) => one !== undefined) ?? 'en'
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** Where the texts of a language are, from the folder of the interface: JSON, compressed, as `Texts` of `catalogue.ts`. */
export function textsFile(language: Language): string {
  return `languages/${language}.json.gz`
}
