/** @file Sizes, speeds and times as people read them. Decimal units, as on drives and network plans. */
import { formatDate, formatNumber, t, tn } from '../i18n/i18n.ts'
import { dateOf } from './dates.ts'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** `1234567` → `1.23 MB`. Three digits, no unit smaller than needed. */
export function formatBytes(bytes: number): string {
  return inUnit(scale(bytes, scaleOf(bytes)))
}

/** `(300, 1234)` → `0.3 of 1.2 kB`: both in the unit of the whole, so that the pair can be compared at a glance. */
export function formatBytesOf(part: number, whole: number): string {
  const step = scaleOf(whole)
  const { value, digits } = scale(Math.min(part, whole), step, 1)
  return t('{part} of {whole}', { part: formatNumber(value, fraction(digits)), whole: inUnit(scale(whole, step, 1)) })
}

export function formatSpeed(bytesPerSecond: number): string {
  return inUnit(scale(bytesPerSecond, scaleOf(bytesPerSecond)), true)
}

/** `75` → `2 min`; rounded up, so that an estimate is rather too long than too short. */
export function formatDuration(seconds: number): string {
  if (seconds <= 59) return t('{n} s', { n: Math.max(1, Math.ceil(seconds)) })
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return t('{n} min', { n: minutes })
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours < 48) return rest === 0 ? t('{n} h', { n: hours }) : t('{hours} h {minutes} min', { hours, minutes: rest })
  const days = Math.ceil(hours / 24)
  return tn(days, '{n} day', '{n} days', { n: formatNumber(days, { useGrouping: false }) })
}

/**
 * `18:00` today, `Monday 08:00` within a week, otherwise with the date; in the local time zone. Empty for a time
 * outside of the calendar.
 */
export function formatMoment(time: number, now: number): string {
  const [day, clock] = dayAndClock(time, now)
  return day === '' ? clock : t('{day} {clock}', { day, clock })
}

/** In a sentence: `at 17:02`, `on Monday at 17:02`, `on 14 November 2023 at 17:02`; empty without a date. @param now epoch ms */
export function atMoment(time: number, now: number): string {
  const [day, clock] = dayAndClock(time, now)
  if (clock === '') return ''
  return day === '' ? t('at {clock}', { clock }) : t('on {day} at {clock}', { day, clock })
}

/** The day is empty today, and has its year when that is another one. */
function dayAndClock(time: number, now: number): readonly [day: string, clock: string] {
  const at = dateOf(time)
  if (at === null) return ['', '']
  const clock = formatDate(at, { hour: '2-digit', minute: '2-digit' })
  const today = new Date(now)
  if (at.toDateString() === today.toDateString()) return ['', clock]
  if (Math.abs(time - now) < 6 * 86_400_000) return [formatDate(at, { weekday: 'long' }), clock]
  const year = at.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return [formatDate(at, { day: 'numeric', month: 'long', ...year }), clock]
}

export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.min(100, (part / whole) * 100)
}

/**
 * Reads `52428800`, `50MiB`, `50 MB`, `1.5g`, `1,5 Go`: decimal units, or binary ones with an `i`. `null` when it is no size, and for a comma
 * that may stand between thousands.
 */
export function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+|,\d{1,2})?)\s*(?:([kmgt])(i?))?[bo]?$/i.exec(text.trim())
  if (!match) return null
  const power = match[2] ? ' kmgt'.indexOf(match[2].toLowerCase()) : 0
  const bytes = Number(match[1]?.replace(',', '.')) * (match[3] ? 1024 : 1000) ** power
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : null
}

/** Reads `90`, `90 s`, `1:30`, `1:01:30` or `2 min` as seconds; `null` when it is no length of time. */
export function parseClock(text: string): number | null {
  const plain = /^(\d+(?:[.,]\d+)?)\s*(s|min|h)?$/.exec(text.trim())
  if (plain) return Number(plain[1]?.replace(',', '.')) * (plain[2] === 'h' ? 3_600 : plain[2] === 'min' ? 60 : 1)
  const [, hours = '0', minutes = '', seconds = ''] = /^(?:(\d+):)?(\d{1,2}):(\d\d(?:\.\d+)?)$/.exec(text.trim()) ?? []
  return minutes === '' ? null : Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}

/** The same with or without `/s`. */
export function parseSpeed(text: string): number | null {
  return parseBytes(text.replace(/\/s\s*$/i, ''))
}

function scaleOf(bytes: number): number {
  const step = bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3)
  return Math.min(step, UNITS.length - 1)
}

/** A value that is rounded to these digits after the point, in the unit of that step. */
interface Scaled {
  readonly value: number
  readonly digits: number
  readonly step: number
}

function scale(bytes: number, step: number, wanted?: number): Scaled {
  const value = bytes / 1000 ** step
  const digits = step === 0 ? 0 : (wanted ?? Math.max(0, 2 - Math.floor(Math.log10(Math.max(value, 1)))))
  // `Intl` rounds the shortest decimal of a number and not the number: 1.005 up.
  return { value: Number(value.toFixed(digits)), digits, step }
}

function fraction(digits: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false }
}

function inUnit({ value, digits, step }: Scaled, perSecond = false): string {
  const unit = UNITS[step] ?? 'byte'
  // `Intl` has no “B”, only “byte”.
  if (unit === 'byte') {
    const n = formatNumber(value, fraction(digits))
    return perSecond ? t('{n} B/s', { n }) : t('{n} B', { n })
  }
  return formatNumber(value, { ...fraction(digits), style: 'unit', unit: perSecond ? `${unit}-per-second` : unit })
}

/** `(1204, 'file')` → `1,204 files`. */
export function counted(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
