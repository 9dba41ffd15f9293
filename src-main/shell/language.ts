/** @file The language of menus, notices and boxes of the app. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createTranslator, type Texts, textsFrom } from '../contract/catalogue.ts'
import { ENGLISH, type Translator, useTranslator } from '../contract/i18n.ts'
import { type Language, type LanguageChoice, languageFor, textsFile } from '../contract/languages.ts'
import type { Log } from '../engine/ports.ts'
import { notifyAll } from './notify-all.ts'

export interface LanguageDeps {
  /** Tags of the system, the first first. */
  readonly preferred: () => readonly string[]
  /** The folder of the interface. */
  readonly folder: string
  /** The folder of the texts beside the sources of this build; `null` in an installed app. */
  readonly sources: string | null
  readonly log: Pick<Log, 'warn' | 'error'>
}

export interface AppLanguage {
  choose(choice: LanguageChoice): void
  /** Calls the listener at once, and whenever texts are in another language: what was made of them is made again. */
  onLanguage(listener: () => void): void
}

export function createAppLanguage({ preferred, folder, sources, log }: LanguageDeps): AppLanguage {
  let shown: Language = 'en'
  const listeners: (() => void)[] = []

  /** A build without these texts is in English: numbers and dates, too. */
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

  /** While the interface is served from its sources, nothing is built. */
  function read(language: Language): Texts {
    const built = join(folder, textsFile(language))
    const text =
      sources === null || existsSync(built) ? gunzipSync(readFileSync(built)) : readFileSync(join(sources, `${language}.json`))
    return textsFrom(JSON.parse(text.toString()))
  }

  return {
    choose(choice) {
      const language = languageFor(choice, preferred())
      if (language === shown) return
      shown = language
      useTranslator(translatorOf(language))
      notifyAll(listeners, undefined, log)
    },
    onLanguage(listener) {
      listeners.push(listener)
      notifyAll([listener], undefined, log)
    },
  }
}
