/** @file The table of bytes sent per day: the line of all accounts, and a line for each. Pure. */
import type { AccountDay } from '@contract/history/activity.ts'
import { formatDate, formatList, t, tn } from '@contract/i18n/i18n.ts'
import { dateAt, plusDays } from '@contract/text/day.ts'
import { formatBytes } from '@contract/text/format.ts'

export interface DayCell {
  readonly day: string
  readonly bytes: number
  readonly sent: number
  readonly failed: number
}

interface DayLine {
  /** `null` for all accounts. */
  readonly accountId: string | null
  readonly name: string
  readonly provider: string
  readonly cells: readonly DayCell[]
  readonly total: DayCell
}

const REMOVED = ''

/** The line of all accounts, then those that sent or failed, most bytes first. @param shown number of days, up to `today` */
export function linesOf(days: readonly AccountDay[], today: string, shown: number): readonly DayLine[] {
  const all = Array.from({ length: shown }, (_, index) => plusDays(today, index + 1 - shown))
  const accounts = new Map<string, AccountDay[]>()
  // There may be more days than are shown.
  for (const day of days.filter((one) => all.includes(one.day))) {
    // Removed accounts cannot be told apart: they share a line.
    const id = day.provider === '' ? REMOVED : day.accountId
    accounts.set(id, [...(accounts.get(id) ?? []), day])
  }
  const lines = [...accounts].map(([accountId, own]) => ({
    accountId,
    name: accountId === REMOVED ? t('Removed accounts') : (own[0]?.accountName ?? ''),
    provider: own[0]?.provider ?? '',
    ...cellsOf(own, all),
  }))
  lines.sort((one, other) => other.total.bytes - one.total.bytes || one.name.localeCompare(other.name))
  return [{ accountId: null, name: t('All accounts'), provider: '', ...cellsOf(days, all) }, ...lines]
}

function cellsOf(days: readonly AccountDay[], all: readonly string[]): Pick<DayLine, 'cells' | 'total'> {
  const cells = all.map((day) =>
    sumOf(
      day,
      days.filter((one) => one.day === day),
    ),
  )
  return { cells, total: sumOf('', cells) }
}

function sumOf(day: string, parts: readonly Omit<DayCell, 'day'>[]): DayCell {
  const sum = (of: (part: Omit<DayCell, 'day'>) => number): number => parts.reduce((all, part) => all + of(part), 0)
  return { day, bytes: sum(({ bytes }) => bytes), sent: sum(({ sent }) => sent), failed: sum(({ failed }) => failed) }
}

/** The size as a figure of the table. */
export const sizeText = (bytes: number): string => (bytes > 0 ? formatBytes(bytes) : t('none'))

/** `3.4 GB, 12 clips sent, 1 failed`, or `nothing`. */
export function cellText({ bytes, sent, failed }: DayCell): string {
  const parts = [
    bytes > 0 ? formatBytes(bytes) : '',
    sent > 0 ? tn(sent, '{n} clip sent', '{n} clips sent') : '',
    failed > 0 ? tn(failed, '{n} failed', '{n} failed') : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? t('nothing') : formatList(parts, 'unit')
}

export const weekdayOf = (day: string, weekday: 'narrow' | 'long'): string => formatDate(dateAt(day), { weekday })
export const isWeekend = (day: string): boolean => [0, 6].includes(dateAt(day).getDay())
