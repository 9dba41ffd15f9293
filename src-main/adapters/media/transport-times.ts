/** @file Rate and duration by the times of frames in a transport stream. Unknown where times do not fit each other. Pure. */
import type { Frame } from './transport-packets.ts'

const CLOCK_HZ = 90_000
/** Times have 33 bits: they begin again after 26.5 hours. */
const WRAPS_AT = 2 ** 33
/** Fewer frames say little about their rate. */
export const LEAST_FRAMES = 4
/** Streams have a time at least every 0.7 s (ISO/IEC 13818-1, 2.7.4): what is further apart was joined. */
const LONGEST_STEP = CLOCK_HZ
/** A clock that began again was in the last quarter of its range: 6.6 hours. */
const WRAPS_FROM = 0.75 * WRAPS_AT
/** Bytes per second that a recording can have. */
const [LEAST_RATE, MOST_RATE] = [8_000, 125_000_000]

/** How many times faster or slower than all of a recording a part of it may have its bytes: scenes differ, and joined parts differ more. */
const MOST_UNEVEN = 3
/** Seconds by which times of frames that lie beside each other differ. */
const LOOSE_SECONDS = 0.3

/** A frame within the file. */
export interface Between {
  /** How much of the file lies before it, from 0 to 1. */
  readonly part: number
  readonly shownAt: number
}

const RATES: readonly number[] = [24, 25, 30, 48, 50, 60, 100, 120].flatMap((rate) =>
  rate % 25 === 0 ? [rate] : [(rate * 1_000) / 1_001, rate],
)

/**
 * Frames per second of one stream: that of the known rates which every step between two frames fits, as times are rounded to whole
 * units; otherwise by the step, where all are the same. `null` where steps differ, or there are few.
 */
export function frameRateOf(frames: readonly Frame[]): number | null {
  const steps = stepsOf(frames)
  if (frames.length < LEAST_FRAMES || steps.some((step) => step <= 0 || step > LONGEST_STEP)) return null
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
  const fits = (rate: number): boolean =>
    Math.abs(mean - CLOCK_HZ / rate) <= 1 / steps.length && steps.every((step) => Math.abs(step - CLOCK_HZ / rate) <= 1)
  const known = RATES.filter(fits).sort((one, other) => Math.abs(mean - CLOCK_HZ / one) - Math.abs(mean - CLOCK_HZ / other))[0]
  const rate = known ?? (steps.every((step) => step === mean) ? CLOCK_HZ / mean : null)
  return rate === null ? null : Math.round(rate * 1_000) / 1_000
}

/**
 * Seconds from the first frame of one stream to the end of its last.
 *
 * @param head frames at the beginning of the file
 * @param tail frames at its end
 * @param frameSeconds how long the last frame is shown; 0 where it is not known
 * @param between frames of parts of the file, in their order
 * @returns `null` where an end holds no frame, or times jump: the clocks of parts that were joined say nothing of all of them
 */
export function durationOf(
  head: readonly Frame[],
  tail: readonly Frame[],
  sizeBytes: number,
  frameSeconds: number,
  between: readonly Between[] = [],
): number | null {
  const [first, last] = [head[0], tail[0]]
  if (!first || !last || [...stepsOf(head), ...stepsOf(tail)].some((step) => step < 0 || step > LONGEST_STEP)) return null
  const start = first.shownAt + Math.min(...head.map(({ shownAt }) => unitsTo(first.shownAt, shownAt)))
  const end = last.shownAt + Math.max(...tail.map(({ shownAt }) => unitsTo(last.shownAt, shownAt)))
  const hasWrapped = end < start
  const seconds = (end - start + (hasWrapped ? WRAPS_AT : 0)) / CLOCK_HZ
  if (hasWrapped && (start < WRAPS_FROM || sizeBytes < seconds * LEAST_RATE || sizeBytes > seconds * MOST_RATE)) return null
  if (!isEven(start, seconds, between)) return null
  const whole = Math.round((seconds + frameSeconds) * 1e6) / 1e6
  return whole > 0 ? whole : null
}

/** Whether times grow through the file as its bytes do. */
function isEven(start: number, seconds: number, between: readonly Between[]): boolean {
  const points = [
    { part: 0, at: 0 },
    ...between.map(({ part, shownAt }) => ({ part, at: unitsTo(start, shownAt, true) / CLOCK_HZ })),
    { part: 1, at: seconds },
  ]
  return points.slice(1).every(({ part, at }, index) => {
    const before = points[index] ?? { part: 0, at: 0 }
    const expected = (part - before.part) * seconds
    const found = at - before.at
    return found >= expected / MOST_UNEVEN - LOOSE_SECONDS && found <= expected * MOST_UNEVEN + LOOSE_SECONDS
  })
}

function stepsOf(frames: readonly Frame[]): number[] {
  return frames.slice(1).map(({ decodedAt }, index) => unitsTo(frames[index]?.decodedAt ?? 0, decodedAt))
}

/** Units from one time to another that is near, or later, also where the clock begins again between them. */
function unitsTo(one: number, other: number, isLater = false): number {
  const units = (((other - one) % WRAPS_AT) + WRAPS_AT) % WRAPS_AT
  return units > WRAPS_AT / 2 && !isLater ? units - WRAPS_AT : units
}
