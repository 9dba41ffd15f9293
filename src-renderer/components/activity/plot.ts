/** @file What a plot of speed shows, and its scale. Pure. */
import { WAIT_WORDS, type WaitCause } from '@contract/activity.ts'
import { formatDuration, formatSpeed } from '@contract/format.ts'
import { t } from '@contract/i18n.ts'

export interface PlotStop {
  readonly x: number
  /** Where the line is; `null` in a wait. */
  readonly value: number | null
  /** The time and the speed, or the wait, in words. */
  readonly text: string
}

export interface Plot {
  /** Positions from 0 to `end`, and the speeds there in bytes per second; `null` where there is no line. */
  readonly xs: readonly number[]
  readonly ys: readonly (number | null)[]
  /** The part of it that the host has confirmed, which is the area below the line. */
  readonly areas: readonly (number | null)[]
  readonly end: number
  readonly waits: readonly { readonly from: number; readonly to: number; readonly text: string }[]
  /** Bytes per second while something was sent; `null` where nothing was. */
  readonly average: number | null
  /** Where it goes on as it does now. */
  readonly forecast: { readonly from: number; readonly to: number; readonly value: number } | null
  readonly ticks: readonly { readonly x: number; readonly text: string; readonly tone?: 'wait' | 'now' }[]
  /** What can be read one after the other, by keyboard or pointer. */
  readonly stops: readonly PlotStop[]
  /** All of it in a sentence. */
  readonly summary: string
  /** Something is on its way. */
  readonly isOnWay: boolean
}

/** `25 MB/s`: a round number needs no decimals. */
export const roundSpeed = (value: number): string => formatSpeed(value).replace(/[.,]0+(?!\d)/, '')

/** `asleep, 4 h` */
export const waitText = (cause: WaitCause, lastedMs: number): string =>
  t('{cause}, {duration}', { cause: WAIT_WORDS[cause], duration: formatDuration(lastedMs / 1_000) })

/** Lines of the grid above zero: round numbers, the last one above every speed. */
export function gridOf(most: number): readonly number[] {
  if (most <= 0) return [1]
  const rough = most / 3
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const lines: number[] = []
  for (let value = step; value < most + step; value += step) lines.push(value)
  return lines
}

export const mostOf = ({ ys, average, forecast }: Plot): number =>
  Math.max(0, average ?? 0, forecast?.value ?? 0, ...ys.map((value) => value ?? 0))

/** The stop that is nearest to a position; -1 without any. */
export function nearestStop(stops: readonly PlotStop[], x: number): number {
  let nearest = -1
  for (const [index, stop] of stops.entries()) {
    const before = stops[nearest]
    if (!before || Math.abs(stop.x - x) < Math.abs(before.x - x)) nearest = index
  }
  return nearest
}
