/** @file Frame rate and duration by the timestamps of frames in a transport stream; `null` where timestamps contradict each other. Pure. */
import type { Frame } from './transport-packets.ts'

const CLOCK_HZ = 90_000
/** Timestamps have 33 bits: they start again at 0 after 26.5 hours. */
const WRAP_UNITS = 2 ** 33
/** Fewer frames do not determine a rate. */
export const MIN_FRAMES = 4
/** Streams have a timestamp at least every 0.7 s (ISO/IEC 13818-1, 2.7.4): a larger step is the boundary of joined parts. */
const MAX_STEP_UNITS = CLOCK_HZ
/** A wrap is plausible only if the first timestamp is in the last quarter of the range: 6.6 hours. */
const MIN_WRAPPING_START = 0.75 * WRAP_UNITS
/** Plausible bytes per second of a recording. */
const [MIN_BYTES_PER_SECOND, MAX_BYTES_PER_SECOND] = [8_000, 125_000_000]

/** By which factor the byte rate of a part may differ from that of the recording: that of scenes differs less, that of joined parts more. */
const MAX_RATE_FACTOR = 3
/** Adjacent frames are stored out of presentation order by up to this much. */
const TOLERANCE_SECONDS = 0.3

/** The timestamp of a frame somewhere in the file. */
export interface SamplePoint {
  /** The share of the file before it, from 0 to 1. */
  readonly position: number
  readonly pts: number
}

const COMMON_RATES: readonly number[] = [24, 25, 30, 48, 50, 60, 100, 120].flatMap((rate) =>
  rate % 25 === 0 ? [rate] : [(rate * 1_000) / 1_001, rate],
)

/**
 * Frames per second of one stream: the common rate that every step between two frames fits, with timestamps rounded to whole units; else
 * the rate of the step, if all steps are equal. `null` if steps differ, or for fewer than `MIN_FRAMES`.
 */
export function frameRateOf(frames: readonly Frame[]): number | null {
  const steps = stepsOf(frames)
  if (frames.length < MIN_FRAMES || steps.some((step) => step <= 0 || step > MAX_STEP_UNITS)) return null
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
  const fits = (rate: number): boolean =>
    Math.abs(mean - CLOCK_HZ / rate) <= 1 / steps.length && steps.every((step) => Math.abs(step - CLOCK_HZ / rate) <= 1)
  const common = COMMON_RATES.filter(fits).sort((a, b) => Math.abs(mean - CLOCK_HZ / a) - Math.abs(mean - CLOCK_HZ / b))[0]
  const rate = common ?? (steps.every((step) => step === mean) ? CLOCK_HZ / mean : null)
  return rate === null ? null : Math.round(rate * 1_000) / 1_000
}

/**
 * Seconds from the first frame of one stream to the end of its last.
 *
 * @param head frames at the beginning of the file
 * @param tail frames at its end
 * @param frameSeconds duration of the last frame; 0 if unknown
 * @param samples frames within the file, in order
 * @returns `null` if an end contains no frame, or if timestamps jump: parts that were joined have clocks of their own
 */
export function durationOf(
  head: readonly Frame[],
  tail: readonly Frame[],
  sizeBytes: number,
  frameSeconds: number,
  samples: readonly SamplePoint[] = [],
): number | null {
  const [first, last] = [head[0], tail[0]]
  if (!first || !last || [...stepsOf(head), ...stepsOf(tail)].some((step) => step < 0 || step > MAX_STEP_UNITS)) return null
  const start = first.pts + Math.min(...head.map(({ pts }) => unitsTo(first.pts, pts)))
  const end = last.pts + Math.max(...tail.map(({ pts }) => unitsTo(last.pts, pts)))
  const hasWrapped = end < start
  const seconds = (end - start + (hasWrapped ? WRAP_UNITS : 0)) / CLOCK_HZ
  if (
    hasWrapped &&
    (start < MIN_WRAPPING_START || sizeBytes < seconds * MIN_BYTES_PER_SECOND || sizeBytes > seconds * MAX_BYTES_PER_SECOND)
  )
    return null
  if (!isEven(start, seconds, samples)) return null
  const whole = Math.round((seconds + frameSeconds) * 1e6) / 1e6
  return whole > 0 ? whole : null
}

/** Whether timestamps grow about as evenly as the bytes of the file. */
function isEven(start: number, seconds: number, samples: readonly SamplePoint[]): boolean {
  const points = [
    { position: 0, at: 0 },
    ...samples.map(({ position, pts }) => ({ position, at: unitsTo(start, pts, true) / CLOCK_HZ })),
    { position: 1, at: seconds },
  ]
  return points.slice(1).every(({ position, at }, index) => {
    const before = points[index] ?? { position: 0, at: 0 }
    const expected = (position - before.position) * seconds
    const found = at - before.at
    return found >= expected / MAX_RATE_FACTOR - TOLERANCE_SECONDS && found <= expected * MAX_RATE_FACTOR + TOLERANCE_SECONDS
  })
}

function stepsOf(frames: readonly Frame[]): number[] {
  return frames.slice(1).map(({ dts }, index) => unitsTo(frames[index]?.dts ?? 0, dts))
}

/** Units from one timestamp to another, across a wrap: to the nearest such one, or with `isLater` to the next. */
function unitsTo(from: number, to: number, isLater = false): number {
  const units = (((to - from) % WRAP_UNITS) + WRAP_UNITS) % WRAP_UNITS
  return units > WRAP_UNITS / 2 && !isLater ? units - WRAP_UNITS : units
}
