/** @file Texts that are made in one process and shown in another, maybe years later and in another language. */
import { z } from 'zod'
import { formatBytes, formatDuration, formatSpeed } from './format.ts'
import { FORMS, formatNumber, inEnglish, type Params, tn, translated } from './i18n.ts'

/** A figure, written as the language does. */
export interface Figure {
  readonly figure: 'bytes' | 'speed' | 'duration' | 'number'
  readonly value: number
}

/** A message and what fills it. */
export interface Phrase {
  readonly message: string
  readonly params: Readonly<Record<string, DisplayText | Figure>>
  /** The number that the text depends on; the message has its forms then, as `one | other`. */
  readonly count?: number
}

/** A text for people. As a string it is in the words of a server or system, or a name. */
export type DisplayText = string | Phrase

/** Of a stored figure. */
export const figureSchema = z.strictObject({ figure: z.enum(['bytes', 'speed', 'duration', 'number']), value: z.number() })

/** Of a stored phrase. */
export const phraseSchema: z.ZodType<Phrase> = z.strictObject({
  message: z.string(),
  params: z.record(
    z.string(),
    z.lazy(() => z.union([z.string(), phraseSchema, figureSchema])),
  ),
  count: z.exactOptional(z.number()),
})

/** Of a stored text, which is a string in earlier versions. */
export const displayTextSchema: z.ZodType<DisplayText> = z.union([z.string(), phraseSchema])

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

/** The same for a message that is a value, of `msg` or of a descriptor; what is in no catalogue is shown as it is. */
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
export function textOf(said: DisplayText | Figure): string {
  if (typeof said === 'string') return said
  if ('figure' in said) return FORMATS[said.figure](said.value)
  const params: Params = Object.fromEntries(Object.entries(said.params).map(([name, value]) => [name, textOf(value)]))
  if (said.count === undefined) return translated(said.message, params)
  const [one = '', other = one] = said.message.split(FORMS)
  return tn(said.count, one, other, params)
}

/** The text in English, for logs and scripts. */
export function englishOf(said: DisplayText | Figure): string {
  return inEnglish(() => textOf(said))
}

/** The same with every text that is not a message changed, such as cleaned of secrets. */
export function mapDisplayText<S extends DisplayText | Figure>(said: S, change: (text: string) => string): S
export function mapDisplayText(said: DisplayText | Figure, change: (text: string) => string): DisplayText | Figure {
  if (typeof said === 'string') return change(said)
  if ('figure' in said) return said
  const changed = Object.entries(said.params).map(([name, value]) => [name, mapDisplayText(value, change)])
  return { ...said, params: Object.fromEntries(changed) }
}
