/**
 * @file The throughput of one upload: how many bytes were sent by which time, and how many of them the host has confirmed. Pure.
 *
 * Bytes in flight have the time at which they were sent, and count once the host confirms them, because a server may confirm a whole
 * file at once. Points of bytes that the host lost are removed.
 */
import { MAX_POINTS, type ThroughputPoint } from '../../contract/history/activity.ts'

/** The least time between two points; doubled whenever there are too many. */
const FIRST_STEP_MS = 1_000
/** Bytes that arrived between the last stored point and the end of an earlier process count as sent within this time. */
const ASSUMED_MS = 10_000

export interface Series {
  readonly stepMs: number
  /** In the order of time; bytes of all attempts, so they never fall. */
  readonly points: readonly ThroughputPoint[]
  /** Confirmed bytes; points above are in flight. */
  readonly confirmed: number
  /** Added to an offset it gives the bytes of all attempts; grows when bytes are sent again. */
  readonly shift: number
}

/** Bytes that were sent between two times. */
export interface Gain {
  readonly from: number
  readonly to: number
  readonly bytes: number
}

/** The series of an upload whose host has confirmed this offset already. */
export function seriesFrom(offset: number, at: number): Series {
  return { stepMs: FIRST_STEP_MS, points: [{ at, bytes: offset }], confirmed: offset, shift: 0 }
}

/** With the bytes up to a position of the file sent. Behind an earlier position they are sent again. */
export function withSent(series: Series, position: number, at: number): Series {
  const bytes = Math.max(position + series.shift, series.confirmed)
  return withPoint(truncatedAt(series, bytes), { at, bytes })
}

/** With an offset that the host confirmed during an attempt; `gains` are the bytes that it newly confirmed. */
export function withConfirmed(
  series: Series,
  offset: number,
  at: number,
): { readonly series: Series; readonly gains: readonly Gain[] } {
  const bytes = offset + series.shift
  // The host lost bytes, or the upload began anew: they are sent again.
  if (bytes < series.confirmed) {
    const rest = truncatedAt(series, series.confirmed)
    return { series: { ...rest, shift: series.confirmed - offset }, gains: [] }
  }
  const grown = withPoint(truncatedAt(series, bytes), { at, bytes })
  return { series: { ...grown, confirmed: bytes }, gains: gainsOf(grown.points, series.confirmed, bytes) }
}

/** With the start of an attempt at an offset of the host: nothing was sent since the last attempt. */
export function withResumed(
  series: Series,
  offset: number,
  at: number,
): { readonly series: Series; readonly gains: readonly Gain[] } {
  const end = lastPoint(series)
  const bytes = offset + series.shift
  const isMore = bytes > end.bytes
  const { series: begun, gains } = withConfirmed(series, offset, isMore ? Math.min(at, end.at + ASSUMED_MS) : at)
  return { series: bounded(appended(begun, { at, bytes: begun.confirmed })), gains }
}

/** The points of confirmed bytes; the last one is where all of them were sent. */
export const confirmedPoints = (series: Series): readonly ThroughputPoint[] => truncatedAt(series, series.confirmed).points

/** The bytes in flight, by the times in which they were sent. */
export const inFlight = ({ points, confirmed: until }: Series): readonly Gain[] =>
  gainsOf(points, until, Number.POSITIVE_INFINITY)

function lastPoint({ points }: Series): ThroughputPoint {
  return points.at(-1) ?? { at: 0, bytes: 0 }
}

/** Without points above so many bytes; the last point is where these were reached. */
function truncatedAt(series: Series, bytes: number): Series {
  const { points } = series
  const index = points.findIndex((point) => point.bytes > bytes)
  if (index < 0) return series
  const before = points[index - 1]
  const after = points[index]
  if (!before || !after) return { ...series, points: [{ at: after?.at ?? 0, bytes }] }
  const kept = points.slice(0, index)
  if (before.bytes === bytes) return { ...series, points: kept }
  const part = (bytes - before.bytes) / (after.bytes - before.bytes)
  return { ...series, points: [...kept, { at: Math.round(before.at + (after.at - before.at) * part), bytes }] }
}

/** The last point moves until it is a step away from the one before it. */
function withPoint(series: Series, point: ThroughputPoint): Series {
  const last = lastPoint(series)
  const before = series.points.at(-2)
  const isMoving = before !== undefined && last.at - before.at < series.stepMs && before.bytes !== last.bytes
  return bounded(appended(isMoving ? { ...series, points: series.points.slice(0, -1) } : series, point))
}

/** Points after now are from a clock that was ahead; left there, the next bytes would be plotted in the future. */
function withoutFuture(series: Series, now: number): Series {
  if (lastPoint(series).at <= now) return series
  return { ...series, points: series.points.map((point) => (point.at > now ? { ...point, at: now } : point)) }
}

function appended(before: Series, { at, bytes }: ThroughputPoint): Series {
  const series = withoutFuture(before, at)
  const last = lastPoint(series)
  if (bytes === last.bytes && at === last.at) return series
  // A time without bytes has two points, however many attempts fail in it.
  const isFlat = last.bytes === bytes && series.points.at(-2)?.bytes === bytes
  return { ...series, points: [...(isFlat ? series.points.slice(0, -1) : series.points), { at, bytes }] }
}

function bounded(series: Series): Series {
  let { points, stepMs } = series
  while (points.length > MAX_POINTS) {
    stepMs *= 2
    points = thinned(points, stepMs)
  }
  return points === series.points ? series : { ...series, points, stepMs }
}

/** At most every other point; the first, the last and both ends of a time without bytes stay. */
function thinned(points: readonly ThroughputPoint[], stepMs: number): readonly ThroughputPoint[] {
  const kept: ThroughputPoint[] = []
  for (const [index, point] of points.entries()) {
    const before = kept.at(-1)
    const isEnd = index === points.length - 1
    if (!before || isEnd || point.at - before.at >= stepMs) kept.push(point)
  }
  return kept.length < points.length ? kept : points.filter((_, index) => index % 2 === 0 || index === points.length - 1)
}

/** The bytes between two totals, by the times in which they were sent. */
function gainsOf(points: readonly ThroughputPoint[], after: number, until: number): readonly Gain[] {
  const gains: Gain[] = []
  for (let index = points.length - 1; index > 0; index -= 1) {
    const end = points[index]
    const start = points[index - 1]
    if (!end || !start || end.bytes <= after) break
    const bytes = Math.min(end.bytes, until) - Math.max(start.bytes, after)
    if (bytes > 0) gains.push({ from: start.at, to: end.at, bytes })
  }
  return gains.reverse()
}
