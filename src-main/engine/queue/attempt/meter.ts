/** @file The speed of a transfer: an average over the last seconds, so that the figure neither jumps nor lags. */

const WINDOW_MS = 8_000
const SAMPLE_MS = 250

export interface Meter {
  /** Records a running total. It may fall when a server confirms less than was sent. */
  record(totalBytes: number, now: number): void
  /** Bytes per second, or `null` while there are too few samples. */
  rate(now: number): number | null
  /** Drops all samples, because the clock was set. */
  reset(): void
}

export function createMeter(): Meter {
  let samples: { at: number; total: number }[] = []

  function trim(now: number): void {
    while (samples.length > 2 && now - (samples[1]?.at ?? now) > WINDOW_MS) samples.shift()
  }

  return {
    record(total, now) {
      const last = samples.at(-1)
      if (last && total < last.total) samples = []
      const previous = samples.at(-2)
      if (last && previous && samples.length > 1 && now - previous.at < SAMPLE_MS) samples.pop()
      samples.push({ at: now, total })
      trim(now)
    },
    reset() {
      samples = []
    },
    rate(now) {
      trim(now)
      const first = samples[0]
      const last = samples.at(-1)
      if (!first || !last || now - first.at < SAMPLE_MS * 2) return null
      return Math.round(((last.total - first.total) * 1000) / (now - first.at))
    },
  }
}
