/**
 * @file The language of the page. Texts of other languages than English are loaded when they are needed. Everything shown follows a change
 * of the setting, without a reload of the page.
 */
import { formOf, isolated, localeOf, type Texts, textsFrom } from '@contract/i18n/catalogue.ts'
import { type Params, type Translator, useTranslator } from '@contract/i18n/i18n.ts'
import { directionOf, LANGUAGES, type Language, type LanguageChoice, languageFor, textsFile } from '@contract/i18n/languages.ts'
import { computed, readonly, shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'
import { localTexts, type TextStorage } from './browser-storage.ts'

/** The last language of the page, to begin with before the host has answered. */
const KEY = 'reelay.language'

interface LanguageDeps {
  readonly load: (language: Language) => Promise<Texts>
  /** Language tags of the browser, the preferred one first. */
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
    // The keys are English texts, in which a dot separates no path.
    messageResolver: (texts, key) => (texts as Texts)[key] ?? null,
    pluralRules: Object.fromEntries(LANGUAGES.map((language) => [language, formOf(language)])),
    messages: { en: {} } as Record<string, Texts>,
  })
  const { locale, getLocaleMessage, setLocaleMessage } = i18n.global
  const loaded = new Set<Language>(['en'])
  const tag = computed(() => (locale.value === 'en' ? 'en-GB' : localeOf(locale.value)))
  const direction = computed(() => directionOf(locale.value))
  /** The language that is shown, or being loaded. */
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
    return LANGUAGES.find((language) => language === storage.getItem(KEY)) ?? 'system'
  }

  /**
   * Without the texts, the page stays as it is.
   *
   * @param hostPreferred the languages of the host's system, where the host reports them: its menus and notices follow them, too
   */
  async function show(choice: LanguageChoice, hostPreferred: readonly string[] | null = null): Promise<void> {
    const language = languageFor(choice, hostPreferred ?? preferred())
    wanted.value = language
    try {
      if (!loaded.has(language)) setLocaleMessage(language, await load(language))
      loaded.add(language)
    } catch {
      return
    }
    // Another language may have been chosen meanwhile.
    if (wanted.value !== language) return
    locale.value = language
    root.lang = language
    root.dir = directionOf(language)
    storage.setItem(KEY, language)
  }

  return { translator, direction: readonly(direction), show, showRemembered: (): Promise<void> => show(remembered()) }
}

/** Loads the texts of a language, which are served beside the page. @throws Error when there are none */
async function loadTexts(language: Language): Promise<Texts> {
  const { ok, body } = await fetch(`./${textsFile(language)}`)
  if (!ok || body === null) throw new Error(`no texts of ${language}`)
  return textsFrom(await new Response(body.pipeThrough(new DecompressionStream('gzip'))).json())
}

/** Creates the language of this page, and uses it for all texts from now on. */
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
