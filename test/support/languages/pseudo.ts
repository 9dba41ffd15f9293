/**
 * @file A language that nobody speaks: every message with other letters, and longer by 40 %. What is cut in it is cut in a real one, and what is
 * readable in it went through no message.
 */
import type { Texts } from '../../../src-main/contract/i18n/catalogue.ts'
import { FORMS } from '../../../src-main/contract/i18n/i18n.ts'

const LONGER = 1.4
const FROM = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const TO = 'áƀçđéƒǵħíĵķłɱñóƥɋŕšŧúṽŵẋýžÁƁÇĐÉƑǴĦÍĴĶŁṀÑÓƤɊŔŠŦÚṼŴẊÝŽ'
/** What makes a text longer: words that may be wrapped between. */
const MORE = ['ñéẋŧ', 'óƥ', 'ŵáĺé', 'šé', 'ɱóŕéñ', 'íñ']

/** `Queue` → `Ɋúéúé óƥ`. Places stay. It has one form for all numbers. */
export function pseudo(message: string): string {
  const text = message.split(FORMS).at(-1) ?? ''
  const parts = text.split(/(\{\w+\})/)
  const letters = parts.filter((_, index) => index % 2 === 0).join('')
  let missing = Math.ceil(letters.length * (LONGER - 1))
  const added: string[] = []
  for (let index = 0; missing > 0; index += 1) {
    const word = (MORE[index % MORE.length] ?? '').slice(0, Math.max(1, missing - 1))
    added.push(word)
    missing -= word.length + 1
  }
  const other = parts.map((part, index) => (index % 2 === 1 ? part : accented(part))).join('')
  return letters.trim() === '' ? other : `${other} ${added.join(' ')}`
}

function accented(text: string): string {
  return [...text].map((letter) => [...TO][FROM.indexOf(letter)] ?? letter).join('')
}

export function pseudoTexts(messages: readonly string[]): Texts {
  return Object.fromEntries(messages.map((message) => [message, pseudo(message)]))
}
