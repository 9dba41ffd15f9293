/** @file The data of a plot of speed, and its scale. Pure. */
import { WAIT_CAUSE_LABELS, type WaitCause } from '@contract/history/activity.ts'
import { t } from '@contract/i18n/i18n.ts'
import { formatDuration, formatSpeed } from '@contract/text/format.ts'

export interface PlotStop {
  readonly x: number
  /** Bytes per second; `null` in a wait. */
  readonly value: number | null
  /** The time, with the speed or the wait. */
  readonly text: string
}

export interface Plot {
  /** Positions in ms, from 0 to `end`, and the speeds there in bytes per second; `null` where there is no line. */
  readonly xs: readonly number[]
  readonly ys: readonly (number | null)[]
  /** The part of the speed that the host has confirmed, which is the area below the line. */
  readonly areas: readonly (number | null)[]
  readonly end: number
  readonly waits: readonly { readonly from: number; readonly to: number; readonly text: string }[]
  /** Average of the times in which something was sent, bytes per second; `null` where nothing was. */
  readonly average: number | null
  /** The line continued at the current speed. */
  readonly forecast: { readonly from: number; readonly to: number; readonly value: number } | null
  readonly ticks: readonly { readonly x: number; readonly text: string; readonly tone?: 'wait' | 'now' }[]
  /** The values that keyboard and pointer step through, in order of `x`. */
  readonly stops: readonly PlotStop[]
  /** The plot as a sentence. */
  readonly summary: string
  /** Some bytes are in flight: sent and not confirmed. */
  readonly isInFlight: boolean
}

/** `25 MB/s`: a round number needs no decimals. */
export const roundSpeed = (value: number): string => formatSpeed(value).replace(/[.,]0+(?!\d)/, '')

/** `asleep, 4 h` */
export const waitText = (cause: WaitCause, lastedMs: number): string =>
  t('{cause}, {duration}', { cause: WAIT_CAUSE_LABELS[cause], duration: formatDuration(lastedMs / 1_000) })

/** Lines of the grid above zero: round numbers, the last one at or above `max`. */
export function gridOf(max: number): readonly number[] {
  if (max <= 0) return [1]
  const rough = max / 3
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const lines: number[] = []
  for (let value = step; value < max + step; value += step) lines.push(value)
  return lines
}

export const maxOf = ({ ys, average, forecast }: Plot): number =>
  Math.max(0, average ?? 0, forecast?.value ?? 0, ...ys.map((value) => value ?? 0))

/** The stop that is nearest to a position; -1 without any. */
export function nearestStop(stops: readonly PlotStop[], x: number): number {
  let nearest = -1
  for (const [index, stop] of stops.entries()) {
    const best = stops[nearest]
    if (!best || Math.abs(stop.x - x) < Math.abs(best.x - x)) nearest = index
  }
  return nearest
}
