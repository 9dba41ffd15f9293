/**
 * @file `npm run languages`: puts the texts of resources/languages in the order of the messages, drops those of messages that are gone,
 * and lists what each language has no text for. `-- de` writes that list of one language as JSON, to be filled.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pluralCategories, type Texts } from '../../src-main/contract/i18n/catalogue.ts'
import { LANGUAGES } from '../../src-main/contract/i18n/languages.ts'
import { allMessages } from '../../test/unit/words/messages.ts'
import { root } from '../build.ts'

const all = allMessages()
const fileOf = (language: string): string => join(root, 'resources', 'languages', `${language}.json`)
const read = (language: string): Texts => JSON.parse(readFileSync(fileOf(language), 'utf8')) as Texts
const missing = (texts: Texts): readonly string[] => all.filter((message) => !Object.hasOwn(texts, message))

const [asked] = process.argv.slice(2)
if (asked !== undefined) {
  console.log(JSON.stringify(Object.fromEntries(missing(read(asked)).map((message) => [message, ''])), null, 2))
} else {
  for (const language of LANGUAGES.filter((one) => one !== 'en')) {
    const texts = read(language)
    const kept = all.flatMap((message) => (Object.hasOwn(texts, message) ? [[message, texts[message]]] : []))
    writeFileSync(fileOf(language), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`)
    const without = missing(texts).length
    console.log(`${language}: ${kept.length} texts, ${without} missing; forms: ${pluralCategories(language).join(' | ')}`)
    if (without > 0) process.exitCode = 1
  }
}
