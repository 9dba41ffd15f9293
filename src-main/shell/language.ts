/** @file The language of menus, notices and boxes of the app. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createTranslator, type Texts } from '../contract/catalogue.ts'
import { type Language, type LanguageChoice, languageFor, textsFile } from '../contract/languages.ts'
import { ENGLISH, useTranslator } from '../contract/words.ts'
import type { Log } from '../engine/ports.ts'

export interface LanguageDeps {
  /** Tags of the system, the first first. */
  readonly preferred: () => readonly string[]
  /** The folder of the interface. */
  readonly folder: string
  readonly log: Pick<Log, 'warn'>
}

/** Returns a function that takes a language and answers whether it is another one than before. */
export function createLanguageOfApp({ preferred, folder, log }: LanguageDeps): (choice: LanguageChoice) => boolean {
  let shown: Language = 'en'
  return (choice) => {
    const language = languageFor(choice, preferred())
    if (language === shown) return false
    shown = language
    useTranslator(language === 'en' ? ENGLISH : createTranslator(language, read(language)))
    return true
  }

  /** A build without these texts is in English. */
  function read(language: Language): Texts {
    try {
      return JSON.parse(gunzipSync(readFileSync(join(folder, textsFile(language)))).toString()) as Texts
    } catch (caught) {
      log.warn(
        `the texts of the language ${language} could not be read: ${caught instanceof Error ? caught.message : String(caught)}`,
      )
      return {}
    }
  }
}
