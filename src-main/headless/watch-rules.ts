/**
 * @file The rules of a watched folder from options of the command line. Pure but for the working directory. A missing option is
 * not in the result; an empty one resets its rule.
 */
import { resolve } from 'node:path'
import { parseLines } from '../contract/media.ts'
import type { Hours } from '../contract/settings.ts'
import { parseBytes, parseClock } from '../contract/text/format.ts'
import { EXISTING_FILES, SEND_ORDERS, type WatchRules, WHEN_CHANGED } from '../contract/watch.ts'
import { parsePairs, usage } from './parse.ts'

export interface WatchFlags {
  readonly account?: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly subfolders?: boolean
  readonly min?: string
  readonly max?: string
  readonly minDuration?: string
  readonly minResolution?: string
  readonly codecs?: string
  readonly extensions?: string
  readonly existing?: string
  readonly quiet?: string
  readonly changed?: string
  readonly after?: string
  readonly sidecars?: boolean
  readonly title?: string
  readonly option: readonly string[]
  readonly order?: string
  readonly priority?: string
  readonly hours: readonly string[]
  readonly scan?: string
}

/** @throws FailureError `input.invalid`, which names the option */
export function rulesFrom(flags: WatchFlags): Partial<WatchRules> {
  const { account, subfolders, sidecars } = flags
  const rules: { [K in keyof WatchRules]: WatchRules[K] | undefined } = {
    accountId: account,
    options: flags.option.length === 0 ? undefined : parsePairs('--option', nonEmpty(flags.option)),
    titleTemplate: flags.title === '' ? null : flags.title,
    include: flags.include.length === 0 ? undefined : nonEmpty(flags.include),
    exclude: flags.exclude.length === 0 ? undefined : nonEmpty(flags.exclude),
    subfolders,
    minBytes: flags.min === undefined ? undefined : bytesOf('--min', flags.min || '1', 0),
    maxBytes: flags.max === '' || flags.max === 'none' ? null : bytesOf('--max', flags.max, 1),
    minSeconds: numberBy('--min-duration', flags.minDuration, parseClock, 'a length such as 10 or 1:30'),
    minLines: numberBy('--min-resolution', flags.minResolution, parseLines, 'lines such as 1080, or HD or UHD'),
    codecs: flags.codecs === undefined ? undefined : nonEmpty(flags.codecs.split(',')).map((name) => name.trim()),
    extensions: extensionsOf(flags.extensions),
    existing: choiceOf('--existing', flags.existing, EXISTING_FILES),
    quietSeconds: wholeNumberOf('--quiet', flags.quiet, 86_400),
    whenChanged: choiceOf('--changed', flags.changed, WHEN_CHANGED),
    afterwards: afterwardsOf(flags.after),
    sidecars,
    hours: flags.hours.length === 0 ? undefined : nonEmpty(flags.hours).map(hoursOf),
    priority: priorityOf(flags.priority),
    order: choiceOf('--order', flags.order, SEND_ORDERS),
    scanMinutes: wholeNumberOf('--scan', flags.scan, 10_080),
  }
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}

function nonEmpty(values: readonly string[]): string[] {
  return values.filter((value) => value.trim() !== '')
}

function bytesOf(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const bytes = parseBytes(text)
  if (bytes === null || bytes < least) throw usage(`${option} takes a size in bytes, or with a unit such as 50MB; not “${text}”.`)
  return bytes
}

/** Empty for none. */
function numberBy(
  option: string,
  text: string | undefined,
  parse: (text: string) => number | null,
  form: string,
): number | undefined {
  if (text === undefined) return undefined
  const number = text === '' ? 0 : parse(text)
  if (number === null) throw usage(`${option} takes ${form}; not “${text}”.`)
  return number
}

/** `null` for automatic. */
function wholeNumberOf(option: string, text: string | undefined, most: number): number | null | undefined {
  if (text === undefined) return undefined
  if (text === '' || text === 'auto') return null
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw usage(`${option} takes a whole number from 1 to ${most}, or auto; not “${text}”.`)
  return number
}

function choiceOf<T extends string>(option: string, text: string | undefined, choices: readonly T[]): T | undefined {
  if (text === undefined) return undefined
  const choice = choices.find((one) => one === text)
  if (choice === undefined) throw usage(`${option} takes ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}; not “${text}”.`)
  return choice
}

/** An extension without its dot; the contract validates it. */
function extensionsOf(text: string | undefined): WatchRules['extensions'] | undefined {
  if (text === undefined) return undefined
  if (text === '' || text === 'provider') return 'provider'
  if (text === 'all') return []
  const endings = text.split(',').map((part) =>
    part
      .trim()
      .replace(/^\*?\./, '')
      .toLowerCase(),
  )
  const wrong = endings.find((ending) => !/^[a-z0-9_-]{1,20}$/.test(ending))
  if (wrong !== undefined) throw usage(`--extensions takes provider, all, or a list such as mp4,mov; not “${text}”.`)
  return endings
}

function afterwardsOf(text: string | undefined): WatchRules['afterwards'] | undefined {
  if (text === undefined) return undefined
  if (text === '' || text === 'keep') return { do: 'keep' }
  if (text === 'trash') return { do: 'trash' }
  const folder = text.startsWith('move:') ? text.slice('move:'.length) : ''
  if (folder === '') throw usage(`--after takes keep, trash or move:FOLDER; not “${text}”.`)
  return { do: 'move', folder: resolve(folder) }
}

const PRIORITIES = { low: -1, normal: 0, high: 1 } as const

function priorityOf(text: string | undefined): WatchRules['priority'] | undefined {
  const name = choiceOf('--priority', text, ['low', 'normal', 'high'] as const)
  return name === undefined ? undefined : PRIORITIES[name]
}

const DAYS: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** `Mon-Fri 18:00-06:00`, `Sat,Sun 00:00-24:00`, or times alone for every day. */
function hoursOf(text: string): Hours {
  const [, days = '', from = '', to = ''] = /^(?:(\S+)\s+)?(\d\d?:\d\d)\s*[-–]\s*(\d\d?:\d\d)$/.exec(text.trim()) ?? []
  if (from === '') throw wrongHours(text)
  return { days: days === '' ? [0, 1, 2, 3, 4, 5, 6] : daysOf(days, text), from: timeOf(from, text), to: timeOf(to, text) }
}

/** Midnight at the end of a day is the start of the next. */
function timeOf(clock: string, text: string): string {
  const time = clock === '24:00' ? '00:00' : clock.padStart(5, '0')
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw wrongHours(text)
  return time
}

function daysOf(words: string, text: string): number[] {
  const days = words.split(',').flatMap((part) => {
    const [first, last = first] = part.split(/[-–]/).map(dayOf)
    if (first === undefined || last === undefined || first < 0 || last < 0) throw wrongHours(text)
    // After Saturday follows Sunday.
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7)
  })
  return [...new Set(days)].toSorted((one, other) => one - other)
}

function dayOf(word: string): number {
  return DAYS.indexOf(word.trim().slice(0, 3).toLowerCase())
}

function wrongHours(text: string): Error {
  return usage(`--hours takes days and hours such as “Mon-Fri 18:00-06:00”; not “${text}”.`)
}
