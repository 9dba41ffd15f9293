/** @file Distributes bytes over slots of time and days of the calendar. Pure. */
import type { ActivityRange } from '../../contract/history/activity.ts'
import { dayOf } from '../../contract/text/day.ts'
import type { Gain } from './series.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Most slots that one gain is distributed over. */
const MAX_SLOTS = 300

/** The lengths of slots, and how long slots are stored: the span of a range and a little more. */
export const SLOT_LENGTHS = [
  { slotMs: 5 * MINUTE, keptMs: DAY + HOUR },
  { slotMs: HOUR, keptMs: 31 * DAY },
] as const

export const RANGES: Readonly<Record<ActivityRange, { readonly slotMs: number; readonly spanMs: number }>> = {
  day: { slotMs: 5 * MINUTE, spanMs: DAY },
  week: { slotMs: HOUR, spanMs: 7 * DAY },
  month: { slotMs: HOUR, spanMs: 30 * DAY },
}

/** Bytes by slot, with the time at which the slot begins, and by day. */
export interface Sums {
  readonly slots: readonly { readonly slotMs: number; readonly at: number; readonly bytes: number }[]
  readonly days: readonly { readonly day: string; readonly bytes: number }[]
}

/** Bytes by slot and day; both add up to exactly the bytes of the gains. */
export function sumsOf(gains: readonly Gain[]): Sums {
  const slots = SLOT_LENGTHS.flatMap(({ slotMs }) => {
    const sums = new Map<number, number>()
    for (const gain of gains) for (const [at, bytes] of spread(gain, slotMs)) sums.set(at, (sums.get(at) ?? 0) + bytes)
    return [...sums].map(([at, bytes]) => ({ slotMs, at, bytes }))
  })
  const days = new Map<string, number>()
  for (const gain of gains)
    for (const [at, bytes] of spread(gain, SLOT_LENGTHS[0].slotMs)) days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + bytes)
  return { slots, days: [...days].map(([day, bytes]) => ({ day, bytes })) }
}

/** Distributes bytes evenly over the time in which they were sent. */
function* spread({ from, to, bytes }: Gain, slotMs: number): Generator<readonly [number, number]> {
  const last = slotOf(to, slotMs)
  let done = 0
  // A clock that was set forward makes a gap of years: older bytes are added to the first of these slots.
  for (let at = Math.max(slotOf(from, slotMs), last - MAX_SLOTS * slotMs); at < last; at += slotMs) {
    const upTo = Math.round((bytes * (at + slotMs - from)) / (to - from))
    if (upTo > done) yield [at, upTo - done]
    done = Math.max(done, upTo)
  }
  if (bytes > done) yield [last, bytes - done]
}

export const slotOf = (at: number, slotMs: number): number => Math.floor(at / slotMs) * slotMs
