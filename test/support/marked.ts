/** @file A language whose every text is its message in brackets: what stays without them was made in English. */
import { FORMS, fill, type Translator } from '../../src-main/contract/i18n/i18n.ts'

export const MARKED: Translator = {
  language: 'xx',
  locale: 'en-GB',
  translate(message, params, count) {
    const [one = '', other = one] = message.split(FORMS)
    return fill(`[${count === 1 ? one : other}]`, params)
  },
}
