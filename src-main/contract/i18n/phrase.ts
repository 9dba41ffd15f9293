/** @file Texts that are made in one process and shown in another, maybe years later and in another language. */
import { formatBytes, formatDuration, formatSpeed } from '../text/format.ts'
import { FORMS, formatNumber, inEnglish, type Params, tn, translated } from './i18n.ts'

/** A figure, written as the language does. */
export interface Figure {
  readonly figure: 'bytes' | 'speed' | 'duration' | 'number'
  readonly value: number
}

/** A message and its parameters. */
export interface Phrase {
  readonly message: string
  readonly params: Readonly<Record<string, DisplayText | Figure>>
  /** The number that the text depends on; the message has its forms then, as `one | other`. */
  readonly count?: number
}

/** A text for people. A string is shown as it is: a name, or a message of a server or system. */
export type DisplayText = string | Phrase

/** A text to be shown elsewhere: `phrase('Files up to {size}.', { size: bytes(50_000) })`. */
export function phrase(message: string, params: Readonly<Record<string, DisplayText | Figure | number>> = {}): Phrase {
  const texts = Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value])
  return { message, params: Object.fromEntries(texts) as Phrase['params'] }
}

/** A text that depends on a number, which it shows as `{n}`: `countPhrase(files, '{n} file', '{n} files')`. */
export function countPhrase(
  count: number,
  one: string,
  other: string,
  params: Readonly<Record<string, DisplayText | Figure | number>> = {},
): Phrase {
  return { ...phrase(`${one}${FORMS}${other}`, params), count }
}

/** As `phrase`, for a message that is no literal: one of `msg` or of a descriptor. What is in no catalogue is shown as it is. */
export function phraseFrom(message: string, params: Readonly<Record<string, DisplayText | Figure | number>> = {}): Phrase {
  return phrase(message, params)
}

/** A size in bytes. */
export const bytes = (value: number): Figure => ({ figure: 'bytes', value })
/** Bytes per second. */
export const speed = (value: number): Figure => ({ figure: 'speed', value })
/** A length of time in seconds. */
export const duration = (value: number): Figure => ({ figure: 'duration', value })

/** Any other number, with the digits grouped as the language does. */
export const quantity = (value: number): Figure => ({ figure: 'number', value })

const FORMATS: Readonly<Record<Figure['figure'], (value: number) => string>> = {
  bytes: formatBytes,
  speed: formatSpeed,
  duration: formatDuration,
  number: (value) => formatNumber(value),
}

/** The text in the current language. */
export function textOf(text: DisplayText | Figure): string {
  if (typeof text === 'string') return text
  if ('figure' in text) return FORMATS[text.figure](text.value)
  const params: Params = Object.fromEntries(Object.entries(text.params).map(([name, value]) => [name, textOf(value)]))
  if (text.count === undefined) return translated(text.message, params)
  const [one = '', other = one] = text.message.split(FORMS)
  return tn(text.count, one, other, params)
}

/** The text in English, for logs and scripts. */
export function englishOf(text: DisplayText | Figure): string {
  return inEnglish(() => textOf(text))
}

/** Changes every text that is not a message, for example to remove secrets. */
export function mapDisplayText<S extends DisplayText | Figure>(text: S, change: (text: string) => string): S
export function mapDisplayText(text: DisplayText | Figure, change: (text: string) => string): DisplayText | Figure {
  if (typeof text === 'string') return change(text)
  if ('figure' in text) return text
  const changed = Object.entries(text.params).map(([name, value]) => [name, mapDisplayText(value, change)])
  return { ...text, params: Object.fromEntries(changed) }
}
