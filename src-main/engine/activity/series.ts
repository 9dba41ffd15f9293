/**
 * @file The throughput of one upload: how many bytes had left by which time, and how many of them its host has confirmed. Pure.
 *
 * Bytes on their way are noted when they leave, and count when the host confirms them, because a server may confirm a whole
 * file at once. What it did not keep is taken back.
 */
import { MOST_POINTS, type ThroughputPoint } from '../../contract/activity.ts'

/** The least time between two points; doubled whenever there are too many. */
const FIRST_STEP_MS = 1_000
/** What arrived after the last point that was stored, at the end of another process, is taken to have needed so long. */
const UNKNOWN_MS = 10_000

export interface Series {
  readonly stepMs: number
  /** In the order of time; bytes of all attempts, so they never fall. */
  readonly points: readonly ThroughputPoint[]
  /** Points above this are on their way. */
  readonly confirmed: number
  /** `offset + shift` is what an offset is among these bytes: grows when a host has to get bytes again. */
  readonly shift: number
}

/** Bytes that arrived between two times. */
export interface Gain {
  readonly from: number
  readonly to: number
  readonly bytes: number
}

/** An upload that has so many bytes at its host already. */
export function seriesFrom(offset: number, at: number): Series {
  return { stepMs: FIRST_STEP_MS, points: [{ at, bytes: offset }], confirmed: offset, shift: 0 }
}

/** So many bytes of the file have left. Fewer than before are sent again. */
export function left(series: Series, position: number, at: number): Series {
  const bytes = Math.max(position + series.shift, series.confirmed)
  return withPoint(cut(series, bytes), { at, bytes })
}

/** The host confirmed an offset while it is sent to. */
export function confirmed(
  series: Series,
  offset: number,
  at: number,
): { readonly series: Series; readonly gains: readonly Gain[] } {
  const known = offset + series.shift
  // The host lost bytes, or the upload began anew: they are sent again.
  if (known < series.confirmed) {
    const rest = cut(series, series.confirmed)
    return { series: { ...rest, shift: series.confirmed - offset }, gains: [] }
  }
  const grown = withPoint(cut(series, known), { at, bytes: known })
  return { series: { ...grown, confirmed: known }, gains: gainsOf(grown.points, series.confirmed, known) }
}

/** An attempt begins at the offset of its host: nothing has left since the last one. */
export function resumed(
  series: Series,
  offset: number,
  at: number,
): { readonly series: Series; readonly gains: readonly Gain[] } {
  const end = lastOf(series)
  const known = offset + series.shift
  const isMore = known > end.bytes
  const { series: begun, gains } = confirmed(series, offset, isMore ? Math.min(at, end.at + UNKNOWN_MS) : at)
  return { series: bounded(pushed(begun, { at, bytes: begun.confirmed })), gains }
}

/** What the host has confirmed; the last point is where that was reached. */
export const confirmedPoints = (series: Series): readonly ThroughputPoint[] => cut(series, series.confirmed).points

/** What is on its way: when it left. */
export const onWay = ({ points, confirmed: until }: Series): readonly Gain[] => gainsOf(points, until, Number.POSITIVE_INFINITY)

function lastOf({ points }: Series): ThroughputPoint {
  return points.at(-1) ?? { at: 0, bytes: 0 }
}

/** Without what is above so many bytes; ends where these were reached. */
function cut(series: Series, bytes: number): Series {
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
  const last = lastOf(series)
  const before = series.points.at(-2)
  const isMoving = before !== undefined && last.at - before.at < series.stepMs && before.bytes !== last.bytes
  return bounded(pushed(isMoving ? { ...series, points: series.points.slice(0, -1) } : series, point))
}

/** What is later than now was noted by a clock that was ahead: kept there, bytes of now would be plotted in the future. */
function setBack(series: Series, now: number): Series {
  if (lastOf(series).at <= now) return series
  return { ...series, points: series.points.map((point) => (point.at > now ? { ...point, at: now } : point)) }
}

function pushed(before: Series, { at, bytes }: ThroughputPoint): Series {
  const series = setBack(before, at)
  const last = lastOf(series)
  if (bytes === last.bytes && at === last.at) return series
  // However often it is tried again, a time without bytes has two ends.
  const isFlat = last.bytes === bytes && series.points.at(-2)?.bytes === bytes
  return { ...series, points: [...(isFlat ? series.points.slice(0, -1) : series.points), { at, bytes }] }
}

function bounded(series: Series): Series {
  let { points, stepMs } = series
  while (points.length > MOST_POINTS) {
    stepMs *= 2
    points = thinned(points, stepMs)
  }
  return points === series.points ? series : { ...series, points, stepMs }
}

/** Every other point at least; the first, the last and both ends of a time without bytes stay. */
function thinned(points: readonly ThroughputPoint[], stepMs: number): readonly ThroughputPoint[] {
  const kept: ThroughputPoint[] = []
  for (const [index, point] of points.entries()) {
    const before = kept.at(-1)
    const isEnd = index === points.length - 1
    if (!before || isEnd || point.at - before.at >= stepMs) kept.push(point)
  }
  return kept.length < points.length ? kept : points.filter((_, index) => index % 2 === 0 || index === points.length - 1)
}

/** When the bytes between two amounts arrived. */
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
