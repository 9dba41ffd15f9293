/**
 * @file The language of the page. Texts of other languages than English are loaded when they are needed; what is shown changes with the
 * setting, without loading the page anew.
 */
import { formOf, isolated, localeOf, type Texts, textsFrom } from '@contract/catalogue.ts'
import { type Params, type Translator, useTranslator } from '@contract/i18n.ts'
import { directionOf, LANGUAGES, type Language, type LanguageChoice, languageFor, textsFile } from '@contract/languages.ts'
import { computed, readonly, shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'
import { localTexts, type TextStorage } from './browser-storage.ts'

/** What the page was shown in last, which is known before its host has answered. */
const KEY = 'reelay.language'

export interface LanguageDeps {
  readonly load: (language: Language) => Promise<Texts>
  /** Tags of the browser, the first first. */
  readonly preferred: () => readonly string[]
  readonly storage: TextStorage
  readonly root: Pick<HTMLElement, 'lang' | 'dir'>
}

export type PageLanguage = ReturnType<typeof createPageLanguage>

export function createPageLanguage({ load, preferred, storage, root }: LanguageDeps) {
  const i18n = createI18n({
    legacy: false,
    locale: 'en' as string,
    fallbackLocale: 'en',
    missingWarn: false,
    fallbackWarn: false,
    // Messages are English texts: a dot in one is no path.
    messageResolver: (texts, key) => (texts as Texts)[key] ?? null,
    pluralRules: Object.fromEntries(LANGUAGES.map((language) => [language, formOf(language)])),
    messages: { en: {} } as Record<string, Texts>,
  })
  const { locale, getLocaleMessage, setLocaleMessage } = i18n.global
  const loaded = new Set<Language>(['en'])
  const tag = computed(() => (locale.value === 'en' ? 'en-GB' : localeOf(locale.value)))
  const direction = computed(() => directionOf(locale.value))
  /** The one that is shown, or on its way. */
  const wanted = shallowRef<Language>('en')

  const translator: Translator = {
    get language() {
      return locale.value
    },
    get locale() {
      return tag.value
    },
    translate(message: string, params: Params, count?: number) {
      const language = locale.value
      if (!Object.hasOwn(getLocaleMessage(language), message)) return null
      const filling = isolated(language, params)
      return count === undefined ? i18n.global.t(message, filling) : i18n.global.t(message, filling, count)
    },
  }

  function remembered(): LanguageChoice {
    return LANGUAGES.find((one) => one === storage.getItem(KEY)) ?? 'system'
  }

  /**
   * Texts that cannot be loaded leave the page as it is.
   * @param ofHost what the system of its host prefers, where the host says so: its menus and notices follow that, too
   */
  async function show(choice: LanguageChoice, ofHost: readonly string[] | null = null): Promise<void> {
    const language = languageFor(choice, ofHost ?? preferred())
    wanted.value = language
    try {
      if (!loaded.has(language)) setLocaleMessage(language, await load(language))
      loaded.add(language)
    } catch {
      return
    }
    // Another one may have been chosen meanwhile.
    if (wanted.value !== language) return
    locale.value = language
    root.lang = language
    root.dir = directionOf(language)
    storage.setItem(KEY, language)
  }

  return { translator, direction: readonly(direction), show, showRemembered: (): Promise<void> => show(remembered()) }
}

/** The texts of a language, from beside the page. @throws Error when they are not there */
export async function loadTexts(language: Language): Promise<Texts> {
  const { ok, body } = await fetch(`./${textsFile(language)}`)
  if (!ok || body === null) throw new Error(`no texts of ${language}`)
  return textsFrom(await new Response(body.pipeThrough(new DecompressionStream('gzip'))).json())
}

/** The language of this page: from now on its texts come from here. */
export function openPageLanguage(): PageLanguage {
  const language = createPageLanguage({
    load: loadTexts,
    preferred: () => navigator.languages,
    storage: localTexts(),
    root: document.documentElement,
  })
  useTranslator(language.translator)
  return language
}
