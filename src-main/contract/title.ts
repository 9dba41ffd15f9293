/** @file Titles by template. */
import { dateOf } from './dates.ts'

export const TITLE_PLACES = ['{name}', '{date}', '{folder}', '{index}'] as const

/** No known provider takes more; those that take less check it themselves. Applies to templates and to titles. */
export const LONGEST_TITLE = 1_000

export interface TitleFacts {
  /** File name without its ending. */
  readonly name: string
  /** Name of the folder that holds the file. */
  readonly folder: string
  /** When the file was last changed, epoch milliseconds. */
  readonly changedAt: number
  /** Index among the files that were added together, from 1. */
  readonly index: number
}

/** The name of a file without its ending; a name that is nothing but an ending stays. */
export function withoutEnding(fileName: string): string {
  return fileName.replace(/(?<=.)\.[^.]*$/, '')
}

/** `'{folder} – {name} ({date})'` → `'Match day – C0001 (2026-11-20)'`. Text in other braces stays as it is; what is too long is cut. */
export function fillTitle(template: string, { name, folder, changedAt, index }: TitleFacts): string {
  const values: Readonly<Record<string, string>> = { name, folder, date: localDate(changedAt), index: String(index) }
  return cut(cut(template).replace(/\{(name|date|folder|index)\}/g, (whole, name: string) => values[name] ?? whole))
}

/** Never splits a surrogate pair. */
function cut(text: string): string {
  return text.length <= LONGEST_TITLE ? text : [...text.slice(0, 2 * LONGEST_TITLE)].slice(0, LONGEST_TITLE).join('')
}

/** The day on this computer's calendar, as `2026-11-20`; empty where it holds no such day. */
function localDate(at: number): string {
  const date = dateOf(at)
  if (date === null) return ''
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
