/** @file The languages of the interface, and the choice among them. */

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
  for (const tag of preferred) {
    const language = LANGUAGES.find((known) => known === tag.split(/[-_]/, 1)[0]?.toLowerCase())
    if (language !== undefined) return language
  }
  return 'en'
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

/** Where the texts of a language are, from the folder of the interface: JSON, compressed, as `Texts` of `catalogue.ts`. */
export function textsFile(language: Language): string {
  return `languages/${language}.json.gz`
}
