/** @file Titles by template. */
import type { MediaFacts } from '../media.ts'
import { formatClock } from '../proof/proof.ts'
import { dateOf } from './dates.ts'

export const TITLE_PLACEHOLDERS = ['{name}', '{date}', '{folder}', '{index}', '{duration}', '{reel}', '{timecode}'] as const
const PLACEHOLDER = /\{(name|date|folder|index|duration|reel|timecode)\}/g
/** Placeholders that are filled with media facts. */
const FACT_PLACEHOLDER = /\{(?:date|duration|reel|timecode)\}/

/** No known provider takes more; those that take less check it themselves. Applies to templates and to titles. */
export const MAX_TITLE_LENGTH = 1_000

interface TitleFacts {
  /** File name without its ending. */
  readonly name: string
  /** Name of the folder that holds the file. */
  readonly folder: string
  /** When the file was last changed, epoch milliseconds. */
  readonly changedAt: number
  /** Index among the files that were added together, from 1. */
  readonly index: number
  /** Media facts of the file; `null` until it was read. */
  readonly media: Pick<MediaFacts, 'durationSeconds' | 'reel' | 'timecode' | 'recordedAt'> | null
}

/** The facts that the preview of a title uses. */
export type TitleExample = Omit<TitleFacts, 'media'>

/** Whether a title depends on media facts. */
export function needsFacts(template: string): boolean {
  return FACT_PLACEHOLDER.test(template)
}

/** The name of a file without its ending; a name that is nothing but an ending stays. */
export function withoutEnding(fileName: string): string {
  return fileName.replace(/(?<=.)\.[^.]*$/, '')
}

/**
 * `'{folder} – {name} ({date})'` → `'Match day – C0001 (2026-11-20)'`. The date is that of the recording, or of the last change where
 * the file states none. An unknown fact leaves no separators behind: `'{reel} – {name}'` → `'C0001'`. Text in other braces
 * stays as it is; what is too long is cut. `null` where nothing is left: the name of the file is the title then.
 */
export function fillTitle(template: string, { name, folder, changedAt, index, media }: TitleFacts): string | null {
  const values: Readonly<Record<string, string>> = {
    name,
    folder,
    date: recordedDate(media?.recordedAt ?? null) ?? localDate(changedAt),
    index: String(index),
    duration: media?.durationSeconds ? formatClock(media.durationSeconds) : '',
    reel: media?.reel ?? '',
    timecode: media?.timecode ?? '',
  }
  const pieces: string[] = []
  let from = 0
  let text = ''
  const whole = cut(template)
  for (const { 0: placeholder, 1: of = '', index: at } of whole.matchAll(PLACEHOLDER)) {
    const value = values[of] ?? ''
    text += whole.slice(from, at) + value
    from = at + placeholder.length
    if (value !== '' || !FACT_PLACEHOLDER.test(placeholder)) continue
    pieces.push(text)
    text = ''
  }
  const title = cut([...pieces, text + whole.slice(from)].reduce(joined))
  return title.trim() === '' ? null : title
}

const OPENING = '([{<"“‘'
const CLOSING = ')]}>"”’'
const SEPARATORS = /[\s\-–—_·|,;:/.+&~]/

/** Two parts of a title between which something is missing: with the brackets that were around it gone, and one separator between them. */
function joined(before: string, after: string): string {
  let [left, right] = [before, after]
  const bracket = OPENING.indexOf(left.at(-1) ?? '\0')
  if (bracket >= 0 && right[0] === CLOSING[bracket]) [left, right] = [left.slice(0, -1), right.slice(1)]
  let end = left.length
  while (end > 0 && SEPARATORS.test(left[end - 1] ?? '')) end -= 1
  let start = 0
  while (start < right.length && SEPARATORS.test(right[start] ?? '')) start += 1
  if (end === 0) return right.slice(start)
  if (start === right.length) return left.slice(0, end)
  const isAtBracket = OPENING.includes(left[end - 1] ?? '') || CLOSING.includes(right[start] ?? '')
  const separator = isAtBracket ? '' : left.slice(end) || right.slice(0, start)
  return left.slice(0, end) + separator + right.slice(start)
}

/** Never splits a surrogate pair. */
function cut(text: string): string {
  return text.length <= MAX_TITLE_LENGTH ? text : [...text.slice(0, 2 * MAX_TITLE_LENGTH)].slice(0, MAX_TITLE_LENGTH).join('')
}

/** The day by the calendar where it was recorded, as far as the file states it; otherwise by that of this computer. */
function recordedDate(recordedAt: string | null): string | null {
  if (recordedAt === null) return null
  return recordedAt.endsWith('Z') ? localDate(Date.parse(recordedAt)) : recordedAt.slice(0, 10)
}

/** The day on this computer's calendar, as `2026-11-20`; empty where it holds no such day. */
function localDate(at: number): string {
  const date = dateOf(at)
  if (date === null) return ''
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
