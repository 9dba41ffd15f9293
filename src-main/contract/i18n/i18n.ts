/**
 * @file Texts for people, in the language of the process or page. The English text is in the code and names the message;
 * catalogues of other languages are keyed by it. A host sends messages with their parameters; the process that shows them translates them.
 * The command line, logs, receipts and exports stay English.
 */

/** Replaces `{name}` in a text. */
export type Params = Readonly<Record<string, string | number>>

export interface Translator {
  /** The language of texts, such as `de`. */
  readonly language: string
  /** The tag by which numbers, dates and lists are formatted, such as `de` or `ar-u-nu-latn`. */
  readonly locale: string
  /** A text in that language; `null` where it has none for this message, which is shown in English then. */
  translate(message: string, params: Params, count?: number): string | null
}

/** English, with numbers and dates as in Great Britain: a clock of 24 hours, days before months. */
export const ENGLISH: Translator = { language: 'en', locale: 'en-GB', translate: () => null }

/** Between the forms of a message that depends on a number: `one | other` in English. */
export const FORMS = ' | '

let current: Translator = ENGLISH

/** From now on, texts are in another language. */
export function useTranslator(translator: Translator): void {
  current = translator
}

/** What `work` returns is in English, for documents and logs that others read. It must not wait for anything. */
export function inEnglish<T>(work: () => T): T {
  const before = current
  current = ENGLISH
  try {
    return work()
  } finally {
    current = before
  }
}

/** A text in the current language: `t('Nothing was sent to {account} yet', { account: 'Studio' })`. */
export function t(message: string, params: Params = {}): string {
  return current.translate(message, params) ?? fill(message, params)
}

/** A text that depends on a number, which it shows as `{n}`: `tn(files, '{n} file', '{n} files')`. */
export function tn(count: number, one: string, other: string, params: Params = {}): string {
  const all = { n: formatNumber(count), ...params }
  return current.translate(`${one}${FORMS}${other}`, all, count) ?? fill(count === 1 ? one : other, all)
}

/** Where one English text has several meanings, the meaning is part of the message and never shown: `tc('verb', 'Open')`. */
export function tc(meaning: string, message: string, params: Params = {}): string {
  return current.translate(`${message} (${meaning})`, params) ?? fill(message, params)
}

/** Names a message that is stored or sent, and translated by `translated` where it is shown. */
export function msg<const M extends string>(message: M): M {
  return message
}

/** A text that came as a value: a message of `msg`, of a table or a descriptor; anything else is shown as it is. */
export function translated(message: string, params: Params = {}): string {
  return t(message, params)
}

/** A table whose texts are made when they are read: the language may change while a program runs. */
export function lazyTexts<T extends Readonly<Record<string, () => unknown>>>(
  texts: T,
): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const table = {}
  for (const [name, get] of Object.entries(texts)) Object.defineProperty(table, name, { get, enumerable: true })
  return table as { readonly [K in keyof T]: ReturnType<T[K]> }
}

/** `1234` → `1,234`, `1.234`, `1 234`. */
export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  return formatOf(numberFormats, options, () => new Intl.NumberFormat(current.locale, options)).format(value)
}

/** A time by the local calendar and clock. @param at epoch milliseconds, within the calendar */
export function formatDate(at: number | Date, options: Intl.DateTimeFormatOptions): string {
  return dateFormat(options).format(asUtc(at))
}

/** From one time to another, as `1 – 26 November`: what both have is written once. */
export function formatDates(from: number | Date, to: number | Date, options: Intl.DateTimeFormatOptions): string {
  // In some languages the dash has thin spaces beside it, which file names and searches are better without.
  return dateFormat(options).formatRange(asUtc(from), asUtc(to)).replaceAll('\u2009', ' ')
}

/** A format keeps the time zone that it was made in, and a computer may travel: it gets local figures as if they were UTC. */
function asUtc(at: number | Date): Date {
  const local = new Date(at)
  const date = new Date(0)
  date.setUTCFullYear(local.getFullYear(), local.getMonth(), local.getDate())
  date.setUTCHours(local.getHours(), local.getMinutes(), local.getSeconds())
  return date
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return formatOf(dateFormats, options, () => new Intl.DateTimeFormat(current.locale, { ...options, timeZone: 'UTC' }))
}

/** `A, B and C`; `A, B or C`; `A, B, C` as a unit; `A; B; C` as clauses, which have commas themselves. */
export function formatList(
  items: readonly string[],
  type: 'conjunction' | 'disjunction' | 'unit' | 'clauses' = 'conjunction',
): string {
  // `Intl` has an “and” in units of some languages, and nothing but spaces in others.
  if (type === 'unit') return joinAll(items, (list, part) => t('{list}, {part}', { list, part }))
  if (type === 'clauses') return joinAll(items, (list, part) => t('{list}; {part}', { list, part }))
  return formatOf(listFormats, { type }, () => new Intl.ListFormat(current.locale, { type })).format(items)
}

/** Joins all items by the pattern for two. Each part is filled in once, so that a name keeps its order among Arabic words. */
function joinAll([first = '', second, ...others]: readonly string[], join: (list: string, part: string) => string): string {
  if (second === undefined) return first
  return others.reduce((list, part) => list + join('', part), join(first, second))
}

const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()
const listFormats = new Map<string, Intl.ListFormat>()

/** Making a format takes a hundred times longer than using it. */
function formatOf<F>(known: Map<string, F>, options: object, make: () => F): F {
  const key = `${current.locale} ${JSON.stringify(options)}`
  const found = known.get(key)
  if (found) return found
  const made = make()
  known.set(key, made)
  return made
}

/** Fills `{name}`; a name that is not given stays. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    String((Object.hasOwn(params, name) ? params[name] : undefined) ?? whole),
  )
}
