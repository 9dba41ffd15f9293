/** @file The language of the menus, notices and dialogs of the app. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createTranslator, type Texts, textsFrom } from '../contract/i18n/catalogue.ts'
import { ENGLISH, type Translator, useTranslator } from '../contract/i18n/i18n.ts'
import { type Language, type LanguageChoice, languageFor, textsFile } from '../contract/i18n/languages.ts'
import type { Log } from '../engine/ports.ts'
import { notifyAll } from './notify-all.ts'

interface LanguageDeps {
  /** Language tags of the system, the preferred one first. */
  readonly preferred: () => readonly string[]
  /** The folder of the built interface. */
  readonly folder: string
  /** The folder of the texts beside the sources of this build; `null` in an installed app. */
  readonly sources: string | null
  readonly log: Pick<Log, 'warn' | 'error'>
}

export interface AppLanguage {
  choose(choice: LanguageChoice): void
  /** Calls the listener at once, and on every change of the language: what shows texts has to be created again. */
  followLanguage(listener: () => void): void
}

export function createAppLanguage({ preferred, folder, sources, log }: LanguageDeps): AppLanguage {
  let current: Language = 'en'
  const listeners: (() => void)[] = []

  /** Without the texts of a language, numbers and dates are English, too. */
  function translatorOf(language: Language): Translator {
    if (language === 'en') return ENGLISH
    try {
      return createTranslator(language, read(language))
    } catch (caught) {
      log.warn(
        `the texts of the language ${language} could not be read: ${caught instanceof Error ? caught.message : String(caught)}`,
      )
      return ENGLISH
    }
  }

  /** While the interface is served from its sources, there are no built texts. */
  function read(language: Language): Texts {
    const built = join(folder, textsFile(language))
    const text =
      sources === null || existsSync(built) ? gunzipSync(readFileSync(built)) : readFileSync(join(sources, `${language}.json`))
    return textsFrom(JSON.parse(text.toString()))
  }

  return {
    choose(choice) {
      const language = languageFor(choice, preferred())
      if (language === current) return
      current = language
      useTranslator(translatorOf(language))
      notifyAll(listeners, undefined, log)
    },
    followLanguage(listener) {
      listeners.push(listener)
      notifyAll([listener], undefined, log)
    },
  }
}
